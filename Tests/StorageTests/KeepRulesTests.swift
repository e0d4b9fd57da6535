import FoundationEssentials
import Testing

@testable import Storage

@Suite struct KeepRulesTests {
    /// Ids are positions, oldest first.
    private func kept(_ rules: KeepRules, _ times: [String]) throws -> [Int64] {
        let members = try times.enumerated().map { (id: Int64($0), time: Int64(try Date($1, strategy: .iso8601).timeIntervalSince1970)) }
        return rules.kept(members).sorted()
    }

    private let night = [
        "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", "2026-02-01T23:59:59Z", "2026-02-02T00:00:00Z", "2026-02-28T03:00:00Z",
        "2026-03-01T03:00:00Z", "2026-03-01T04:00:00Z",
    ]

    @Test func eachRuleAlone() throws {
        #expect(try kept(KeepRules(last: 2), night) == [5, 6])
        #expect(try kept(KeepRules(daily: 2), night) == [4, 6])
        // 2026-03-01 was a Sunday: its week began on 2026-02-23, the one of 2026-02-02 on that Monday.
        #expect(try kept(KeepRules(weekly: 2), night) == [3, 6])
        #expect(try kept(KeepRules(weekly: 3), night) == [2, 3, 6])
        #expect(try kept(KeepRules(monthly: 2), night) == [4, 6])
        #expect(try kept(KeepRules(monthly: 9), night) == [0, 4, 6])
        #expect(try kept(KeepRules(withinDays: 1), night) == [5, 6])
        #expect(try kept(KeepRules(withinDays: 2), night) == [4, 5, 6])
    }

    @Test func anyRuleKeeps() throws {
        #expect(try kept(KeepRules(last: 1, weekly: 2, monthly: 3), night) == [0, 3, 4, 6])
        #expect(try kept(KeepRules(last: 100), night) == Array(0...6))
        #expect(try kept(KeepRules(last: 1), []) == [])
    }

    @Test func leapDaysAndTheYearsEnd() throws {
        let times = [
            "2023-12-31T12:00:00Z", "2024-02-29T23:00:00Z", "2024-03-01T01:00:00Z", "2024-12-31T23:00:00Z", "2025-01-01T00:00:00Z",
        ]
        #expect(try kept(KeepRules(monthly: 5), times) == [0, 1, 2, 3, 4])
        // Tuesday and Wednesday of one week, in two years.
        #expect(try kept(KeepRules(weekly: 1), times) == [4])
        #expect(try kept(KeepRules(weekly: 2), times) == [2, 4])
    }

    @Test func anyTimeIsATime() {
        let times: [Int64] = [.min, .min + 1, -1, 0, .max - 1, .max]
        let members = times.enumerated().map { (id: Int64($0), time: $1) }
        let rules = KeepRules(last: 1, daily: .max, weekly: .max, monthly: .max, withinDays: .max)
        #expect(rules.kept(members).contains(5))
        // The day before the epoch and its first day are two.
        #expect(KeepRules(daily: 9).kept([(1, -1), (2, 0)]) == [1, 2])
        #expect(KeepRules(monthly: 9).kept([(1, -1), (2, 0)]) == [1, 2])
    }
}
