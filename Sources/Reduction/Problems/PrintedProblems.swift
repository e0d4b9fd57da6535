import SnapshotModel

extension ReadingProblem {
    /// The entries of problems with printed tables. Their codes begin with the name of the table.
    var printedEntry: Entry {
        switch self {
        case .printedRowsMissing(let table, let count, let bytes):
            Entry(
                90, table.code("cut"), "`\(table.command)` is incomplete: \(words(count, bytes, table))", caps: .partial,
                .printWhole,
                bytes: bytes, count: count)
        case .printedSumsDiffer(let table, let difference, let line):
            Entry(
                91, table.code("sums-differ"),
                "the rows of `\(table.command)` up to line \(line) sum up to \(difference) more than its total says",
                caps: .partial, .printWhole,
                bytes: difference)
        case .printedTotalWithoutPinned(let bytes, let line):
            Entry(
                92, "heaps-total-without-pinned",
                "the total of what is committed in line \(line) lacks the \(bytes) bytes of the pinned object heap, as SOS of .NET 5 and 6 prints it; the sum "
                    + "of the rows was taken", caps: .good, .none, bytes: bytes)
        case .printedRowsRejected(let table, let count, let line):
            Entry(
                93, table.code("rows-rejected"),
                "\(count) \(count == 1 ? "row" : "rows") of `\(table.command)` from line \(line) on cannot be read, and nothing of them is in the numbers",
                caps: .partial, .printWhole, count: count)
        case .printedPartOnly(let table, let choice):
            Entry(
                94, table.code("of-a-part"),
                "the text holds only a part of what `\(table.command)` prints\(choice.isEmpty ? "" : ", chosen by `\(shown(choice))`"); the rest is unknown",
                caps: .partial, .printWhole)
        case .printedPartDiffers(let table, let difference, let line):
            Entry(
                95, table.code("part-differs"),
                "the part of `\(table.command)` in line \(line) has \(difference) more than the whole table: they may be of different moments or processes",
                caps: .good, .none, count: difference)
        case .printedCommitted(let bytes):
            Entry(
                96, "memory-committed", "the process has committed \(bytes) bytes of memory (MEM_COMMIT)", caps: .exact, .none, bytes: bytes
            )
        case .printedCommittedAbout(let low, let high, let written):
            Entry(
                96, "memory-committed-about",
                "the words of the text say that the process has committed \(written): from \(low) to \(high) bytes", caps: .exact, .none,
                bytes: low + (high - low) / 2)
        case .printedSizesImpossible(let rows, let line):
            Entry(
                97, "ledger-impossible",
                "\(rows) \(rows == 1 ? "row" : "rows") of the address space from line \(line) on have sizes that no process has, as WinDbg prints them for "
                    + "cores of Linux; nothing of them is in the numbers. `maddress` of SOS prints the right ones", caps: .partial,
                .printWhole, count: rows)
        case .printedModulesListed(let command):
            Entry(
                99, "modules-of-a-command",
                command == "lm"
                    ? "the modules are those that `lm` lists: native ones too, and none that were made at run time"
                    : "the modules are those that `\(command)` lists: it does not name most of those that were made at run time",
                caps: .good,
                .none)
        case .printedTablesTooMany:
            Entry(
                100, "text-tables-too-many", "the text holds more tables than are read; nothing of the last ones is in the numbers",
                caps: .partial, .printWhole)
        case .printedManagedThreadsOnly:
            Entry(98, "threads-managed-only", "the text lists the runtime's threads, and not those of native code", caps: .good, .none)
        default: printedRemark
        }
    }

    /// The entries of problems that say what a table never holds.
    private var printedRemark: Entry {
        switch self {
        case .printedPathsOfSomeObjects:
            Entry(
                98, "root-paths-of-some-objects", "`gcroot` says what keeps the objects alive that it was asked about, and no others",
                caps: .good, .collectDump)
        case .printedHeapsOfCounters:
            Entry(
                98, "heaps-of-counters",
                "the sizes of generations are counters of the runtime: those after the last collection, with the gaps",
                caps: .good, .none)
        case .printedTasksWithoutState(let count):
            Entry(
                98, "tasks-without-state",
                "`dumpasync` counts \(count) \(count == 1 ? "task" : "tasks") that no row lists: the state is unknown", caps: .good,
                .printWhole, count: count)
        case .printedStacksUnwalked(let count):
            Entry(
                98, "thread-groups-unwalked",
                "the debugger could not walk the stack of \(count) \(count == 1 ? "thread" : "threads"): what is missing there is unknown",
                caps: .partial, .printWhole, count: count)
        case .printedStacksScanned:
            Entry(
                98, "thread-groups-scanned",
                "`eestack` searches stacks for return addresses: what calls that have ended left there may be among the methods",
                caps: .good, .printWhole)
        case .printedThreadsWithFramesOnly:
            Entry(
                98, "thread-groups-with-frames-only", "`parallelstacks` lists the threads that have managed frames, and no others",
                caps: .good,
                .none)
        case .printedWithoutFrozen:
            Entry(
                98, "heaps-without-frozen", "`gcheapstat` prints no numbers of the frozen objects, whose memory is left out", caps: .good,
                .none)
        case .printedAsyncPendingOnly:
            Entry(98, "async-pending-only", "`dumpasync` lists the async methods that have not ended, and no others", caps: .good, .none)
        case .printedSizesOfOne:
            Entry(
                98, "types-sizes-of-one",
                "`dotnet-gcdump report` prints the size of one object of each type, and others of the type have other sizes: the bytes of each type are "
                    + "unknown, those of all together are printed", caps: .good, .collectDump)
        case .printedMappingsAlone:
            Entry(
                98, "ledger-mappings-alone",
                "the system's list of mappings does not say what private memory is used for: the heap, the runtime and native code are one row",
                caps: .good, .none)
        case .printedWithoutSwap:
            Entry(
                98, "ledger-without-swap", "`pmap` does not print what is swapped out: the process may have used more", caps: .good, .none)
        case .printedHeapsAlone:
            Entry(
                98, "ledger-heaps-alone", "the text lists the heaps of Windows, and not the other memory of the process", caps: .partial,
                .printWhole)
        default: entry
        }
    }
}

/// What chose a part, without the names in it, which may be those of types: a short hash stands for them, so that two choices are told apart.
private func shown(_ choice: String) -> String {
    let words = choice.split(separator: " ").map { word in
        word.hasPrefix("-") ? String(word.prefix { $0 != "=" && $0 != ":" }) : "…"
    }
    return words.joined(separator: " ") + " (" + Fingerprint.compute(text: choice).prefix(8) + ")"
}

private func words(_ count: UInt64?, _ bytes: UInt64?, _ table: PrintedTable) -> String {
    let noun =
        switch table {
        case .types, .finalization, .liveReport: "object"
        case .ledger, .mappings, .regions, .statistics: "range"
        case .handles: "handle"
        case .threads, .threadGroups, .parallelStacks: "thread"
        case .timers: "timer"
        case .rootPaths: "path"
        case .syncBlocks: "sync block"
        case .counters: "counter"
        case .tasks: "task"
        case .async: "method"
        case .nativeHeaps: "heap"
        case .heaps, .loaderHeaps, .modules, .heapShares: "row"
        }
    let number = (count ?? 0) == 1 ? "1 \(noun)" : "\(count ?? 0) \(noun)s"
    switch (count ?? 0, bytes) {
    case (0, nil): return "lines were left out or its total is missing, so how much it lacks is unknown"
    case (0, let bytes?): return "its total counts \(bytes) bytes that no row lists"
    case (_, nil)
    where [.handles, .threads, .threadGroups, .parallelStacks, .timers, .async, .rootPaths, .syncBlocks, .counters, .tasks].contains(table):
        return "its total counts \(number) that no row lists"
    case (_, nil): return "its total counts \(number) that no row lists, of an unknown number of bytes"
    case (_, let bytes?): return "its total counts \(number) of \(bytes) bytes that no row lists"
    }
}

extension PrintedTable {
    func code(_ end: String) -> String { "\(rawValue)-\(end)" }
}
