package import SnapshotModel

/// Snapshots of a store, in the order to show them.
package struct ListReport: Sendable {
    package var snapshots: [ListedSnapshot]
    /// The sentence for people when there are none.
    package var nothing = "No snapshots."
    /// The names of baselines are what the reader asked for.
    package var isOfBaselines = false

    package init(_ snapshots: [ListedSnapshot]) { self.snapshots = snapshots }
}

/// One line of the list.
package struct ListedSnapshot: Equatable, Sendable {
    package var id: Int64
    package var series: String?
    /// Seconds since 1970, UTC.
    package var time: Int64
    package var process: String
    /// Like `.NET 8.0.4`.
    package var runtime: String
    package var trust: Trust.Level
    /// `nil` is unknown.
    package var objects: UInt64?
    package var bytes: UInt64?
    package var labels: [String: String]
    /// The names of the baselines that the snapshot is, in bytewise order.
    package var baselines: [String]

    package init(
        id: Int64, series: String?, time: Int64, process: String, runtime: String, trust: Trust.Level, objects: UInt64?, bytes: UInt64?,
        labels: [String: String], baselines: [String] = []
    ) {
        self.id = id
        self.series = series
        self.time = time
        self.process = process
        self.runtime = runtime
        self.trust = trust
        self.objects = objects
        self.bytes = bytes
        self.labels = labels
        self.baselines = baselines
    }
}

extension ListedSnapshot {
    /// `branch=main commit=4f1c2ab`, by key.
    var labelText: String {
        labels.sorted { bytewise($0.key, $1.key) }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
