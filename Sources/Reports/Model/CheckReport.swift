package import Budgets
package import Growth
package import SnapshotModel

/// The result of a check: the verdict and its findings.
package struct CheckReport: Sendable {
    package var verdict: CheckVerdict
    /// The snapshot that was judged.
    package var after: SnapshotHead
    /// The snapshot that it was compared with; `nil` when there is none or several, as `baseline` says.
    package var before: SnapshotHead?
    /// The samples of the two builds, the judged one last; each is empty when it is a single snapshot.
    package var samples: Samples
    /// The base of the comparison in words: `baseline 'baseline' of orders`, `median of 14`, `as given`.
    package var baseline: String
    /// The budget file's path as given, `standard budget`, `command line`.
    package var budget: String
    /// Every rule on every subject, the worst first and those that hold last.
    package var findings: [Finding]
    /// Remarks that decide nothing: a glob that matched nothing, a suppression that expired.
    package var notes: [String]
    /// The reasons why the two are not comparable; empty when they are.
    package var notComparable: [String]
    /// Whether the snapshots were given in the order of their times.
    package var order: TimeOrder
    /// Whether the two are one snapshot, or two of one dump.
    package var isOneSnapshot: Bool
    /// Whether the snapshot begins its series and is what later ones are compared with. Rules on growth were not judged then.
    package var becomesBaseline = false
    /// Which snapshot of the series it is then, for people.
    package var beginning = "the first snapshot"
    /// What the reader can do about a violated rule, with the command for it.
    package var next: String?
    /// The comparison of the two, or of the samples of each build that are nearest to its median; `nil` without a baseline.
    package var diff: SnapshotDiff?
    /// The metrics that the judged snapshot holds, in the catalog's order.
    package var metrics: [(metric: Metric, value: Int128)]

    package init(
        verdict: CheckVerdict, after: SnapshotHead, before: SnapshotHead?, baseline: String, budget: String, findings: [Finding],
        notes: [String],
        notComparable: [String], samples: Samples = Samples(), order: TimeOrder = .ascending, isOneSnapshot: Bool = false,
        diff: SnapshotDiff?,
        metrics: [(metric: Metric, value: Int128)]
    ) {
        self.verdict = verdict
        self.after = after
        self.before = before
        self.baseline = baseline
        self.budget = budget
        self.findings = findings
        self.notes = notes
        self.notComparable = notComparable
        self.samples = samples
        self.order = order
        self.isOneSnapshot = isOneSnapshot
        self.diff = diff
        self.metrics = metrics
    }

    package struct Samples: Sendable {
        package var before: [SnapshotHead] = []
        package var after: [SnapshotHead] = []

        package init(before: [SnapshotHead] = [], after: [SnapshotHead] = []) {
            self.before = before
            self.after = after
        }

        var isEmpty: Bool { before.isEmpty && after.isEmpty }
    }

    package func count(_ state: Finding.State) -> Int { findings.count { $0.state == state } }
}
