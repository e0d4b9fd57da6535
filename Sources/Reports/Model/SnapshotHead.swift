package import SnapshotModel

/// A snapshot without its tables.
package struct SnapshotHead: Sendable {
    package var place: SnapshotPlace
    package var input: Input
    package var capture: Capture
    package var trust: Trust
    /// The trust of each section that the snapshot holds.
    package var sectionTrust: [String: Trust.Level]

    package init(_ snapshot: Snapshot, place: SnapshotPlace = SnapshotPlace()) {
        self.place = place
        input = snapshot.input
        capture = snapshot.capture
        trust = snapshot.trust
        sectionTrust = snapshot.sectionTrust
    }
}

/// The place of a snapshot in a store. Both are `nil` for a snapshot in no store.
package struct SnapshotPlace: Equatable, Sendable {
    package var id: Int64?
    package var series: String?

    package init(id: Int64? = nil, series: String? = nil) {
        self.id = id
        self.series = series
    }
}

extension SnapshotHead {
    /// `@12`; empty for a snapshot in no store.
    var reference: String { place.id.map { "@\($0)" } ?? "" }

    /// The last part of the path. The folders are the same for all snapshots of a series.
    var fileName: String {
        let parts = input.path.split(separator: "/")
        // A number behind a text names one of its snapshots.
        let isPart = input.form == .text && parts.count > 1 && parts.last.map { UInt64($0) != nil } ?? false
        return parts.isEmpty ? input.path : parts.suffix(isPart ? 2 : 1).joined(separator: "/")
    }

    var time: String { TimeText.iso8601(capture.time) ?? "" }

    var runtime: String { ([capture.runtime.name] + (capture.runtime.version.map { [$0] } ?? [])).joined(separator: " ") }

    var labels: String { capture.labels.sorted { bytewise($0.key, $1.key) }.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }

    /// The series, else the process, else the file.
    var pageName: String { [place.series ?? "", capture.process].first { !$0.isEmpty } ?? fileName }

    /// The process, else the file.
    var processName: String { capture.process.isEmpty ? fileName : capture.process }
}
