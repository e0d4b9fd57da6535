package import SnapshotModel

/// What becomes of a series over time.
package struct Trend: Sendable {
    package let points: [TrendPoint]
    /// Ranked: types that grow first, by sustained growth, then metrics that grow, then metrics in the catalog's order, then other types.
    package let rows: [TrendRow]
    /// Rows looked at and not in `rows` (a filter, `top`), so that nothing is hidden silently.
    package let hiddenRows: Int

    package init(points: [TrendPoint], rows: [TrendRow], hiddenRows: Int) {
        self.points = points
        self.rows = rows
        self.hiddenRows = hiddenRows
    }
}

/// A snapshot of the series and what happened before it.
package struct TrendPoint: Sendable {
    package let point: SeriesPoint
    /// Another process than the one before: counters start anew.
    package let isRestart: Bool
    /// A label that says what was deployed changed.
    package let isDeployment: Bool
    /// Much more time since the one before than is usual in this series.
    package let isAfterGap: Bool

    package init(point: SeriesPoint, isRestart: Bool, isDeployment: Bool, isAfterGap: Bool) {
        self.point = point
        self.isRestart = isRestart
        self.isDeployment = isDeployment
        self.isAfterGap = isAfterGap
    }
}

/// One row of a section (by the measure that tells most), or one metric, over the series.
package struct TrendRow: Sendable {
    /// nil: a metric of the catalog; `key` is its name.
    package let section: String?
    /// Texts of the key columns: type and module.
    package internal(set) var key: [String]
    package let keyNames: [String]
    package let measure: String
    package let unit: Unit
    /// One a point; nil: not known there.
    package let values: [Int128?]
    package let shape: Shape
    /// Growing, over enough steps, and among objects that have outlived a collection: not garbage that nobody has collected yet. Only of
    /// `growing`; false of every other shape.
    package let isCertain: Bool
    /// Over the part of the series that grows (the whole, when none does): the smallest step from one point to the next, see `SmallestStep`.
    package let smallestStep: Int128
    /// The same of the row's bytes, for a row whose measure is its count; ranks rows of different measures.
    package let smallestSize: Int128?
    /// A day, by time and not by number of points. 0 when no time lies between the points, with an interval that says nothing is known.
    package let slopePerDay: Double
    /// Where the slope lies with 95 % confidence; infinite where the points are too few to tell.
    package let slopeInterval: ClosedRange<Double>
    /// The first point that shows the growth; nil when it does not grow, or grew from the first on.
    package let began: Int?

    package enum Shape: String, CaseIterable, Sendable {
        case growing
        /// It grew, and does no more.
        case plateau
        /// It goes up and down.
        case sawtooth
        case steady
    }

    package init(
        section: String?, key: [String], keyNames: [String], measure: String, unit: Unit, values: [Int128?], shape: Shape,
        isCertain: Bool = false, smallestStep: Int128, smallestSize: Int128? = nil, slopePerDay: Double,
        slopeInterval: ClosedRange<Double>, began: Int?
    ) {
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
