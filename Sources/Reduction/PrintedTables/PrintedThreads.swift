import DebuggerText
import RawMemory
import SnapshotModel

/// The sections `threads` and `thread_groups` from `clrthreads` and `clrstack`.
enum PrintedThreads {
    static func readings(_ tables: [FoundTable]) -> [PrintedReading] {
        var stacks: [UInt64: [String]] = [:]
        var unwalked: Set<UInt64> = []
        var problems: [ReadingProblem] = []
        var (hasStacks, isCut, isOfAll) = (false, false, false)
        let areScanned = !tables.contains { if case .stacks(let table) = $0.content { !table.isScanned } else { false } }
        for found in tables {
            // What a search found is taken where nothing walked the stacks.
            guard case .stacks(let table) = found.content, table.isScanned == areScanned else { continue }
            hasStacks = true
            for thread in table.threads {
                stacks[thread.osID] = thread.frames
                if thread.isUnwalked { unwalked.insert(thread.osID) } else { unwalked.remove(thread.osID) }
            }
            problems += found.rejections(.threadGroups)
            isCut = isCut || found.isCut
            isOfAll = isOfAll || found.isOfEveryThread
        }
        let list = tables.reversed().first { if case .threads = $0.content { true } else { false } }
        var finalizers: Set<UInt64> = []
        if !areScanned, let list, case .threads(let table) = list.content {
            finalizers = Set(table.rows.filter { $0.role == "Finalizer" }.map(\.osID))
        }
        var signatures: [UInt64: String] = [:]
        // Of a thread without frames whose stack was not walked nothing is known.
        for (thread, frames) in stacks where !frames.isEmpty || !unwalked.contains(thread) {
            let other = finalizers.contains(thread) ? ThreadGroupRow.finalizer : ThreadGroupRow.withoutFrames
            signatures[thread] =
                frames.isEmpty
                ? other : ThreadSignature.text(frames.map { ThreadStacks.Frame(name: $0, isFramework: PlatformNames.isOfPlatform($0)) })
        }
        var readings: [PrintedReading] = []
        if let list, case .threads(let table) = list.content {
            readings.append(threads(table, list, hasStacks && !areScanned ? signatures : nil, stacks))
        }
        if hasStacks {
            if areScanned { problems.append(.printedStacksScanned) }
            let alive = list.flatMap { if case .threads(let table) = $0.content { table.alive } else { nil } }
            let listed = UInt64(stacks.count)
            if let alive, alive > listed {
                problems.append(.printedRowsMissing(.threadGroups, count: alive - listed, bytes: nil))
            } else if isCut && alive == nil {
                problems.append(.printedRowsMissing(.threadGroups, count: nil, bytes: nil))
            } else if !isOfAll && alive == nil {
                problems.append(.printedPartOnly(.threadGroups))
            }
            if !unwalked.isEmpty { problems.append(.printedStacksUnwalked(count: UInt64(unwalked.count))) }
            readings.append(groups(signatures, problems))
        }
        return readings
    }

    private static func threads(
        _ table: ThreadsTable, _ found: FoundTable, _ signatures: [UInt64: String]?, _ stacks: [UInt64: [String]]
    ) -> PrintedReading {
        // What has ended is no thread of the operating system any more.
        let alive = table.rows.filter { !$0.isGone }
        let rows = alive.map { printed in
            var row = ThreadRow()
            (row.osID, row.managedID, row.state, row.lastException) = (printed.osID, printed.managedID, state(printed), printed.exception)
            row.signature = signatures?[printed.osID] ?? ""
            row.frames = stacks[printed.osID]?.joined(separator: "\n") ?? ""
            return row
        }
        var problems = found.rejections(.threads)
        // Those that have ended have no rows, in the text or here.
        let left = Remainder(
            .threads, listed: PrintedSums(count: UInt64(rows.count)),
            total: PrintedSums(count: table.alive.map { max($0, UInt64(rows.count)) }),
            isCut: found.isCut, line: found.lines.upperBound)
        problems += left.problems
        problems.append(.printedManagedThreadsOnly)
        var absent: Set<String> = ["stack_reserved", "stack_present", "name"]
        if signatures == nil { absent.formUnion(["signature", "frames"]) }
        return PrintedReading(rows.isEmpty ? nil : Table(rows, absent: absent), problems)
    }

    /// The bits of the runtime's thread state: 0x200 is a background thread, 0x1000000 a worker of the thread pool.
    private static func state(_ row: ThreadsTable.Row) -> String {
        [
            (ThreadRow.finalizer, row.role == "Finalizer"),
            ("thread pool worker", row.state & 0x100_0000 != 0 || row.role == "Threadpool Worker"),
            ("background", row.state & 0x200 != 0),
        ].filter(\.1).map(\.0).joined(separator: ", ")
    }

    private static func groups(_ signatures: [UInt64: String], _ problems: [ReadingProblem]) -> PrintedReading {
        var counts: [String: UInt64] = [:]
        for signature in signatures.values { counts[signature, default: 0] += 1 }
        let rows = counts.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }.map { signature, count in
            var row = ThreadGroupRow()
            (row.signature, row.count) = (signature, count)
            return row
        }
        return PrintedReading(rows.isEmpty ? nil : Table(rows, absent: ["stack_reserved", "stack_present"]), problems)
    }
}

extension ThreadsTable {
    /// The number of threads that have not ended, as the lines before the rows print it.
    fileprivate var alive: UInt64? {
        count.map { count in count - min(count, (dead ?? 0).saturatingAdd(unstarted ?? 0)) }
    }
}

extension FoundTable {
    /// Whether the command that printed the stacks does so of every thread.
    fileprivate var isOfEveryThread: Bool {
        guard let command else { return false }
        return command.thread == "*" || command.name == "eestack"
            || command.name == "clrstack" && command.arguments.contains { $0.drop { $0 == "-" } == "all" }
    }
}
