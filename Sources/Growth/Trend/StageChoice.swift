import SnapshotModel

/// The snapshots of a series that are loaded whole, to look for suspects in them.
///
/// A trend keeps a few columns of hundreds of snapshots, and suspects look at all sections of some. So they are looked for in at most
/// `most` snapshots of one life of the process, evenly spaced from the beginning of its growth to its last snapshot. Space helps as well:
/// noise moves the step from one night to the next by as much as over a week, and a leak gains seven times as much.
package struct StageChoice: Hashable, Sendable {
    /// Numbers of points of the series, ascending; at least `leastShapePoints`.
    package let points: [Int]
    /// The number of points that they were chosen from.
    package let candidates: Int
    /// Whether the process of the latest snapshot is the one that they are of.
    package let isLatestLife: Bool
    /// The point at which growth begins in the life, and the first that was chosen from; `nil` when they are from all of the life.
    package let began: Int?
    /// Whether the growth began too few points ago to be certain, though the life is longer.
    package let isShort: Bool

    /// With more, noise ends the growth of a real leak in one of the steps.
    package static let most = 8

    /// In the order in which they are looked at: the latest life, and, if that has too few points to be certain, an earlier one that has enough.
    /// Empty when no life has enough points for a shape.
    package static func choices(_ trend: Trend) -> [StageChoice] {
        let series = TrendPoints(trend.points.map(\.point))
        let live = trend.rows.first { $0.section == nil && $0.key.first == StageChoice.live }?.values
        let lives = series.stretches.map { life in traced(Array(life), live) }
        guard let latest = lives.indices.last else { return [] }
        let earlier = lives.indices.dropLast()
        let long = earlier.last { lives[$0].count >= leastTrendPoints } ?? earlier.reversed().max { lives[$0].count < lives[$1].count }
        let isEnough = lives[latest].count >= leastTrendPoints
        return [latest, isEnough ? nil : long].compactMap(\.self).filter { lives[$0].count >= leastShapePoints }.map { life in
            StageChoice(lives[life], trend, isLatestLife: life == latest)
        }
    }

    private static let live = "heap.live"

    /// Points without what is alive say nothing of holders. They are left out where enough others are there.
    private static func traced(_ points: [Int], _ live: [Int128?]?) -> [Int] {
        guard let live else { return points }
        let traced = points.filter { live[$0] != nil }
        return traced.count >= leastShapePoints ? traced : points
    }

    private init(_ life: [Int], _ trend: Trend, isLatestLife: Bool) {
        self.isLatestLife = isLatestLife
        let start = StageChoice.growing(trend)?.began.flatMap { began in life.firstIndex { $0 >= began } }
        var window = life
        if let start, start > 0 {
            // The last flat point comes before it.
            let first = life.count - start >= leastShapePoints ? start : max(0, life.count - leastShapePoints)
            window = Array(life[first...])
            began = life[start]
            isShort = window.count < leastTrendPoints
        } else {
            (began, isShort) = (nil, false)
        }
        candidates = window.count
        points = StageChoice.spaced(window, StageChoice.most)
    }

    /// The row that grows most certainly and most: one of a section, or else a metric of objects or bytes.
    private static func growing(_ trend: Trend) -> TrendRow? {
        let growing = trend.rows.filter { $0.shape == .growing && $0.unit != .none }
        return growing.first { $0.section != nil } ?? growing.first
    }

    /// At most `most` of them, as far apart as each other, the last among them: every step is the same time, and the same work.
    static func spaced(_ points: [Int], _ most: Int) -> [Int] {
        guard points.count > most, most > 1 else { return points }
        let distance = (points.count - 2) / (most - 1) + 1
        return stride(from: points.count - 1, through: 0, by: -distance).reversed().map { points[$0] }
    }
}
