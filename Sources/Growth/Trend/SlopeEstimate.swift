/// How much a course gains a day: the median of the slopes between all pairs of its points (Theil and Sen), with the interval that
/// Kendall's rank test gives it (Sen 1968).
///
/// And not a least-squares line: one bad point or one step up moves that line and not the median, and its t interval supposes noise that
/// falls as often above as below, which heaps do not have. Both suppose points that are noisy independently; a leak's points are sums of
/// steps, so the interval tells how straight the growth is rather than how certain tomorrow.
struct SlopeEstimate {
    let perDay: Double
    /// With 95 %; of fewer than four points all that was seen, of none (no time passed) everything.
    let interval: ClosedRange<Double>

    static let unknown = SlopeEstimate(perDay: 0, interval: -.infinity ... .infinity)

    private init(perDay: Double, interval: ClosedRange<Double>) {
        self.perDay = perDay
        self.interval = interval
    }

    /// `parts`: points of one process each, as day and value; no slope is taken across two of them.
    init(_ parts: [[(day: Double, value: Double)]]) {
        var slopes: [Double] = []
        // Variance of Kendall's score, which adds up over parts.
        var variance = 0.0
        for part in parts {
            for (index, point) in part.enumerated() {
                for other in part[(index + 1)...] where other.day > point.day {
                    slopes.append((other.value - point.value) / (other.day - point.day))
                }
            }
            let count = Double(part.count)
            variance += count * (count - 1) * (2 * count + 5) / 18
        }
        slopes = slopes.filter(\.isFinite)
        guard !slopes.isEmpty else {
            self = .unknown
            return
        }
        slopes.sort()
        let middle = slopes.count / 2
        perDay = slopes.count.isMultiple(of: 2) ? slopes[middle - 1] / 2 + slopes[middle] / 2 : slopes[middle]
        let reach = 1.959964 * variance.squareRoot()
        let low = ((Double(slopes.count) - reach) / 2).rounded(.down) - 1
        let high = ((Double(slopes.count) + reach) / 2).rounded(.up)
        let last = slopes.count - 1
        // Ranks lie beyond the slopes where the points are few.
        interval = slopes[max(0, min(last, Int(exactly: low) ?? 0))]...slopes[max(0, min(last, Int(exactly: high) ?? last))]
    }
}
