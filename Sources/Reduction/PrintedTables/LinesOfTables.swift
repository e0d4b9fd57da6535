import DebuggerText
import SnapshotModel

extension ReadLines {
    /// `skipped`: lines of the text that belong to no table.
    init(_ tables: [FoundTable], skipped: Int) {
        self.init(
            tables: tables.map { table in
                Table(
                    command: table.commandName, first: UInt64(clamping: table.lines.lowerBound),
                    last: UInt64(clamping: table.lines.upperBound),
                    read: UInt64(clamping: table.taken), rejected: UInt64(clamping: table.rejected))
            }, skipped: UInt64(clamping: skipped))
    }
}

extension FoundTable {
    /// The command as the text shows it, or else one that prints such a table.
    fileprivate var commandName: String {
        if case .committed = content { return "prose" }
        if let name = command?.name, !name.isEmpty { return name }
        return switch content {
        case .statistics(let table): table.scope == .finalizable ? "finalizequeue" : table.scope == .handles ? "gchandles" : "dumpheap"
        case .gcHeaps: "eeheap -gc"
        case .loaderHeaps: "eeheap -loader"
        case .addressSummary: "address -summary"
        case .memoryKinds: "maddress"
        case .finalization, .queuedTypes: "finalizequeue"
        case .handles: "gchandles"
        case .modules: "clrmodules"
        case .moduleFacts: "dumpmodule"
        case .threads: "clrthreads"
        case .stacks: "clrstack"
        case .committed: "prose"
        case .heapShares: "gcheapstat"
        case .parallelStacks: "parallelstacks"
        case .timers: "timerinfo"
        case .asyncStacks: "dumpasync"
        case .mappings: "smaps"
        case .nativeHeaps: "heap -s"
        case .virtualStatistics: "vmstat"
        case .addressRegions: "address"
        case .liveReport: "dotnet-gcdump report"
        case .unheld(let table): table.kind.rawValue
        case .facts: "eeversion"
        }
    }
}
