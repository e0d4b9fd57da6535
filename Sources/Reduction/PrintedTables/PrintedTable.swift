/// The tables of a debugger that fill sections, for problems with them.
package enum PrintedTable: String, Hashable, Sendable, CaseIterable {
    /// `dumpheap -stat`.
    case types
    /// `eeheap -gc`.
    case heaps
    /// `eeheap -loader`.
    case loaderHeaps = "loader-heaps"

    /// The command, for messages.
    var command: String {
        switch self {
        case .types: "dumpheap -stat"
        case .heaps: "eeheap -gc"
        case .loaderHeaps: "eeheap -loader"
        }
    }
}

/// In place of the rows that a text does not list, though its total has them.
let notListed = "(not listed)"
