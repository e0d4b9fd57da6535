import SnapshotModel
import Testing

@testable import Budgets

/// Tests several samples of a build, which are judged by their median.
@Suite struct SamplesTests {
    /// A snapshot with so many objects of type A, and of type B too if `other` is given.
    private func sample(_ count: UInt64, _ other: UInt64 = 0, version: String = "8.0.4", trust: [Trust.Diagnostic] = []) -> Snapshot {
        snapshot([type("A", count)] + (other == 0 ? [] : [type("B", other)]), version: version, trust: trust)
    }

    private func result(_ text: String, _ before: [Snapshot], _ after: [Snapshot]) throws -> CheckResult {
        check(try budget("version: 1\n" + text), nil, after[after.count - 1]) {
            $0.besides = Array(after.dropLast())
            $0.before = before.count == 1 ? .snapshot(before[0]) : .median(before)
        }
    }

    private static let rules = """
        heap: {total: {max_growth: 10%}, objects: {max: 150}}
        types: [{match: A, count: {max_growth: 10%}}, {match: "**", count: {max_growth: 10%, max: 150}, together: true}]
        ratios: [{name: r, left: heap.total, right: heap.free, max: 150}]

        """

    /// One far off is no alarm, wherever it stands.
    @Test(arguments: 0..<3) func oneNoisySampleIsNoAlarm(_ place: Int) throws {
        var after = [sample(100), sample(104), sample(102)]
        after[place] = sample(90_000)
        let found = try result(Self.rules, [sample(100), sample(101), sample(99)], after)
        #expect(found.verdict == .pass, "\(found.findings.filter { $0.state != .pass })")
        #expect(found.findings.allSatisfy { $0.state == .pass })
    }

    /// One sample without the leak is no pass.
    @Test(arguments: 0..<3) func oneLuckySampleIsNoPass(_ place: Int) throws {
        var after = [sample(900), sample(904), sample(902)]
        after[place] = sample(100)
        let found = try result(Self.rules, [sample(100), sample(101), sample(99)], after)
        #expect(found.findings.count == 6)
        #expect(found.findings.allSatisfy { $0.state == .fail }, "\(found.findings)")
    }

    @Test func aNoisyBaselineHidesNothing() throws {
        let found = try result(Self.rules, [sample(100), sample(90_000), sample(99)], [sample(900), sample(904), sample(902)])
        #expect(found.findings.allSatisfy { $0.state == .fail }, "\(found.findings)")
    }

    @Test func aFindingHasTheMediansAndEveryValue() throws {
        let found = try result(Self.rules, [sample(100), sample(120), sample(99)], [sample(900), sample(700), sample(902)])
        let finding = try #require(found.finding("type:A/max_growth"))
        #expect(finding.before == 100)
        #expect(finding.after == 900)
        #expect(finding.samples == Finding.Samples(before: [100, 120, 99], after: [900, 700, 902]))
        let alone = try #require(try result(Self.rules, [sample(100)], [sample(900)]).finding("type:A/max_growth"))
        #expect(alone.samples == nil)
        // One against several has its own value as the spread.
        let mixed = try #require(try result(Self.rules, [sample(100)], [sample(900), sample(700)]).finding("type:A/max_growth"))
        #expect(mixed.after == 800)
        #expect(mixed.samples == Finding.Samples(before: [100], after: [900, 700]))
    }

    /// A type that a sample does not have is there 0 times.
    @Test func anAbsentTypeIsThereNoTimes() throws {
        let rule = "types: [{match: B, count: {max_growth: 0, max: 3}}]\n"
        #expect(try result(rule, [sample(1), sample(1), sample(1)], [sample(1, 5), sample(1), sample(1)]).verdict == .pass)
        let often = try result(rule, [sample(1), sample(1), sample(1, 9)], [sample(1, 5), sample(1), sample(1, 6)])
        #expect(often.finding("type:B/max_growth")?.before == 0)
        #expect(often.finding("type:B/max_growth")?.after == 5)
        #expect(often.finding("type:B/max")?.state == .fail)
    }

    /// The sum of each sample counts, not the sum of the rows' medians: each has 100 of one type or the other.
    @Test func aSumIsTakenInEachSampleFirst() throws {
        let rule = "types: [{match: \"**\", count: {max_growth: 0}, together: true}]\n"
        let before = [sample(1, 99), sample(99, 1), sample(50, 50)]
        #expect(try result(rule, before, [sample(99, 1), sample(98, 2), sample(1, 99)]).verdict == .pass)
        #expect(try result(rule, before, [sample(99, 2), sample(98, 3), sample(1, 99)]).verdict == .fail)
    }

    /// What makes one sample unusable makes the rule inconclusive, wherever it stands.
    @Test(arguments: 0..<3) func everySampleCounts(_ place: Int) throws {
        let partial = Trust.Diagnostic("heap-damaged", "damaged", caps: .partial)
        var noTypes = sample(100)
        noTypes.tables.removeAll { $0.info.name == "types" }
        var noTotals = sample(100)
        noTotals.totals.bytes = nil
        let rule = "heap: {total: {max_growth: 10%}}\ntypes: [{match: A, count: {max_growth: 10%}}]\n"
        let cases: [(Snapshot, String, String)] = [
            (sample(100, trust: [partial]), "heap.total/max_growth", "trust_too_low"),
            (sample(100, version: "9.0.0"), "heap.total/max_growth", "not_comparable"), (noTypes, "type:A/max_growth", "section_not_held"),
            (noTotals, "heap.total/max_growth", "metric_not_held"),
        ]
        for (odd, name, word) in cases {
            var samples = [sample(100), sample(100), sample(100)]
            samples[place] = odd
            for (before, after) in [(samples, [sample(100), sample(100)]), ([sample(100)], samples)] {
                let found = try result(rule, before, after)
                #expect(found.finding(name)?.obstacle?.word == word, "\(word), \(found.findings)")
                #expect(found.verdict == .inconclusive, "\(word)")
            }
        }
    }

    @Test func workIsNotThatOfAMedian() throws {
        let rule = "per_work: [{metric: heap.total, max: 1 B/request}]\n"
        let found = try result(rule, [sample(1), sample(1)], [sample(2), sample(2)])
        #expect(found.findings.first?.reason == .notJudged(.workUnknown(.median)))
        let after = try result(rule, [sample(1)], [sample(2), sample(2)])
        #expect(after.findings.first?.reason == .notJudged(.workUnknown(.median)))
    }
}
