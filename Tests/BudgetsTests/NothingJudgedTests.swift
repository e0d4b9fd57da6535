import Growth
import SnapshotModel
import Testing

@testable import Budgets

/// What was not looked at has not passed.
@Suite struct NothingJudgedTests {
    private let quiet = snapshot([type("MyApp.Order", 1000), type("System.String", 5000)])

    @Test(
        arguments: [
            "", "# heap: {total: {max: 1 GB}}\n", "types: []\n", "never: []\n", "heap: {total: off}\n", "trend: {severity: off}\n",
            "heap: {total: {max: 1 GB, severity: off}}\n", "defaults: {severity: off}\nheap: {total: {max: 1 GB}}\n",
            "suppress: [{match: A, reason: known, owner: me}]\n", "baseline: {use: latest-green}\n",
        ])
    func aBudgetWithoutARuleIsInconclusive(_ text: String) throws {
        let result = check(try budget("version: 1\n" + text), quiet, quiet)
        #expect(result.verdict == .inconclusive)
        #expect(result.findings.map(\.reason) == [.notJudged(.noRule)])
        #expect(result.findings.map(\.place.text) == ["b.yml:1:1"])
        #expect(result.findings.map(\.rule) == ["budget"])
    }

    @Test func onInconclusiveDecidesWhatItMeans() throws {
        for word in ["warn", "pass"] {
            let result = check(try budget("version: 1\ndefaults: {on_inconclusive: \(word)}\n"), quiet, quiet)
            #expect(result.verdict == .pass)
            #expect(result.findings.map(\.state) == [.inconclusive])
        }
    }

    @Test func aRuleOfTheCommandLineIsOne() throws {
        var rules = try budget("version: 1\n")
        rules.rules.append(try Rule(most: "heap.total=1 GB", at: RulePlace("--max")))
        #expect(check(rules, nil, quiet).findings.map(\.rule) == ["heap.total/max"])
    }

    /// A trend rule is meant for a check of a series. Without one it is not judged, and the other rules decide.
    @Test func aTrendOfTwoDumpsIsNotJudged() throws {
        let alone = check(try budget("version: 1\ntrend: {min_history: 10}\n"), quiet, quiet)
        #expect(alone.findings.map(\.reason) == [.notJudged(.notASeries)])
        #expect(alone.verdict == .inconclusive)
        let beside = check(try budget("version: 1\nheap: {total: {max: 1 GB}}\ntrend: {min_history: 10}\n"), quiet, quiet)
        #expect(beside.findings.map(\.state) == [.inconclusive, .pass])
        #expect(beside.verdict == .pass)
        let unjudged = check(try budget("version: 1\nheap: {total: {max_growth: 5%}}\ntrend: {min_history: 10}\n"), nil, quiet)
        #expect(unjudged.verdict == .inconclusive)
    }

    private func trendResult(_ change: (Int, inout Snapshot) -> Void) throws -> CheckResult {
        let nights: [(id: Int64?, snapshot: Snapshot)] = (0..<12).map { night in
            var taken = snapshot([type("MyApp.A", 100)], time: Int64(night) * 86_400)
            change(night, &taken)
            return (Int64(night + 1), taken)
        }
        return check(try budget("version: 1\ndefaults: {min_trust: partial}\ntrend: {min_history: 8}\n"), nil, nights[11].snapshot) {
            $0.history = SeriesHistory(nights)
        }
    }

    @Test func aTrendOverAnotherRuntimeIsNotJudged() throws {
        #expect(try trendResult { _, _ in }.verdict == .pass)
        let other = try trendResult { night, taken in if night < 6 { taken.capture.runtime.version = "6.0.1" } }
        #expect(other.findings.map(\.reason) == [.notJudged(.notComparable(["runtime.major: 6, 8"]))])
        // Before the snapshots that the rule asks for it is history.
        #expect(try trendResult { night, taken in if night < 4 { taken.capture.runtime.version = "6.0.1" } }.verdict == .pass)
    }

    @Test func aTrendOfTypesThatAreNotHeldIsNotJudged() throws {
        func withoutTypes(_ nights: ClosedRange<Int>) throws -> CheckResult {
            try trendResult { night, taken in if nights.contains(night) { taken.tables.removeAll { $0.info.name == "types" } } }
        }
        for nights in [0...11, 11...11, 0...4] {
            #expect(try withoutTypes(nights).findings.map(\.reason) == [.notJudged(.sectionNotHeld("types"))], "\(nights)")
        }
        #expect(try withoutTypes(2...4).verdict == .pass)
    }
}
