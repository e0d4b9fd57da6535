package import Growth
import SnapshotModel
import Suspects

/// When a series reaches a limit of memory, if its growth goes on.
package struct SeriesForecast: Hashable, Sendable {
    package let forecast: Forecast
    /// What counts against the limit.
    package let metric: String
    /// Whether the pace is that of the first suspect alone, since the metric itself varies too much.
    package let isOfSuspect: Bool

    /// What counts against a limit, the closest first. A limit of a container is one of memory that was touched.
    private static let metrics = ["process.touched", "heap.committed", "heap.live", "heap.total"]

    /// `nil` when nothing that grew long enough is known to reach it.
    package init?(_ trend: Trend, _ suspects: SeriesSuspects?, limit: Int128) {
        let rows = SeriesForecast.metrics.compactMap { name in
            trend.rows.first { $0.section == nil && $0.key.first == name && trend.latest($0) != nil }
        }
        for row in rows {
            if let forecast = trend.forecast(row, limit: limit) {
                self.init(forecast: forecast, metric: row.measure, isOfSuspect: false)
                return
            }
        }
        guard let row = rows.first, let level = trend.latest(row), let suspects, suspects.stages.isLatestLife,
            let first = suspects.report.shown.first
        else { return nil }
        let bytes = suspects.stages.points.indices.map { stage in
            [first.heapBytes, first.otherBytes].compactMap { $0?.values[stage] }.reduce(0) { $0 + min($1, .max / 4) }
        }
        let grown = zip(suspects.stages.points, bytes).map { (capture: trend.points[$0].point.capture, value: $1) }
        guard let forecast = Forecast(grown, level: level, limit: limit) else { return nil }
        self.init(forecast: forecast, metric: row.measure, isOfSuspect: true)
    }

    /// What counts against a limit now, the closest; `nil` when no snapshot says it.
    static func level(_ trend: Trend) -> (metric: String, bytes: Int128)? {
        for name in metrics {
            if let row = trend.rows.first(where: { $0.section == nil && $0.key.first == name }), let bytes = trend.latest(row) {
                return (row.measure, bytes)
            }
        }
        return nil
    }

    private init(forecast: Forecast, metric: String, isOfSuspect: Bool) {
        (self.forecast, self.metric, self.isOfSuspect) = (forecast, metric, isOfSuspect)
    }
}

extension Trend {
    /// The last value that is known of the process of the last snapshot, which may itself lack it.
    fileprivate func latest(_ row: TrendRow) -> Int128? {
        let start = points.lastIndex(where: \.isRestart) ?? points.startIndex
        return row.values.dropFirst(start).last { $0 != nil } ?? nil
    }
}
