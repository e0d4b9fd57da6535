package import SnapshotModel

/// Which rows of a series are followed, and which of them come back.
package struct TrendOptions: Sendable {
    /// By section; a row whose first key is not accepted is not looked at and not counted.
    package var filters: [String: NameFilter] = [:]
    /// Rows that do not grow come back too.
    package var all = false
    /// At most so many rows.
    package var top: Int?
    /// One thing alone; nil: everything, ranked.
    package var subject: Subject?

    /// What a person asked for by name.
    package enum Subject: Hashable, Sendable {
        case metric(Metric)
        /// The sum over all types that the pattern matches; of one type that type itself. `measure`: `count`, `bytes`, or nil for the one
        /// that tells more.
        case types(NamePattern, measure: String?)
    }

    package init() {}
}
