extension TableContent {
    /// A command that prints such a table, without what chooses some of the objects; `prose` for what the words of a text say.
    package var command: String {
        switch self {
        case .statistics(let table):
            switch table.scope {
            case .heap, .partOfHeap: "dumpheap -stat"
            case .finalizable: "finalizequeue"
            case .handles: "gchandles -stat"
            case .tasks: "dumpasync"
            }
        case .gcHeaps: "eeheap -gc"
        case .loaderHeaps: "eeheap -loader"
        case .addressSummary: "address -summary"
        case .memoryKinds: "maddress"
        case .finalization: "finalizequeue"
        case .queuedTypes(let table): table.areReady ? "frq -stat" : "finq -stat"
        case .handles: "gchandles"
        case .modules: "clrmodules"
        case .moduleFacts: "dumpmodule"
        case .threads: "clrthreads"
        case .stacks(let table): table.isScanned ? "eestack" : "clrstack"
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
        case .rootPaths: "gcroot"
        case .syncBlocks: "syncblk"
        case .counters(let table): table.source.rawValue
        case .taskList: "dumpasync"
        case .facts: "eeversion"
        }
    }
}
