package import Growth

/// Two snapshots compared, or the first and the last of a chain.
package struct DiffReport: Sendable {
    package var before: SnapshotHead
    package var after: SnapshotHead
    /// The snapshots between the two, in the order of time.
    package var between: [SnapshotHead]
    package var diff: SnapshotDiff

    package init(before: SnapshotHead, after: SnapshotHead, between: [SnapshotHead] = [], _ diff: SnapshotDiff) {
        self.before = before
        self.after = after
        self.between = between
        self.diff = diff
    }
}
