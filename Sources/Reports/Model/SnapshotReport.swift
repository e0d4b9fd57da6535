package import Growth
package import SnapshotModel

/// Where a snapshot is kept. Both nil for one that is in no store.
package struct SnapshotPlace: Equatable, Sendable {
    package var id: Int64?
    package var series: String?

    package init(id: Int64? = nil, series: String? = nil) {
        self.id = id
        self.series = series
    }
}

/// One snapshot, whole or one section of it.
package struct SnapshotReport: Sendable {
    package var place: SnapshotPlace
    package var snapshot: Snapshot
    /// The section to show; nil: the overview (in JSON and CSV: every section).
    package var section: String?
    package var sort: RowSort
    /// By section, on its first text key.
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

    /// The tables asked for, in the snapshot's order.
    var tables: [ShownTable] {
        snapshot.tables.filter { section == nil || $0.info.name == section }.map { ShownTable($0, sort, filters[$0.info.name]) }
    }
}

/// Who a snapshot is, without its tables.
package struct SnapshotHead: Sendable {
    package var place: SnapshotPlace
    package var input: Input
    package var capture: Capture
    package var trust: Trust

    package init(_ snapshot: Snapshot, place: SnapshotPlace = SnapshotPlace()) {
        self.place = place
        input = snapshot.input
        capture = snapshot.capture
        trust = snapshot.trust
    }
}
