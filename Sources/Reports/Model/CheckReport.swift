package import Budgets
package import Growth
package import SnapshotModel

/// What a gate found.
package struct CheckReport: Sendable {
    package var verdict: CheckVerdict
    /// The one that was judged.
    package var after: SnapshotHead
    /// What it was compared with; nil: nothing, or a median of several (`baseline` says which).
    package var before: SnapshotHead?
    /// Where the comparison comes from, in words for people: `baseline 'baseline' of orders`, `median of 14`, `as given`.
    package var baseline: String
    /// The budget file's path as given, `standard budget`, `command line`.
    package var budget: String
    /// Every rule on every subject, worst first; passed ones at the end.
    package var findings: [Finding]
    /// Remarks that decide nothing: a glob that matched nothing, a suppression that expired.
    package var notes: [String]
    /// Why the two are not comparable; empty when they are.
    package var notComparable: [String]
    /// What changed between the two, for the reviewer; nil without a before.
    package var diff: SnapshotDiff?
    /// Metrics of the judged snapshot that it holds, in the catalog's order.
    package var metrics: [(metric: Metric, value: Int128)]

    package init(
        verdict: CheckVerdict, after: SnapshotHead, before: SnapshotHead?, baseline: String, budget: String, findings: [Finding],
        notes: [String],
        notComparable: [String], diff: SnapshotDiff?, metrics: [(metric: Metric, value: Int128)]
    ) {
        self.verdict = verdict
        self.after = after
        self.before = before
        self.baseline = baseline
        self.budget = budget
        self.findings = findings
        self.notes = notes
        self.notComparable = notComparable
        self.diff = diff
        self.metrics = metrics
    }

    package func count(_ state: Finding.State) -> Int { findings.count { $0.state == state } }
}
