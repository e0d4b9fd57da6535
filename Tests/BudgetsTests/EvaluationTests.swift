import Growth
import SnapshotModel
import Testing

@testable import Budgets

@Suite struct EvaluationTests {
    let quiet = snapshot([type("MyApp.Order", 1000), type("System.String", 5000)])

    @Test func whatHoldsPasses() throws {
        let result = check(
            try budget("version: 1\nheap: {total: {max: 1 MB, max_growth: 1%}}\nprocess: {threads: {max: 5}}\n"), quiet, quiet)
        #expect(result.verdict == .pass)
        #expect(result.findings.map(\.state) == [.pass, .pass, .pass])
        let most = result.finding("heap.total/max")
        #expect(most?.reason == .within())
        #expect(most?.limit == Finding.Limit(.max, "1 MB", .most(1_000_000)))
        #expect(result.finding("heap.total/max_growth")?.reason == .unchanged)
    }

    @Test func aLeakFailsWithItsTypeAndItsNumbers() throws {
        let leaked = snapshot([type("MyApp.Order", 1000), type("MyApp.Listener", 4000), type("System.String", 5100)])
        let result = check(
            try budget(
                """
                version: 1
                heap: {total: {max_growth: 5% and 20 kB}}
                types:
                  - match: MyApp.**
                    count: {max_growth: 5% and 200, message: who unsubscribes?}
                """), quiet, leaked)
        #expect(result.verdict == .fail)
        let type = result.finding("type:MyApp.**/max_growth")
        #expect(type?.subject == "MyApp.Listener")
        #expect(type?.module == "App.dll")
        #expect(type?.measured.word == "type")
        #expect(type?.state == .fail)
        #expect(type?.reason == .exceeded())
        #expect(type?.ruleMessage == "who unsubscribes?")
        #expect(type?.before == 0)
        #expect(type?.after == 4000)
        #expect(type?.limit.kind == .maxGrowth)
        #expect(type?.limit.text == "5% and 200")
        #expect(type?.place.text == "b.yml:4:5")
        let heap = result.finding("heap.total/max_growth")
        #expect(heap?.evidence.first == Finding.Evidence("MyApp.Listener", count: 4_000, bytes: 400_000))
        #expect(heap?.before == 600_000)
        #expect(heap?.after == 1_010_000)
    }

    @Test func aWarningDoesNotFail() throws {
        let leaked = snapshot([type("MyApp.Order", 9000)])
        let result = check(try budget("version: 1\nheap: {total: {warn_growth: 5%}}\n"), quiet, leaked)
        #expect(result.verdict == .pass)
        #expect(result.findings[0].state == .warn)
    }

    @Test func withoutABaselineGrowthIsInconclusiveAndLimitsAreJudged() throws {
        let rules = try budget("version: 1\nheap: {total: {max: 1 kB, max_growth: 5%}}\n")
        let result = check(rules, nil, quiet)
        #expect(result.verdict == .fail)
        #expect(result.findings.map(\.state) == [.fail, .inconclusive])
        #expect(check(try budget("version: 1\nheap: {total: {max: 1 MB, max_growth: 5%}}\n"), nil, quiet).verdict == .inconclusive)
        for word in ["warn", "pass"] {
            let configured = try budget("version: 1\ndefaults: {on_inconclusive: \(word)}\nheap: {total: {max_growth: 5%}}\n")
            #expect(check(configured, nil, quiet).verdict == .pass)
        }
        #expect(check(try budget("version: 1\nheap: {total: {warn_growth: 5%}}\n"), nil, quiet).verdict == .pass)
    }

    @Test func whatNoSnapshotHoldsIsInconclusiveAndNeverZero() throws {
        let result = check(try budget("version: 1\nprocess: {handles.pinned: {max: 5}, loader_heap: {max_growth: 0}}\n"), quiet, quiet)
        #expect(result.verdict == .inconclusive)
        #expect(result.findings.allSatisfy { $0.state == .inconclusive })
        #expect(result.findings.allSatisfy { $0.after == nil })
        var narrow = quiet
        narrow.tables.removeAll { $0.info.name == "threads" }
        let threads = check(try budget("version: 1\nprocess: {threads: {max: 5}}\n"), nil, narrow)
        #expect(threads.findings[0].reason == .notJudged(.metricNotHeld("process.threads", in: .snapshot)))
    }

    @Test func aSectionOfALaterReaderBringsItsMetrics() throws {
        struct HandleRow: SectionRow {
            var kind = ""
            var count: UInt64 = 0
            static let section = Section<HandleRow>("handles", [.key("kind", \.kind), .measure("count", \.count, .objects)])
        }
        var later = quiet
        var (pinned, strong) = (HandleRow(), HandleRow())
        (pinned.kind, pinned.count, strong.kind, strong.count) = ("pinned", 600, "strong", 7)
        later.tables.append(Table([pinned, strong]))
        let result = check(try budget("version: 1\nprocess: {handles.pinned: {max: 500}, handles.dependent: {max: 0}}\n"), nil, later)
        #expect(result.finding("process.handles.pinned/max")?.after == 600)
        #expect(result.finding("process.handles.dependent/max")?.after == 0)
        #expect(result.verdict == .fail)
    }

    @Test func notComparableIsInconclusive() throws {
        let rules = try budget("version: 1\nheap: {total: {max_growth: 5%, max: 1 GB}}\n")
        let other = snapshot([type("MyApp.Order", 9000)], version: "9.0.1")
        let result = check(rules, quiet, other)
        #expect(result.notComparable == ["runtime.major: 8, 9"])
        #expect(result.finding("heap.total/max_growth")?.state == .inconclusive)
        #expect(result.finding("heap.total/max")?.state == .pass)
        let free = try budget("version: 1\nbaseline: {comparable: []}\nheap: {total: {max_growth: 5%}}\n")
        #expect(check(free, quiet, other).verdict == .fail)
        let scenario = try budget("version: 1\nbaseline: {comparable: [scenario]}\nheap: {total: {max_growth: 5%}}\n")
        #expect(check(scenario, quiet, snapshot([], labels: ["scenario": "soak"])).notComparable == ["scenario: none, soak"])
    }

    @Test func lowTrustIsInconclusive() throws {
        let doubtful = snapshot([type("A", 1)], trust: [Trust.Diagnostic("unwalked-bytes", "some", caps: .partial)])
        let rules = try budget("version: 1\nheap: {total: {max: 1 GB}}\n")
        #expect(check(rules, nil, doubtful).verdict == .inconclusive)
        #expect(
            check(try budget("version: 1\ndefaults: {min_trust: partial}\nheap: {total: {max: 1 GB}}\n"), nil, doubtful).verdict == .pass)
        #expect(check(rules, doubtful, quiet).verdict == .pass)
        #expect(check(try budget("version: 1\nheap: {total: {max_growth: 5%}}\n"), doubtful, quiet).verdict == .inconclusive)
    }

    @Test func everyPairNeedsGrowthAtEveryStep() throws {
        let rules = try budget("version: 1\ntypes:\n  - {match: A, count: {max_growth: 0}, every_pair: true}\n")
        func chain(_ counts: [UInt64]) -> Finding.State? {
            let all = counts.map { snapshot([type("A", $0)]) }
            return check(rules, all.first, all[all.count - 1]) { $0.between = Array(all.dropFirst().dropLast()) }.findings.first?.state
        }
        #expect(chain([1, 2, 3, 4]) == .fail)
        #expect(chain([1, 5, 4, 6]) == .pass)
        #expect(chain([1, 2]) == .fail)
        let all = [1, 5, 4, 6].map { snapshot([type("A", $0)]) }
        let result = check(rules, all.first, all[3]) { $0.between = Array(all[1...2]) }
        #expect(result.findings.first?.reason == .rowsWithin(1, of: .types))
    }

    @Test func neverMeansNone() throws {
        let rules = try budget("version: 1\nnever:\n  - match: [MyApp.RequestScope, MyApp.Views.*Page]\n")
        let left = snapshot([type("MyApp.Views.StartPage", 2)])
        let result = check(rules, nil, left)
        #expect(result.findings.map(\.subject) == ["MyApp.Views.StartPage"])
        #expect(result.verdict == .fail)
        let clean = check(rules, nil, quiet)
        #expect(clean.verdict == .pass)
        #expect(clean.notes == ["b.yml:3:5: 'MyApp.RequestScope, MyApp.Views.*Page' matches no type"])
    }

    @Test func negatedGlobsExclude() throws {
        let rules = try budget("version: 1\ntypes:\n  - {match: [MyApp.**, \"!MyApp.Cache.**\"], count: {max: 10}}\n")
        let result = check(rules, nil, snapshot([type("MyApp.Cache.Entry", 99), type("MyApp.Order", 11)]))
        #expect(result.findings.map(\.subject) == ["MyApp.Order"])
    }

    @Test func togetherJudgesTheSum() throws {
        let rules = try budget("version: 1\ntypes:\n  - {match: A*, together: true, count: {max: 10}}\n")
        let result = check(rules, nil, snapshot([type("A1", 6), type("A2", 6)]))
        #expect(result.findings.map(\.after) == [12])
        #expect(result.verdict == .fail)
    }

    @Test func ratios() throws {
        let rules = try budget("version: 1\nratios:\n  - {name: s per c, left: S, right: C, max: 1.05}\n")
        func state(_ left: UInt64, _ right: UInt64) -> Finding.State? {
            check(rules, nil, snapshot([type("S", left), type("C", right)].filter { $0.count > 0 })).findings.first?.state
        }
        #expect(state(105, 100) == .pass)
        #expect(state(106, 100) == .fail)
        #expect(state(5, 0) == .inconclusive)
        #expect(state(0, 0) == .pass)
        let metrics = try budget("version: 1\nratios:\n  - {name: t, left: process.threads, right: process.threads, max: 1}\n")
        #expect(check(metrics, nil, quiet).findings.first?.after == 1_000_000)
        #expect(check(metrics, nil, quiet).findings.first?.subject == "t")
    }

    /// The subject of a finding is the name in the budget, and not a part of the rule's name.
    @Test(arguments: ["a: b", "a/b", "a/max", "ratio:x/max_growth", "::", "/", "a\u{0}b"])
    func aRatioKeepsItsWholeName(_ name: String) throws {
        let quoted = name.replacing("\u{0}", with: "\\0")
        let rules = try budget(
            "version: 1\nratios:\n  - {name: \"\(quoted)\", left: S, right: C, max: 1, warn_max: 2, max_growth: 5%}\n")
        let findings = check(rules, quiet, quiet).findings
        #expect(findings.map(\.subject) == [name, name, name])
        #expect(Set(findings.map(\.limit.kind)) == [.max, .warnMax, .maxGrowth])
    }

    /// Each kind of limit with its value as data.
    @Test func limitsAreKindsAndValues() throws {
        let rules = try budget(
            """
            version: 1
            heap: {total: {max: 1 GB, warn_max: 500 MB, max_growth: 5% or 20 MB, warn_growth: 2%}}
            types: [{match: A, count: {warn_max: 7}}]
            never: [{match: B}]
            per_work: [{metric: heap.total, max: 0.5 B/request}]
            trend: {min_change: 3% and 200}
            """)
        let limits = rules.evaluate(CheckInput(after: quiet, today: try #require(Day("2026-11-26")))).findings.map(\.limit)
        func value(_ kind: Finding.Limit.Kind, _ text: String) -> Finding.Limit.Value? {
            limits.first { $0.kind == kind && $0.text == text }?.value
        }
        #expect(value(.max, "1 GB") == .most(1_000_000_000))
        #expect(value(.warnMax, "500 MB") == .most(500_000_000))
        #expect(value(.warnMax, "7") == .most(7))
        #expect(value(.never, "0") == .most(0))
        #expect(value(.perWork, "0.5 B/request") == .perWork(millionths: 500_000, unit: "request"))
        guard case .growth(let change)? = value(.maxGrowth, "5% or 20 MB") else { throw Missing() }
        #expect(change.millionths == 50_000)
        #expect(change.bytes == 20_000_000)
        #expect(!change.needsBoth)
        guard case .growth(let warned)? = value(.warnGrowth, "2%") else { throw Missing() }
        #expect(warned.millionths == 20_000)
        guard case .trend(let least)? = value(.trend, "3% and 200") else { throw Missing() }
        #expect(least.objects.amount == 200)
    }

    private struct Missing: Error {}

    @Test func growthForEachUnitOfWork() throws {
        let rules = try budget("version: 1\nper_work:\n  - {metric: heap.total, max: 2 B/request}\n")
        let grown = snapshot([type("MyApp.Order", 1200), type("System.String", 5000)])
        func result(_ work: String?, _ labels: (String?, String?) = (nil, nil)) -> Finding? {
            var (before, after) = (quiet, grown)
            before.capture.labels["work"] = labels.0
            after.capture.labels["work"] = labels.1
            return check(rules, before, after) { $0.work = work.flatMap { Work($0) } }.findings.first
        }
        #expect(result("10000 requests")?.state == .pass)
        #expect(result("9999 requests")?.state == .fail)
        #expect(result("9999requests")?.reason == .workExceeded(.init(9_999, "request")))
        #expect(result(nil)?.reason == .notJudged(.workUnknown(.notSaid(unit: "request"))))
        #expect(result("5 loops")?.reason == .notJudged(.workUnknown(.givenInOtherUnit("loops", unit: "request"))))
        #expect(result("0 requests")?.reason == .notJudged(.workUnknown(.noneGiven)))
        #expect(result(nil, ("1000 requests", "2000 requests"))?.state == .fail)
        // Nothing says how much was done before the first label.
        #expect(result(nil, (nil, "20000 requests"))?.reason == .notJudged(.workUnknown(.notSaid(unit: "request"))))
        #expect(result(nil, ("0 requests", "20000 requests"))?.state == .pass)
        #expect(result(nil, ("5 requests", "5 requests"))?.reason == .notJudged(.workUnknown(.noneBetween)))
        #expect(
            result(nil, ("5 loops", "5000 requests"))?.reason == .notJudged(.workUnknown(.earlierLabelInOtherUnit(unit: "request"))))
    }

    @Test func aRollingBaselineIsTheMedianNumberByNumber() throws {
        let rules = try budget("version: 1\ntypes:\n  - {match: A, count: {max_growth: 0}}\nheap: {objects: {max_growth: 0}}\n")
        let nights = [10, 1000, 12, 11, 9].map { snapshot([type("A", $0)]) }
        func result(_ count: UInt64) -> CheckResult {
            check(rules, nil, snapshot([type("A", count)])) { $0.before = .median(nights) }
        }
        #expect(result(11).verdict == .pass)
        #expect(result(12).finding("type:A/max_growth")?.before == 11)
        #expect(result(12).finding("heap.objects/max_growth")?.before == 11)
        #expect(medianValue([4, 1, 3, 2]) == 2)
    }

    @Test func suppressionsExcuseUpToALimitAndUntilADay() throws {
        func states(_ suppression: String) throws -> (Finding.State?, [String]) {
            let rules = try budget("version: 1\nnever:\n  - match: A\nsuppress:\n  - {match: A, reason: known, owner: me\(suppression)}\n")
            let result = check(rules, nil, snapshot([type("A", 5)]))
            return (result.findings.first?.state, result.notes)
        }
        #expect(try states("").0 == .suppressed)
        #expect(try states(", until: 2026-11-26").0 == .suppressed)
        #expect(try states(", until: 2026-11-25") == (.fail, ["b.yml:5:6: the suppression of 'A' expired on 2026-11-25 (owner: me)"]))
        #expect(try states(", up_to: 5").0 == .suppressed)
        #expect(try states(", up_to: 4").0 == .fail)
        #expect(try states(", up_to: 4 MB").0 == .fail)
        let idle = try budget("version: 1\nsuppress:\n  - {match: Z, reason: r, owner: me}\nheap: {total: {max: 1 GB}}\n")
        #expect(check(idle, nil, quiet).notes == ["b.yml:3:6: the suppression of 'Z' excuses nothing (owner: me)"])
    }

    @Test func theSameFindingsInTheSameOrder() throws {
        let rules = try budget("version: 1\ntypes:\n  - {match: '**', count: {max_growth: 0}}\n")
        let after = snapshot([type("MyApp.Order", 1010), type("System.String", 5100), type("Z", 10), type("B", 10)])
        let result = check(rules, quiet, after)
        #expect(result.findings.map(\.subject) == ["System.String", "B", "MyApp.Order", "Z"])
    }

    @Test func hostileNumbersNeverTrap() throws {
        let rules = try budget(
            """
            version: 1
            heap: {total: {max_growth: 1% and 1 MB, max: 1 MB}, free_percent: {max: 1%}}
            types: [{match: '**', count: {max_growth: 1% and 1}, bytes: {max: 1 MB}}]
            ratios: [{name: r, left: A, right: B, max: 1}]
            per_work: [{metric: heap.total, max: 18 EB/x}]
            """)
        var (a, b) = (type("A", 1), type("B", 1))
        (a.count, a.bytes, b.count, b.bytes) = (.max, .max, .max, .max)
        let all = Totals(objects: .max, bytes: .max, freeObjects: .max, freeBytes: .max, committed: .max, reserved: .max)
        let hostile = snapshot([a, b], totals: all)
        #expect(check(rules, snapshot([]), hostile) { $0.work = Work("18446744073709551615x") }.verdict == .fail)
        #expect(check(rules, hostile, snapshot([])).findings.isEmpty == false)
    }
}
