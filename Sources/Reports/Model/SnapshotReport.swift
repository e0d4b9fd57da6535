package import Growth
package import SnapshotModel

/// One snapshot, whole or one section of it.
package struct SnapshotReport: Sendable {
    package var place: SnapshotPlace
    package var snapshot: Snapshot
    /// The section to show; `nil` for an overview, which in JSON and CSV has every section.
    package var section: String?
    package var sort: RowSort
    /// By section. Each looks at the first text key.
    package var filters: [String: NameFilter]

    package init(
        _ snapshot: Snapshot, place: SnapshotPlace = SnapshotPlace(), section: String? = nil, sort: RowSort = .bytes,
        filters: [String: NameFilter] = [:]
    ) {
        self.place = place
        self.snapshot = snapshot
        self.section = section
        self.sort = sort
        self.filters = filters
    }

    var head: SnapshotHead { SnapshotHead(snapshot, place: place) }

    /// The tables to show, in the snapshot's order.
    var tables: [ShownTable] {
        snapshot.tables.filter { section == nil || $0.info.name == section }.map { ShownTable($0, sort, filters[$0.info.name]) }
    }
}
