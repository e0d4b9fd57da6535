package import SnapshotModel

/// The rows of a series that are followed, and those that are returned.
package struct TrendOptions: Sendable {
    /// By section. A row whose first key is not accepted is neither followed nor counted.
    package var filters: [String: NameFilter] = [:]
    /// Whether rows that do not grow are returned as well.
    package var all = false
    /// The largest number of rows returned.
    package var top: Int?
    /// The only subject to follow; `nil` to follow and rank everything.
    package var subject: Subject?

    /// A metric or rows that the user named.
    package enum Subject: Hashable, Sendable {
        case metric(Metric)
        /// The sum of all rows of a section that the pattern matches. `measure` is one that the section follows; if it is `nil`, the trend
        /// chooses.
        case rows(of: String, NamePattern, measure: String?)
    }

    package init() {}
}
