import SnapshotModel

extension ReadingProblem {
    /// The entries of problems with printed tables. Their codes begin with the name of the table.
    var printedEntry: Entry {
        switch self {
        case .printedRowsMissing(let table, let count, let bytes):
            Entry(
                90, table.code("cut"), "the text does not hold all of `\(table.command)`: \(words(count, bytes, table))", caps: .partial,
                .printWhole,
                bytes: bytes, count: count)
        case .printedSumsDiffer(let table, let difference, let line):
            Entry(
                91, table.code("sums-differ"),
                "the rows of `\(table.command)` that end in line \(line) sum up to \(difference) more than their total says",
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
        case .printedPartOnly(let table):
            Entry(
                94, table.code("of-a-part"),
                "the text holds only parts of `\(table.command)`, like the objects of some types; the rest is unknown",
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
                96, "memory-committed",
                "the words of the text say that the process has committed \(written): from \(low) to \(high) bytes", caps: .exact, .none,
                bytes: low + (high - low) / 2)
        case .printedSizesImpossible(let rows, let line):
            Entry(
                97, "ledger-impossible",
                "\(rows) \(rows == 1 ? "row" : "rows") of the address space from line \(line) on have sizes that no process has, as WinDbg prints them for "
                    + "cores of Linux; nothing of them is in the numbers. `maddress` of SOS prints the right ones", caps: .partial,
                .printWhole, count: rows)
        case .printedManagedThreadsOnly:
            Entry(98, "threads-managed-only", "the text lists the runtime's threads, and not those of native code", caps: .good, .none)
        default: entry
        }
    }
}

private func words(_ count: UInt64?, _ bytes: UInt64?, _ table: PrintedTable) -> String {
    let noun =
        switch table {
        case .types, .finalization: "objects"
        case .ledger: "ranges"
        case .handles: "handles"
        case .threads: "threads"
        default: "rows"
        }
    switch (count ?? 0, bytes) {
    case (0, nil): return "it was cut, and the text does not say how much is missing"
    case (0, let bytes?): return "\(bytes) bytes that its total counts are in no row"
    case (let count, nil): return "\(count) \(noun) that its total counts are in no row, and how many bytes they have is unknown"
    case (let count, let bytes?): return "\(count) \(noun) of \(bytes) bytes that its total counts are in no row"
    }
}

extension PrintedTable {
    func code(_ end: String) -> String { "\(rawValue)-\(end)" }
}
