import FoundationEssentials
import SnapshotModel
import Storage

/// The snapshots of `Snapshots/services.heapdrift`: ten services, each healthy and leaking, six stages each.
struct ServiceSnapshots {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    static let services = ["background", "httpclients", "hub", "plugins", "pool", "queueworker", "reports", "timers", "tracker", "webapi"]

    /// The stages of each series, the oldest first.
    let series: [String: [Snapshot]]

    init(_ names: [String]) throws {
        // A connection may leave files beside the store, so a copy is read.
        let copy = FileManager.default.temporaryDirectory.path + "/heapdrift-services-" + UUID().uuidString
        try FileManager.default.copyItem(atPath: Self.root + "/Snapshots/services.heapdrift", toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let store = try SnapshotStore.open(copy, .readOnly)
        defer { store.close() }
        var series: [String: [Snapshot]] = [:]
        for name in names {
            series[name] = try store.members(of: name).sorted { ($0.time, $0.id) < ($1.time, $1.id) }.map { try store.load($0.id).snapshot }
        }
        self.series = series
    }
}
