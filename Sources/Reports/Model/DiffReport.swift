package import Growth

/// Two snapshots compared, or the first and the last of a chain.
package struct DiffReport: Sendable {
    package var before: SnapshotHead
    package var after: SnapshotHead
    /// The snapshots between the two, in the order of time.
    package var between: [SnapshotHead]
    /// Whether the first and the last are one snapshot, or two of one dump.
    package var isOneSnapshot: Bool
    package var diff: SnapshotDiff

    package init(
        before: SnapshotHead, after: SnapshotHead, between: [SnapshotHead] = [], isOneSnapshot: Bool = false, _ diff: SnapshotDiff
    ) {
        self.isOneSnapshot = isOneSnapshot
        self.before = before
        self.after = after
        self.between = between
        self.diff = diff
    }
}
