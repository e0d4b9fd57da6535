import SnapshotModel

/// The number of points from which on growth can be certain.
package let leastTrendPoints = 6

/// The number of points from which on a measure has a shape.
package let leastShapePoints = 3

/// The trend of one measure over the series: its shape, and the points where it grows.
///
/// The rules were found with real series: a service with a cache that grows and shrinks and a slow leak, a healthy service under uneven
/// load, and thirty leaks of three stages each. `TrendTests` has them. A measure grows if
/// - the rising part of the best bent line (`GrowthFit`) gains enough: at least a minimum by unit, and 2 % of the flat part (5 % with fewer
///   than ten points);
/// - that gain is three times the spread of the points around the line, because a cache that grows and shrinks gains no more than its
///   spread;
/// - the growth has not levelled off: the last third of the rising part gains at least a quarter of its share. With fewer than five points
///   every step counts, or else a cache that fills would be a leak: the smallest step is at least two fifths of the largest, and the last
///   one at least 2 % of the value before it.
struct MeasureTrend {
    let values: [Int128?]
    let shape: TrendRow.Shape
    /// The points of the rising part of each process, beginning with the last flat point. Empty when the measure does not grow.
    let rising: [[Int]]
    /// The number of steps in all rising parts together.
    var risingSteps: Int { rising.reduce(0) { $0 + $1.count - 1 } }

    /// The smallest gain that counts as growth.
    static func floor(_ unit: Unit) -> Double {
        switch unit {
        case .objects: 20
        case .bytes: 16_384
        // One percent, or 0.01 of a ratio.
        case .percent, .ratio: 10_000
        case .count, .none: 3
        }
    }
    private static func floorShare(_ points: Int) -> Double { points < 10 ? 0.05 : 0.02 }
    private static let noiseFactor = 3.0
    /// With fewer points each step is judged.
    private static let fewPoints = 5
    /// Growth over fewer steps is never certain: five points rise by chance in one of 120 series, and a heap has hundreds of types.
    private static let certainSteps = leastTrendPoints - 1

    init(_ values: [Int128?], _ unit: Unit, _ series: TrendPoints) {
        self.values = values
        let known = values.compactMap { $0 }
        guard known.count >= leastShapePoints else {
            (shape, rising) = (.inconclusive, [])
            return
        }
        guard let least = known.min(), let most = known.max(), least < most else {
            (shape, rising) = (.steady, [])
            return
        }
        let parts = series.stretches.map { stretch in stretch.filter { values[$0] != nil } }
        let fits = parts.map { part in GrowthFit(part.map { series.days[$0] }, part.map { approximate(values[$0] ?? 0) }) }
        let found = parts.indices.map { index in
            MeasureTrend.risingPart(parts[index], fits[index], values, unit, noise: MeasureTrend.noise(parts, fits, index))
        }
        rising = MeasureTrend.reported(parts, found)
        let range = approximate(most) - approximate(least)
        if !rising.isEmpty {
            shape = .growing
        } else if range < MeasureTrend.floor(unit) || range < MeasureTrend.floorShare(known.count) * approximate(most) {
            shape = .steady
        } else if MeasureTrend.hasLevelledOff(known.map(approximate), range) {
            shape = .plateau
        } else {
            shape = MeasureTrend.roseOnlyAtTheEnd(known.map(approximate), range) ? .inconclusive : .sawtooth
        }
    }

    /// The trend of a measure that never changes.
    init(constant values: [Int128?]) {
        self.values = values
        (shape, rising) = (values.count { $0 != nil } >= leastShapePoints ? .steady : .inconclusive, [])
    }

    /// Other values with the shape and the rising parts of `measureTrend`.
    init(measureTrend: MeasureTrend, values: [Int128?]) { (self.values, shape, rising) = (values, measureTrend.shape, measureTrend.rising) }

    /// The largest spread in this process and in those with more points. A process of five days whose cache still fills looks like a leak;
    /// longer-lived ones show how far the cache goes.
    private static func noise(_ parts: [[Int]], _ fits: [GrowthFit?], _ index: Int) -> Double {
        parts.indices.filter { $0 == index || parts[$0].count > parts[index].count }.compactMap { fits[$0]?.spread }.max() ?? 0
    }

    /// The rising points of one process; `nil` when it does not grow.
    private static func risingPart(_ part: [Int], _ fit: GrowthFit?, _ values: [Int128?], _ unit: Unit, noise: Double) -> [Int]? {
        guard let fit, fit.growth >= floor(unit), fit.growth >= floorShare(part.count) * abs(fit.level), fit.growth >= noiseFactor * noise
        else { return nil }
        let rise = part[fit.knee...].map { approximate(values[$0] ?? 0) }
        let steps = zip(rise, rise.dropFirst()).map { $1 - $0 }
        if rise.count < fewPoints {
            guard let smallest = steps.min(), let largest = steps.max(), let last = steps.last, smallest > 0, smallest >= 0.4 * largest,
                last >= 0.02 * (rise[rise.count - 1] - last)
            else { return nil }
        } else {
            let third = max(1, steps.count / 3)
            let gained = rise[steps.count] - rise[steps.count - third]
            guard gained * Double(steps.count) >= 0.25 * (rise[steps.count] - rise[0]) * Double(third) else { return nil }
        }
        return Array(part[fit.knee...])
    }

    /// Growth is reported if the latest process shows it, together with the processes just before it that show it as well. If the latest
    /// process has too few points and most of the earlier ones grow, theirs is reported. An earlier process with enough points that does
    /// not grow ends the growth: the leak was fixed.
    private static func reported(_ parts: [[Int]], _ found: [[Int]?]) -> [[Int]] {
        var last = parts.count - 1
        if let final = parts.last, found[last] == nil {
            let judged = parts.indices.filter { parts[$0].count > certainSteps }
            let growing = judged.filter { found[$0] != nil }
            guard final.count <= certainSteps, growing.count * 2 > judged.count, let latest = growing.last else { return [] }
            last = latest
        }
        var rising: [[Int]] = []
        for index in stride(from: last, through: 0, by: -1) {
            if let part = found[index] {
                rising.insert(part, at: 0)
            } else if parts[index].count > certainSteps {
                break
            }
        }
        return rising
    }

    /// Whether the last third, at least two points, lies above the beginning by at least half of the range, and varies by no more than that.
    private static func hasLevelledOff(_ values: [Double], _ range: Double) -> Bool {
        let third = max(1, values.count / 3)
        let (early, late) = (values.prefix(third), values.suffix(max(2, third)))
        guard let start = early.min(), let least = late.min(), let most = late.max(), most - least <= range / 2 else { return false }
        var ranks = Selection(Array(late))
        return ranks.value(late.count / 2) - start >= range / 2
    }

    /// Whether the points rose in their last step alone, so that it is unknown what the measure does. Many points were flat before it; a
    /// few may go up and down by as much as the step.
    private static func roseOnlyAtTheEnd(_ values: [Double], _ range: Double) -> Bool {
        guard let last = values.last, let most = values.dropLast().max() else { return false }
        return last - most >= (values.count < leastTrendPoints ? 0.5 : 0.9) * range
    }

    // MARK: Results

    /// The first point that shows the growth; `nil` when the measure grows from the first point of the series on.
    func began(_ series: TrendPoints) -> Int? {
        guard let part = rising.first, part.count > 1, let first = values.indices.first(where: { values[$0] != nil }) else { return nil }
        return part[0] == first ? nil : part[1]
    }

    /// The first point from which on a plateau stays within what its last third varies by, and a tenth of its range; `nil` for other shapes.
    var stopped: Int? {
        guard shape == .plateau else { return nil }
        let known = values.indices.filter { values[$0] != nil }
        let heights = known.map { approximate(values[$0] ?? 0) }
        let late = heights.suffix(max(2, heights.count / 3))
        guard let least = late.min(), let lowest = heights.min(), let highest = heights.max() else { return nil }
        let floor = least - 0.1 * (highest - lowest)
        let last = heights.lastIndex { $0 < floor }
        return known[last.map { $0 + 1 } ?? 0]
    }

    /// The points over which steps are taken: the rising parts, or all points of each process when nothing grows.
    private func parts(_ series: TrendPoints) -> [[Int]] {
        rising.isEmpty ? series.stretches.map { stretch in stretch.filter { values[$0] != nil } } : rising
    }

    func smallestStep(_ series: TrendPoints) -> Int128 {
        parts(series).filter { $0.count > 1 }.map { part in SmallestStep.of(part.compactMap { values[$0] }) }.min() ?? 0
    }

    func slope(_ series: TrendPoints) -> SlopeEstimate {
        guard series.areTimed else { return .unknown }
        return SlopeEstimate(parts(series).map { part in part.map { (series.days[$0], approximate(values[$0] ?? 0)) } })
    }

    /// Whether the growth has too many steps to be chance.
    var hasEnoughSteps: Bool { risingSteps >= MeasureTrend.certainSteps }
}

/// The nearest `Double`. `Double(Int128)` is generic code that takes fifty times as long, and a year of a large heap has millions of
/// values.
func approximate(_ value: Int128) -> Double {
    if let small = Int64(exactly: value) { return Double(small) }
    return Double(value)
}
