package import Snapshot

/// What becomes of a series over time.
package struct Trend: Sendable {
    package let points: [TrendPoint]
    /// Ranked: growing ones first, by sustained growth.
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

/// One measure of one row, or one metric, over the series.
package struct TrendRow: Sendable {
    /// nil: a metric of the catalog; `key` is its name.
    package let section: String?
    /// Texts of the key columns: type and module.
    package let key: [String]
    package let keyNames: [String]
    package let measure: String
    package let unit: Unit
    /// One a point; nil: not known there.
    package let values: [Int128?]
    package let shape: Shape
    /// Over the part of the series that grows (the whole, when none does): the smallest step from one point to the next.
    package let smallestStep: Int128
    /// A day, by time and not by number of points.
    package let slopePerDay: Double
    /// Where the slope lies with 95 % confidence.
    package let slopeInterval: ClosedRange<Double>
    /// The first point that shows the growth; nil when it does not grow, or grew from the first on.
    package let began: Int?

    package enum Shape: String, CaseIterable, Sendable { case growing, plateau, sawtooth, steady }

    package init(
        section: String?, key: [String], keyNames: [String], measure: String, unit: Unit, values: [Int128?], shape: Shape,
        smallestStep: Int128,
        slopePerDay: Double, slopeInterval: ClosedRange<Double>, began: Int?
    ) {
        self.section = section
        self.key = key
        self.keyNames = keyNames
        self.measure = measure
        self.unit = unit
        self.values = values
        self.shape = shape
        self.smallestStep = smallestStep
        self.slopePerDay = slopePerDay
        self.slopeInterval = slopeInterval
        self.began = began
    }
}
