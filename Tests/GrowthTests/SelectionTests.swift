import Testing

@testable import Growth

@Suite struct SelectionTests {
    /// Numbers that repeat from run to run.
    private static func dice(_ count: Int, sides: UInt64) -> [Double] {
        var state: UInt64 = 7
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double((state >> 33) % sides) - Double(sides / 2)
        }
    }

    /// Odd and even numbers of them, equal ones, in order, in the opposite order, up and down again.
    private static let lists: [[Double]] =
        [[3], [2, 1], [1, 1, 1], [-1, 0, -0.5, 7]]
        + [1_000, 1_001].flatMap { count in
            let up = (0..<count).map(Double.init)
            return [
                dice(count, sides: 1 << 30), dice(count, sides: 3), up, up.reversed(), Array(up.prefix(count / 2)) + up.reversed(),
                [Double](repeating: 4, count: count),
            ]
        }

    @Test func everyRankIsThatOfTheSortedNumbers() {
        for list in Self.lists {
            let sorted = list.sorted()
            let ranks = list.count < 10 ? Array(list.indices) : [list.count / 2 - 1, list.count / 2, 0, list.count - 1, 17, 500, 17]
            var selection = Selection(list)
            for rank in ranks { #expect(selection.value(rank) == sorted[rank]) }
            #expect(selection.values.sorted() == sorted)
        }
    }

    @Test func aSlopeIsTheMedianOfAllAndItsIntervalTheirRanks() {
        for count in [2, 3, 4, 7, 8, 40, 61] {
            let values = Self.dice(count, sides: 9)
            let points = values.enumerated().map { (day: Double($0), value: $1 + Double($0) / 4) }
            var slopes: [Double] = []
            for (index, point) in points.enumerated() {
                for other in points[(index + 1)...] { slopes.append((other.value - point.value) / (other.day - point.day)) }
            }
            slopes.sort()
            let middle = slopes.count / 2
            let estimate = SlopeEstimate([points])
            #expect(
                estimate.perDay == (slopes.count.isMultiple(of: 2) ? slopes[middle - 1] / 2 + slopes[middle] / 2 : slopes[middle]))
            let n = Double(count)
            let reach = 1.959964 * (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
            let low = Int(((Double(slopes.count) - reach) / 2).rounded(.down)) - 1
            let high = Int(((Double(slopes.count) + reach) / 2).rounded(.up))
            #expect(estimate.interval.lowerBound == slopes[max(0, min(slopes.count - 1, low))])
            #expect(estimate.interval.upperBound == slopes[max(0, min(slopes.count - 1, high))])
        }
    }

    /// When points are equally far off on both sides, the last ones are left out.
    @Test func theSpreadOfAFitLeavesTheFarthestPointsOut() throws {
        for count in [3, 5, 6, 19, 20, 60] {
            let x = (0..<count).map(Double.init)
            for noise in [Self.dice(count, sides: 5), x.map { Int($0) % 2 == 0 ? 2 : -2 }] {
                let y = zip(x, noise).map { $0 * 3 + $1 }
                let fit = try #require(GrowthFit(x, y))
                var offsets = (0..<count).map { y[$0] - fit.level - fit.slope * max(0, x[$0] - x[fit.knee]) }
                offsets.sort { abs($0) < abs($1) }
                offsets.removeLast(count >= 6 ? max(1, count / 10) : 0)
                #expect(fit.spread == (offsets.max() ?? 0) - (offsets.min() ?? 0))
            }
        }
    }
}
