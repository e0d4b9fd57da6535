import SnapshotModel

/// One measure over the series, judged: what shape it has, and where it grows.
///
/// The rules were found with real series (a service with a breathing cache and a slow leak, a healthy service under uneven load, thirty
/// leaks of three stages each): see the tests. A type grows when
/// - the rising part of the best bent line (`GrowthFit`) gains something worth telling: a floor by unit, and 2 % of what was there (5 % of fewer
///   than ten points);
/// - that gain is three times as large as the points lie apart around the line: a cache that breathes gains no more than it breathes;
/// - it has not levelled off: the last third of the rising part gains at least a quarter of its share. Of few points every step counts:
///   the smallest is two fifths of the largest, and the last one 2 % of what was there, or a cache that fills would be a leak.
struct Course {
    let values: [Int128?]
    let shape: TrendRow.Shape
    /// Where it grows, by process: the points of the rising parts, the flat one before each first. Empty: it does not grow.
    let rising: [[Int]]
    /// Steps of all rising parts together.
    var risingSteps: Int { rising.reduce(0) { $0 + $1.count - 1 } }

    /// What a gain must reach to be told, by unit.
    static func floor(_ unit: Unit) -> Double {
        switch unit {
        case .objects: 20
        case .bytes: 16_384
        // Hundredths.
        case .percent, .ratio: 10_000
        case .count, .none: 3
        }
    }
    private static func floorShare(_ points: Int) -> Double { points < 10 ? 0.05 : 0.02 }
    private static let noiseFactor = 3.0
    /// Fewer points than these are judged step by step.
    private static let fewPoints = 5
    /// Fewer steps are never certain: five points in a row rise by chance in one course of 120, and a heap has hundreds of types.
    private static let certainSteps = 5

    init(_ values: [Int128?], _ unit: Unit, _ series: TrendPoints) {
        self.values = values
        let known = values.compactMap { $0 }
        guard let least = known.min(), let most = known.max(), least < most else {
            (shape, rising) = (.steady, [])
            return
        }
        let parts = series.stretches.map { stretch in stretch.filter { values[$0] != nil } }
        let fits = parts.map { part in GrowthFit(part.map { series.days[$0] }, part.map { approximate(values[$0] ?? 0) }) }
        let found = parts.indices.map { index in
            Course.risingPart(parts[index], fits[index], values, unit, noise: Course.noise(parts, fits, index))
        }
        rising = Course.reported(parts, found)
        let range = approximate(most) - approximate(least)
        if !rising.isEmpty {
            shape = .growing
        } else if range < Course.floor(unit) || range < Course.floorShare(known.count) * approximate(most) {
            shape = .steady
        } else {
            shape = Course.hasLevelledOff(known.map(approximate), range) ? .plateau : .sawtooth
        }
    }

    /// One that never moves.
    init(constant values: [Int128?]) { (self.values, shape, rising) = (values, .steady, []) }

    /// Other values over the same parts.
    init(course: Course, values: [Int128?]) { (self.values, shape, rising) = (values, course.shape, course.rising) }

    /// How far values lie apart that did not rise: in this process, and in longer-lived ones. A process of five days whose cache still
    /// fills looks like a leak; those before it show how far it will go.
    private static func noise(_ parts: [[Int]], _ fits: [GrowthFit?], _ index: Int) -> Double {
        parts.indices.filter { $0 == index || parts[$0].count > parts[index].count }.compactMap { fits[$0]?.spread }.max() ?? 0
    }

    /// The points of one process that show a rise, or nil.
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

    /// Growth is reported when the process that runs now shows it, together with the processes just before it that show it too. A process
    /// too young to show anything for certain does not end what most of the earlier ones show; an older one that does not grow does: the
    /// leak has been mended.
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

    /// Higher in its last third than it began by half of all it ever moved, and calm there.
    private static func hasLevelledOff(_ values: [Double], _ range: Double) -> Bool {
        let third = max(1, values.count / 3)
        let (early, late) = (values.prefix(third), values.suffix(third))
        guard let start = early.min(), let least = late.min(), let most = late.max(), most - least <= range / 2 else { return false }
        var ranks = Selection(Array(late))
        return ranks.value(third / 2) - start >= range / 2
    }

    // MARK: What is said of it

    /// The first point that shows the growth; nil when it was there from the first point of the series on.
    func began(_ series: TrendPoints) -> Int? {
        guard let part = rising.first, part.count > 1, let first = values.indices.first(where: { values[$0] != nil }) else { return nil }
        return part[0] == first ? nil : part[1]
    }

    /// Where steps count: the rising parts, or all of each process.
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

    /// Whether so many steps that it is not chance.
    var hasEnoughSteps: Bool { risingSteps >= Course.certainSteps }
}

/// The nearest number of the machine's own kind. `Double(Int128)` goes through generic code that takes fifty times as long, and a year of a
/// large heap has millions of values.
func approximate(_ value: Int128) -> Double {
    if let small = Int64(exactly: value) { return Double(small) }
    return Double(value)
}
