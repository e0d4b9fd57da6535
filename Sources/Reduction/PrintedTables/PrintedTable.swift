import SnapshotModel

/// The tables of a debugger that fill sections, for problems with them.
package enum PrintedTable: String, Hashable, Sendable, CaseIterable {
    /// `dumpheap -stat`.
    case types
    /// `eeheap -gc`.
    case heaps
    /// `eeheap -loader`.
    case loaderHeaps = "loader-heaps"
    /// `maddress` and `!address -summary`.
    case ledger
    /// `clrmodules`, `lm`, `dumpdomain`.
    case modules
    /// `clrthreads`.
    case threads
    /// `clrstack -all`.
    case threadGroups = "thread-groups"
    /// `gchandles`.
    case handles
    /// `finalizequeue`.
    case finalization
    /// `gcheapstat`, `heapstat`.
    case heapShares = "heap-shares"
    case parallelStacks = "parallel-stacks"
    case timers
    case async
    /// `smaps`, `pmap`.
    case mappings
    /// `!address`.
    case regions
    /// `vmstat`.
    case statistics = "virtual-statistics"
    /// `!heap -s`.
    case nativeHeaps = "native-heaps"
    /// `dotnet-gcdump report`.
    case liveReport = "live-report"
    /// `gcroot`.
    case rootPaths = "root-paths"
    /// `syncblk`.
    case syncBlocks = "sync-blocks"
    /// `dotnet-counters`, `threadpool`.
    case counters
    /// `dumpasync -tasks` of SOS in C++.
    case tasks

    /// What a text is searched for first: the others say less.
    static let usual: [PrintedTable] = [.types, .heaps, .loaderHeaps, .ledger, .modules, .threads, .threadGroups, .handles, .finalization]

    /// The table that a section is made of; `nil` for sections that no command prints.
    package init?(section: String) {
        guard let table = PrintedTable.allCases.first(where: { $0.rawValue.replacing("-", with: "_") == section }) else { return nil }
        self = table
    }

    /// The command, for messages.
    package var command: String {
        switch self {
        case .types: "dumpheap -stat"
        case .heaps: "eeheap -gc"
        case .loaderHeaps: "eeheap -loader"
        case .ledger: "maddress` or `address -summary"
        case .modules: "dumpdomain` or `clrmodules"
        case .threads: "clrthreads"
        case .threadGroups: "clrstack -all"
        case .handles: "gchandles"
        case .finalization: "finalizequeue"
        case .heapShares: "gcheapstat"
        case .parallelStacks: "parallelstacks"
        case .timers: "timerinfo"
        case .async: "dumpasync"
        case .mappings: "smaps` or `pmap -x"
        case .regions: "address"
        case .statistics: "vmstat"
        case .nativeHeaps: "heap -s"
        case .liveReport: "dotnet-gcdump report"
        case .rootPaths: "gcroot"
        case .syncBlocks: "syncblk"
        case .counters: "dotnet-counters` or `threadpool"
        case .tasks: "dumpasync -tasks -completed"
        }
    }
}

/// In place of the rows that a text does not list, though its total has them.
let notListed = Input.notListed
