import SnapshotModel

/// The course of one number as a picture.
struct PageChart {
    var points: [Point]
    var unit: Unit
    /// The point at which growth began.
    var began: Int?

    struct Point {
        /// Seconds since 1970, UTC.
        var time: Int64
        /// `nil` is unknown.
        var value: Int128?
        /// Another process than the one before.
        var isRestart: Bool
        var isDeployment: Bool
        /// Much time without a snapshot before it.
        var isAfterGap: Bool
    }

    /// Nearly every point is another process, as with nightly jobs. Then restarts mean nothing.
    var isRestartedEachTime: Bool { points.count { $0.isRestart } * 5 >= (points.count - 1) * 4 }
}
