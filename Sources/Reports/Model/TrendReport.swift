package import Growth

/// A series over time, or one row of it as a picture.
package struct TrendReport: Sendable {
    package var series: String
    package var trend: Trend
    /// One type or metric was asked for: it is drawn.
    package var isDetailed: Bool
    /// Snapshots of the series that were not looked at (`--last`, `--since`).
    package var leftOut: Int

    package init(series: String, trend: Trend, isDetailed: Bool, leftOut: Int = 0) {
        self.series = series
        self.trend = trend
        self.isDetailed = isDetailed
        self.leftOut = leftOut
    }
}
