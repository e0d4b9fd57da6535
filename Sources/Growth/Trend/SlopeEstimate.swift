/// The gain of a measure in a day: the median of the slopes between all pairs of its points (Theil and Sen), with the confidence interval
/// from Kendall's rank test (Sen 1968).
///
/// A least-squares line is not used: one bad point or one step up moves the line, but not the median, and its t interval assumes symmetric
/// noise, which heaps do not have. Both methods assume independent noise. The points of a leak are sums of steps, so the interval says how
/// straight the growth is, and not how certain a prediction is.
struct SlopeEstimate {
    let perDay: Double
    /// The 95 % interval. With fewer than four points it spans all slopes that were seen; without any slope it is infinite.
    let interval: ClosedRange<Double>

    static let unknown = SlopeEstimate(perDay: 0, interval: -.infinity ... .infinity)

    private init(perDay: Double, interval: ClosedRange<Double>) {
        self.perDay = perDay
        self.interval = interval
    }

    /// Each of `parts` holds the points of one process, as day and value. No slope is taken across two parts.
    init(_ parts: [[(day: Double, value: Double)]]) {
        var slopes: [Double] = []
        slopes.reserveCapacity(parts.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 })
        // The variance of Kendall's score is the sum over the parts.
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
        // With few points the ranks lie outside of the slopes.
        let ends = (max(0, min(last, Int(exactly: low) ?? 0)), max(0, min(last, Int(exactly: high) ?? last)))
        interval = selection.value(ends.0)...selection.value(ends.1)
    }
}
