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
        /// The sum over all rows of a section that the pattern matches; the row itself where it matches one. `measure`: one that the section
        /// follows, or the one that tells more when `nil`.
        case rows(of: String, NamePattern, measure: String?)
    }

    package init() {}
}
