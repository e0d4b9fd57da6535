import SnapshotModel
import Testing

@testable import Budgets

@Suite struct TrendRuleTests {
    /// A nightly series in which `A` has these counts and everything else is constant.
    private func series(_ counts: [UInt64]) -> [(id: Int64?, snapshot: Snapshot)] {
        counts.enumerated().map { night, count in
            (Int64(night + 1), snapshot([type("MyApp.A", count), type("MyApp.B", 1000)], time: Int64(night) * 86_400))
        }
    }

    private func result(_ rule: String, _ counts: [UInt64]) throws -> CheckResult {
        let nights = series(counts)
        let wanted = ["types": ["count", "bytes", "gen0_count", "gen0_bytes"]]
        return check(try budget("version: 1\ntrend: \(rule)\n"), nil, nights[nights.count - 1].snapshot) {
            $0.history = SeriesHistory(nights, wanted)
        }
    }

    private let rule = "{min_history: 8, min_change: 1% and 50, confirm: 2 of 3}"
    private let flat = [UInt64](repeating: 100, count: 6)

    @Test func growthThatIsConfirmedFails() throws {
        let grown = try result(rule, flat + [150, 200, 250, 300, 350, 400, 450, 500])
        #expect(grown.verdict == .fail)
        let finding = grown.findings.first { $0.subject == "MyApp.A" }
        #expect(finding?.state == .fail)
        #expect(finding?.before == 100)
        #expect(finding?.after == 500)
        #expect(finding?.place.text == "b.yml:2:8")
        #expect(finding?.measured.word == "type")
        #expect(finding?.reason == .growing(.init(since: 7, smallestStep: 50, seen: 3, of: 3, needed: 2)))
        #expect(!grown.findings.contains { $0.subject == "MyApp.B" })
    }

    @Test func aSeriesThatStaysPasses() throws {
        #expect(try result(rule, flat + flat).findings.map(\.state) == [.pass])
        #expect(try result(rule, [100, 140, 90, 130, 95, 141, 99, 120, 92, 133]).verdict == .pass)
    }

    @Test func tooLittleHistoryIsInconclusive() throws {
        let short = try result(rule, flat)
        #expect(short.verdict == .inconclusive)
        #expect(short.findings.map(\.reason) == [.notJudged(.seriesTooShort(snapshots: 6, wanted: 8))])
    }

    /// The rule fails at the smallest history that the budget accepts: certain growth takes six points, and must be seen as often as `confirm`
    /// says.
    @Test(arguments: [(6, "1 of 1"), (7, "2 of 3"), (8, "3 of 3")])
    func theRuleFailsAtItsOwnMinimum(_ least: Int, _ confirm: String) throws {
        let counts = (0..<least).map { UInt64(100 + 100 * $0) }
        #expect(try result("{min_history: \(least), confirm: \(confirm)}", counts).verdict == .fail)
        #expect(throws: BudgetError.self) { try budget("version: 1\ntrend: {min_history: \(least - 1), confirm: \(confirm)}\n") }
    }

    @Test func moreConfirmationsTakeALongerHistory() throws {
        #expect(try budget("version: 1\ntrend: {confirm: 8 of 10}\n").trend?.minHistory == 13)
        #expect(try budget("version: 1\ntrend: {confirm: 2 of 3}\n").trend?.minHistory == 10)
    }

    @Test func lessThanTheMinimumIsNotLookedAt() throws {
        #expect(
            try result("{min_history: 8, min_change: 1% and 500, confirm: 2 of 3}", flat + [150, 200, 250, 300, 350, 400]).verdict == .pass)
    }

    @Test func aPrefixIsTheSeriesAsItWas() {
        let nights = series([1, 2, 3, 4, 5])
        let wanted = ["types": ["count", "bytes"]]
        let (all, some) = (SeriesHistory(nights, wanted).prefix(3), SeriesHistory(Array(nights.prefix(3)), wanted))
        #expect(all.points.map(\.id) == some.points.map(\.id))
        #expect(all.metrics.map(\.values) == some.metrics.map(\.values))
        for (measure, row) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            #expect(all.section("types")?.values(measure, row) == some.section("types")?.values(measure, row))
        }
        #expect(all.section("types")?.isGiven == some.section("types")?.isGiven)
    }
}
