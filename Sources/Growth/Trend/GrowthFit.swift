/// The bent line that fits a series of values best: it is flat up to one point, the knee, and rises from there on. The fit is by least
/// squares in time, over every possible knee.
struct GrowthFit {
    /// The last point of the flat part; the next one is the first to show the growth.
    let knee: Int
    /// The gain of the rising part in a day.
    let slope: Double
    /// Height of the flat part.
    let level: Double
    /// The gain of the line from the knee to the last point.
    let growth: Double
    /// The distance between the highest and the lowest point relative to the line. The tenth of the points that lies farthest off is left
    /// out, if there are six points or more.
    let spread: Double

    /// `nil` when no rising line is better than a flat one, and for fewer than three points. `x` must not fall.
    init?(_ x: [Double], _ y: [Double]) {
        let count = y.count
        guard count >= 3, let start = x.first, let end = x.last, end > start else { return nil }
        let mean = y.reduce(0, +) / Double(count)
        // Sums over the points after the knee, built from the end: with h = max(0, x - knee) the slope is Σhy / (Σhh - (Σh)²/n).
        var (points, sumX, sumXX, sumY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var best: (knee: Int, slope: Double, gain: Double, sumH: Double)?
        for knee in stride(from: count - 1, through: 0, by: -1) {
            let (at, height) = (x[knee] - start, y[knee] - mean)
            if knee <= count - 3 {
                let sumH = sumX - points * at
                let spread = sumXX - 2 * at * sumX + points * at * at - sumH * sumH / Double(count)
                let product = sumXY - at * sumY
                // The gain is how much smaller the sum of squares is than around the mean. Of equally good knees the earliest wins.
                if spread > 0, product > 0 {
                    let gain = product / spread * product
                    if best.map({ gain >= $0.gain * (1 - 1e-12) }) ?? true { best = (knee, product / spread, gain, sumH) }
                }
            }
            points += 1
            sumX += at
            sumXX += at * at
            sumY += height
            sumXY += at * height
        }
        guard let best, best.slope.isFinite, best.gain.isFinite else { return nil }
        let level = mean - best.slope * best.sumH / Double(count)
        knee = best.knee
        slope = best.slope
        self.level = level
        growth = best.slope * (end - x[best.knee])
        let offsets = (0..<count).map { y[$0] - level - best.slope * max(0, x[$0] - x[best.knee]) }
        spread = GrowthFit.spread(offsets, without: count >= 6 ? max(1, count / 10) : 0)
    }

    /// From the least to the largest, `without` so many that lie farthest from 0, of equals the last.
    private static func spread(_ offsets: [Double], without count: Int) -> Double {
        let kept = offsets.count - count
        guard kept > 0 else { return 0 }
        var distances = Selection(offsets.map { abs($0) })
        let farthest = distances.value(kept - 1)
        var room = kept - offsets.count { abs($0) < farthest }
        var (least, most) = (Double.infinity, -Double.infinity)
        for offset in offsets {
            if abs(offset) > farthest { continue }
            if abs(offset) == farthest {
                if room == 0 { continue }
                room -= 1
            }
            least = min(least, offset)
            most = max(most, offset)
        }
        return most - least
    }
}
