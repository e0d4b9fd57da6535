package import SnapshotModel

/// The inputs that were taken into the store, and those that failed. Each input is in one of the two lists.
package struct SnapReport: Sendable {
    package var snapshots: [Taken]
    package var failed: [Failed]

    package init(snapshots: [Taken], failed: [Failed] = []) {
        self.snapshots = snapshots
        self.failed = failed
    }

    /// An input that is in the store now.
    package struct Taken: Sendable {
        package var id: Int64
        package var path: String
        package var series: String?
        package var outcome: Outcome
        /// What changed beside the content of a snapshot that the store had already; of a copy, since the original.
        package var changes: SnapshotChanges
        /// The id of the original of a copy.
        package var copyOf: Int64?
        package var trust: Trust
        /// The trust of each section that the snapshot holds.
        package var sectionTrust: [String: Trust.Level]
        package var totals: Totals
        /// The time of the snapshot, in seconds since 1970; `nil` when it is not said.
        package var time: Int64?
        package var timeOrigin: Capture.TimeOrigin?
        /// Sentences about its time and its place in the series.
        package var warnings: [String]

        package enum Outcome: String, Sendable {
            /// The store did not have it.
            case taken
            /// The store had it already, and its content is as it was.
            case known
            /// The store had it already, and a better reading took its place.
            case renewed
            /// The store had it already in another series, and has it once more now, with another time.
            case copied
        }

        package init(
            id: Int64, path: String, series: String?, outcome: Outcome, changes: SnapshotChanges = SnapshotChanges(), trust: Trust,
            sectionTrust: [String: Trust.Level] = [:], totals: Totals, time: Int64? = nil, timeOrigin: Capture.TimeOrigin? = nil,
            warnings: [String] = [], copyOf: Int64? = nil
        ) {
            self.time = time
            self.timeOrigin = timeOrigin
            self.warnings = warnings
            self.copyOf = copyOf
            self.id = id
            self.path = path
            self.series = series
            self.outcome = outcome
            self.changes = changes
            self.trust = trust
            self.sectionTrust = sectionTrust
            self.totals = totals
        }
    }

    /// An input that could not be reduced.
    package struct Failed: Equatable, Sendable {
        package var path: String
        package var exitCode: Int
        /// A sentence for people.
        package var message: String

        package init(path: String, exitCode: Int, message: String) {
            self.path = path
            self.exitCode = exitCode
            self.message = message
        }
    }
}
