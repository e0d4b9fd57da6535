package import SnapshotModel

/// The rows that a comparison offers, and their order. Only `minChange` affects the verdict.
package struct DiffOptions: Sendable {
    package var minChange = MinChange.standard
    package var sort = RowSort.bytes
    /// By section: a filter on the first text column of the keys. Refused rows are part of the hidden remainder.
    package var filters: [String: NameFilter] = [:]
    /// The snapshots are in the order of time, whatever their times say.
    package var isAsOrdered = false
    /// The sections in order, and the totals that decide the verdict.
    package var catalog = Catalog.standard

    package init() {}
}

/// The first criterion by which rows are ordered. Bytes, count and the keys decide between equal rows, in this order.
package enum RowSort: String, CaseIterable, Sendable { case bytes, count, percent, name }
