package import SnapshotModel

/// The development of a series over time.
package struct Trend: Sendable {
    package let points: [TrendPoint]
    /// Ranked: rows that grow, by sustained growth, then metrics that grow, then other metrics, then other rows. Metrics are in the
    /// catalog's order.
    package let rows: [TrendRow]
    /// The number of rows that were followed and are not in `rows`, so that nothing is left out silently.
    package let hiddenRows: Int
    /// Rows that could not be followed, because a snapshot has no name for them. They are neither in `rows` nor counted.
    package let gaps: [MatchingGap]
    /// Whether the snapshots may not all be of the same program.
    package let comparability: Comparability
    /// Why nothing is known about the growth of types; `nil` when something is, and when one subject alone was followed.
    package let unseen: Unseen?

    package enum Unseen: Equatable, Sendable {
        /// So many points hold types, which are fewer than a shape takes.
        case typesHeld(by: Int)
        /// The filter accepts no row of any point.
        case noneAccepted
    }

    /// Of the types that grew and have stopped, and of those that come and go, the one each that moved most; they may be in `rows`
    /// too.
    package let calm: [TrendRow]
    /// Whether types are followed by what is alive of them, and not by all objects.
    package let isLive: Bool

    package init(
        points: [TrendPoint], rows: [TrendRow], hiddenRows: Int, gaps: [MatchingGap] = [], unseen: Unseen? = nil, calm: [TrendRow] = [],
        isLive: Bool = false
    ) {
        self.gaps = gaps
        self.isLive = isLive
        self.calm = calm
        comparability = Comparability(points.map(\.point.capture), mixture: InputForm.difference(points.map(\.point.form)))
        self.unseen = unseen
        self.points = points
        self.rows = rows
        self.hiddenRows = hiddenRows
    }
}

/// A snapshot of the series, and events before it.
package struct TrendPoint: Sendable {
    package let point: SeriesPoint
    /// Whether it is another process, or another life of it, than in the point before.
    package let isRestart: Bool
    /// Whether a label changed that names the deployed version.
    package let isDeployment: Bool
    /// Whether the time since the point before is much longer than usual in this series.
    package let isAfterGap: Bool

    /// Labels of which another value means that another version was deployed.
    package static let deploymentLabels = ["commit", "version", "build", "image", "deployment"]

    package init(point: SeriesPoint, isRestart: Bool, isDeployment: Bool, isAfterGap: Bool) {
        self.point = point
        self.isRestart = isRestart
        self.isDeployment = isDeployment
        self.isAfterGap = isAfterGap
    }
}

/// One row of a section, by one of its measures, or one metric, over the series.
package struct TrendRow: Sendable {
    /// `nil` for a metric of the catalog, whose name is the `key`.
    package let section: String?
    /// Texts of the key columns, like type and module.
    package internal(set) var key: [String]
    package let keyNames: [String]
    package let measure: String
    package let unit: Unit
    /// One value for each point; `nil` where it is unknown.
    package let values: [Int128?]
    package let shape: Shape
    /// Whether the shape is `growing` over enough steps, and objects that survived a collection grow as well. So the growth is not garbage
    /// that was not collected yet.
    package let isCertain: Bool
    /// The smallest step (`SmallestStep`) over the part of the series that grows, or over the whole series when nothing grows.
    package let smallestStep: Int128
    /// The smallest step of the row's bytes when the measure is the count. It ranks rows with different measures.
    package let smallestSize: Int128?
    /// The gain in a day, by time and not by the number of points. When all times are equal it is 0 and the interval is infinite.
    package let slopePerDay: Double
    /// The 95 % confidence interval of the slope. Infinite when it is unknown.
    package let slopeInterval: ClosedRange<Double>
    /// The first point that shows the growth; `nil` when the row does not grow, or grew from the first point on.
    package let began: Int?
    /// Of a plateau the first point of those that do not grow any more; `nil` for other shapes.
    package let stopped: Int?

    package enum Shape: String, CaseIterable, Sendable {
        case growing
        /// It grew and has stopped.
        case plateau
        /// It goes up and down.
        case sawtooth
        case steady
        /// It is known at too few points to tell: at fewer than three, or it rose in its last step alone.
        case inconclusive
    }

    package init(
        section: String?, key: [String], keyNames: [String], measure: String, unit: Unit, values: [Int128?], shape: Shape,
        isCertain: Bool = false, smallestStep: Int128, smallestSize: Int128? = nil, slopePerDay: Double,
        slopeInterval: ClosedRange<Double>, began: Int?, stopped: Int? = nil
    ) {
        self.stopped = stopped
        self.section = section
        self.key = key
        self.keyNames = keyNames
        self.measure = measure
        self.unit = unit
        self.values = values
        self.shape = shape
        self.isCertain = isCertain
        self.smallestStep = smallestStep
        self.smallestSize = smallestSize
        self.slopePerDay = slopePerDay
        self.slopeInterval = slopeInterval
        self.began = began
    }
}
