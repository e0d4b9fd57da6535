package import SnapshotModel

/// When growth reaches a limit, if it goes on as it did.
///
/// It takes four points of growth with times of their own, and looks ahead ten times as far as these lie apart.
/// The range is that of the slopes which the points allow (`SlopeEstimate`): it says
/// how straight the growth was, and not how it goes on.
package struct Forecast: Hashable, Sendable {
    /// In bytes.
    package let limit: Int128
    /// Bytes gained in an hour.
    package let perHour: Double
    /// By that pace, in seconds since 1970.
    package let time: Int64
    /// By the fastest pace that the points allow.
    package let earliest: Int64
    /// By the slowest one; `nil` when the growth may as well have ended, or would take longer than that.
    package let latest: Int64?

    package static let leastPoints = 4
    private static let ahead = 10.0
    private static let day = 86_400.0

    /// `grown`: the points of the growth of one process, oldest first. `level`: what counts against the limit at the last of them.
    package init?(_ grown: [(capture: Capture, value: Int128)], level: Int128, limit: Int128) {
        guard grown.count >= Forecast.leastPoints, let first = grown.first?.capture, let last = grown.last?.capture, level < limit else {
            return nil
        }
        // The time of a run of 'snap' is not that of the dump.
        guard grown.allSatisfy({ $0.capture.timeOrigin != .snap }),
            zip(grown, grown.dropFirst()).allSatisfy({ $0.capture.time < $1.capture.time })
        else { return nil }
        let slope = SlopeEstimate([
            grown.map { point in ((Double(point.capture.time) - Double(first.time)) / Forecast.day, approximate(point.value)) }
        ])
        guard slope.perDay > 0, slope.interval.upperBound.isFinite else { return nil }
        let room = approximate(limit) - approximate(level)
        let farthest = (Double(last.time) - Double(first.time)) / Forecast.day * Forecast.ahead
        func reached(by perDay: Double) -> Int64? {
            guard perDay > 0, room / perDay <= farthest else { return nil }
            return Int64(exactly: (Double(last.time) + room / perDay * Forecast.day).rounded())
        }
        guard let time = reached(by: slope.perDay), let earliest = reached(by: slope.interval.upperBound) else { return nil }
        self.limit = limit
        perHour = slope.perDay / 24
        self.time = time
        self.earliest = earliest
        latest = reached(by: slope.interval.lowerBound)
    }
}

extension Trend {
    /// When a metric that grows reaches a limit: by its points in the last life of the process, since it began to grow.
    package func forecast(_ metric: TrendRow, limit: Int128) -> Forecast? {
        guard metric.shape == .growing, let life = TrendPoints(points.map(\.point)).stretches.last else { return nil }
        let grown = life.filter { $0 >= metric.began ?? 0 }.compactMap { index in
            metric.values[index].map { (capture: points[index].point.capture, value: $0) }
        }
        return grown.last.flatMap { Forecast(grown, level: $0.value, limit: limit) }
    }
}
