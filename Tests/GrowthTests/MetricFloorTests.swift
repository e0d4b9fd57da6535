import SnapshotModel
import Testing

@testable import Growth

@Suite struct MetricFloorTests {
    private func history(_ values: [UInt64], pids: [UInt64]? = nil) -> SeriesHistory {
        SeriesHistory(
            values.indices.map { point in
                var snapshot = snapshot(totals: Totals(bytes: values[point]), [Table([TypeRow]())])
                snapshot.capture.time = 1_785_553_200 + Int64(point) * 86_400
                snapshot.capture.pid = pids?[point] ?? 7
                return (Int64(point + 1), snapshot)
            }, [:])
    }

    private func found(_ values: [UInt64], pids: [UInt64]? = nil) -> MetricFloor? {
        history(values, pids: pids).floors().first { $0.metric.name == "heap.total" }
    }

    @Test func itIsTheLargestRiseToAnyLaterSnapshot() throws {
        let floor = try #require(found([5_000_000, 9_000_000, 4_000_000, 7_000_000, 8_500_000, 5_000_000]))
        #expect(floor.rise == 4_500_000)
        #expect(floor.between?.first == 2 && floor.between?.last == 4)
        #expect(floor.points == 6)
        // Half as much again, rounded up to two digits.
        #expect(floor.limit == 6_800_000)
        #expect(floor.limitText == "6.80 MB")
        #expect(!floor.grows)
    }

    /// A restart begins with less memory, which is no fall and no rise.
    @Test func aRiseOverARestartDoesNotCount() throws {
        let pids: [UInt64] = [1, 1, 1, 2, 2, 2]
        #expect(try #require(found([9, 8, 9, 30, 31, 30].map { $0 * 1_000_000 }, pids: pids)).rise == 1_000_000)
    }

    @Test func withoutARiseTheLimitIsTheLeastThatCounts() throws {
        let floor = try #require(found([9_000_000, 8_000_000, 7_000_000]))
        #expect(floor.rise == 0 && floor.between == nil)
        #expect(floor.limit == 64_000)
    }

    @Test func whatKeepsGrowingIsNoFloor() throws {
        #expect(try #require(found((0..<8).map { 10_000_000 + $0 * 1_000_000 })).grows)
    }

    @Test func twoSnapshotsAreTooFew() {
        #expect(found([1_000_000, 2_000_000]) == nil)
    }

    @Test func theLargestNumbersHaveALimit() throws {
        let floor = try #require(found([0, .max, 0]))
        #expect(floor.rise == Int128(UInt64.max))
        #expect(floor.limit > floor.rise)
    }

    @Test(arguments: [(0, 0), (7, 7), (99, 99), (100, 100), (101, 110), (1_999, 2_000), (2_001, 2_100)])
    func limitsHaveTwoDigits(_ value: Int, _ rounded: Int) {
        #expect(MetricFloor.roundedUp(Int128(value)) == Int128(rounded))
    }

    /// As people compare them: pairs, and evenly spaced ones of a life, none over a restart.
    @Test func choicesAreEvenlySpacedAndOfOneLife() {
        let series = history([1, 2, 3, 4, 5, 6, 7, 8], pids: [1, 1, 1, 2, 2, 2, 2, 2])
        let choices = series.usualChoices(latest: 24, most: 200)
        #expect(Set(choices).count == choices.count)
        #expect(choices.contains([3, 5, 7]) && choices.contains([3, 4, 5, 6]) && choices.contains([0, 1]))
        for choice in choices {
            #expect(Set(choice.map { $0 < 3 }).count == 1, "\(choice)")
            #expect(Set(zip(choice, choice.dropFirst()).map { $1 - $0 }).count == 1, "\(choice)")
        }
        let few = series.usualChoices(latest: 24, most: 5)
        #expect(few.count == 5 && Set(few).isSubset(of: Set(choices)))
    }
}
