package import SnapshotModel

/// How far a metric moves by itself: its largest rise from a snapshot to any later one of the same life of the process.
///
/// In a series that leaks nothing, this is warm-up, a cache that breathes and chance together. A limit below it fails by chance.
package struct MetricFloor: Sendable {
    package let metric: Metric
    /// The number of snapshots that hold it.
    package let points: Int
    /// 0 when it never rises.
    package let rise: Int128
    /// The snapshots between which it rises most; `nil` when it never does.
    package let between: (first: Int, last: Int)?
    /// Whether it grows over the series as a leak does: its growth is no floor then.
    package let grows: Bool

    /// A limit is the largest rise that was seen and a half of it, since a few snapshots do not show the largest one that there is.
    private static let margin: Int128 = 2

    /// The growth that a budget may allow: never less than the smallest change that counts.
    package var limit: Int128 {
        let least = MinChange.standard.limit(metric.unit).amount ?? 0
        let (wanted, overflow) = rise.addingReportingOverflow(rise / MetricFloor.margin)
        return MetricFloor.roundedUp(max(least, overflow ? .max / 4 : wanted))
    }

    /// The limit as a budget has it.
    package var limitText: String { metric.unit == .bytes ? ByteSize.text(limit) : String(limit) }

    /// To two digits.
    static func roundedUp(_ value: Int128) -> Int128 {
        var step: Int128 = 1
        while value / step >= 100 { step *= 10 }
        let (rounded, overflow) = ((value - 1) / step + 1).multipliedReportingOverflow(by: step)
        return value <= 0 || overflow ? value : rounded
    }

    init(_ history: MetricHistory, _ lives: [Range<Int>], grows: Bool) {
        self.grows = grows
        metric = history.metric
        points = history.values.count { $0 != nil }
        var best: (rise: Int128, first: Int, last: Int)?
        for life in lives {
            var lowest: (value: Int128, point: Int)?
            for point in life {
                guard let value = history.values[point] else { continue }
                if let lowest {
                    let (rise, overflow) = value.subtractingReportingOverflow(lowest.value)
                    if !overflow, rise > best?.rise ?? 0 { best = (rise, lowest.point, point) }
                }
                if value < lowest?.value ?? .max { lowest = (value, point) }
            }
        }
        rise = best?.rise ?? 0
        between = best.map { ($0.first, $0.last) }
    }
}

extension SeriesHistory {
    /// The floors of the metrics that decide whether a process grew and that at least three snapshots hold, in the catalog's order; of those that are
    /// counted or in bytes. Where the series says what is alive, that takes the place of all objects.
    package func floors() -> [MetricFloor] {
        let lives = TrendPoints(points).stretches
        let replaced = Set(
            metrics.filter { $0.metric.total?.replaces ?? false && $0.values.contains { $0 != nil } }.compactMap { $0.metric.total?.topic })
        return metrics.filter { history in
            guard let total = history.metric.total, total.decides, history.metric.unit != .percent, history.metric.unit != .ratio else {
                return false
            }
            return (total.replaces || !replaced.contains(total.topic)) && history.values.count { $0 != nil } >= leastShapePoints
        }.map { history in
            var options = TrendOptions()
            options.subject = .metric(history.metric)
            return MetricFloor(history, lives, grows: trend(self, options).rows.contains { $0.shape == .growing })
        }
    }

    /// Choices of snapshots as people compare them: neighbours, and evenly spaced ones of a life, two to eight of them, the latest first. At most
    /// `most`, over at most `latest` snapshots of each life.
    package func usualChoices(latest: Int, most: Int) -> [[Int]] {
        var choices: [[Int]] = []
        for life in TrendPoints(points).stretches.reversed() {
            let points = Array(life.suffix(latest))
            for length in [2, 3, 4, 6, 8] where length <= points.count {
                for distance in [1, 2, 4] {
                    let reach = (length - 1) * distance
                    for start in stride(from: points.count - 1 - reach, through: 0, by: -1) {
                        choices.append((0..<length).map { points[start + $0 * distance] })
                    }
                }
            }
        }
        guard choices.count > most else { return choices }
        // Evenly, so that every length is among them.
        return (0..<most).map { choices[$0 * choices.count / most] }
    }
}
