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
        slopes.reserveCapacity(parts.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 })
        // Variance of Kendall's score, which adds up over parts.
        var variance = 0.0
        for part in parts {
            for index in part.indices {
                let point = part[index]
                for place in (index + 1)..<part.count where part[place].day > point.day {
                    slopes.append((part[place].value - point.value) / (part[place].day - point.day))
                }
            }
            let count = Double(part.count)
            variance += count * (count - 1) * (2 * count + 5) / 18
        }
        if !slopes.allSatisfy(\.isFinite) { slopes = slopes.filter(\.isFinite) }
        guard !slopes.isEmpty else {
            self = .unknown
            return
        }
        let count = slopes.count
        var selection = Selection(slopes)
        let middle = count / 2
        perDay = count.isMultiple(of: 2) ? selection.value(middle - 1) / 2 + selection.value(middle) / 2 : selection.value(middle)
        let reach = 1.959964 * variance.squareRoot()
        let low = ((Double(count) - reach) / 2).rounded(.down) - 1
        let high = ((Double(count) + reach) / 2).rounded(.up)
        let last = count - 1
        // Ranks lie beyond the slopes where the points are few.
        let ends = (max(0, min(last, Int(exactly: low) ?? 0)), max(0, min(last, Int(exactly: high) ?? last)))
        interval = selection.value(ends.0)...selection.value(ends.1)
    }
}
