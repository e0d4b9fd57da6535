package import Growth
package import Suspects

/// Two snapshots compared, or the first and the last of a chain.
package struct DiffReport: Sendable {
    package var before: SnapshotHead
    package var after: SnapshotHead
    /// The snapshots between the two, in the order of time.
    package var between: [SnapshotHead]
    /// Whether the first and the last are one snapshot, or two of one dump.
    package var isOneSnapshot: Bool
    /// Whether the snapshots were given in another order than that of their times, in which they are compared.
    package var isSorted: Bool
    /// The section whose rows are shown; `nil` for the one that matters most, and all of them in machine formats.
    package var section: String?
    package var diff: SnapshotDiff
    /// What leaks, over all snapshots of the chain; `nil` when nobody looked.
    package var suspects: SuspectReport?

    package init(
        before: SnapshotHead, after: SnapshotHead, between: [SnapshotHead] = [], isOneSnapshot: Bool = false, isSorted: Bool = false,
        section: String? = nil, suspects: SuspectReport? = nil, _ diff: SnapshotDiff
    ) {
        self.suspects = suspects
        self.isOneSnapshot = isOneSnapshot
        self.isSorted = isSorted
        self.before = before
        self.after = after
        self.between = between
        self.section = section
        self.diff = diff
    }
}

extension DiffReport {
    /// The sections of machine formats.
    var sections: [SectionDiff] { diff.tables.filter { section == nil || $0.section == section } }

    /// The section whose rows a page shows; `nil` when the snapshots cannot be compared in it.
    var main: SectionDiff? { section.map { diff.table($0) } ?? diff.main }
}
