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

    /// The command, for messages.
    var command: String {
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
        }
    }
}

/// In place of the rows that a text does not list, though its total has them.
let notListed = Input.notListed
