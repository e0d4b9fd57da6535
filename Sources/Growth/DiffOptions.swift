package import SnapshotModel

/// Which rows a diff offers and in which order. Never changes the totals and their verdict, `minChange` apart.
package struct DiffOptions: Sendable {
    package var minChange = MinChange.standard
    package var sort = RowSort.bytes
    /// By section: which rows are looked at, by the first text column of the keys. The others are part of the hidden remainder.
    package var filters: [String: NameFilter] = [:]
    /// What the snapshots can hold: their sections in order, and the totals that decide.
    package var catalog = Catalog.standard

    package init() {}
}

/// What rows are ordered by. The others follow as ties: bytes, count, then the keys bytewise.
package enum RowSort: String, CaseIterable, Sendable { case bytes, count, percent, name }
