package import Growth

/// A series over time, or one type or metric of it.
package struct TrendReport: Sendable {
    package var series: String
    package var trend: Trend
    /// One type or metric was asked for. It is drawn as a picture.
    package var isDetailed: Bool
    /// Snapshots of the series that were not looked at.
    package var leftOut: Int
    /// `nil` when nobody asked for them, or no snapshots can tell.
    package var suspects: SeriesSuspects?
    /// Whether somebody asked for them.
    package var wantsSuspects = false
    /// `nil` when nobody asked, or nothing is known to reach the limit.
    package var forecast: SeriesForecast?
    /// The limit of memory that was asked for, in bytes.
    package var limit: Int128?

    package init(series: String, trend: Trend, isDetailed: Bool, leftOut: Int = 0, suspects: SeriesSuspects? = nil) {
        self.suspects = suspects
        self.series = series
        self.trend = trend
        self.isDetailed = isDetailed
        self.leftOut = leftOut
    }
}

extension TrendReport {
    /// The ranked rows, as many as were asked for.
    func shown(_ options: ReportOptions) -> ArraySlice<TrendRow> { trend.rows.prefix(options.all ? .max : max(0, options.top ?? .max)) }
}
