import Budgets
import Growth
import SnapshotModel
import Testing

@testable import Reports

/// The sentences of findings, from the evaluator's own data.
@Suite struct FindingSentenceTests {
    private static func snapshot(_ types: [(String, UInt64)], threads: UInt64 = 12, version: String = "8.0.4") -> Snapshot {
        var snapshot = Orders.snapshot(types: types.map { Orders.type($0, "App.dll", $1, 100) }, threads: threads)
        snapshot.capture.runtime.version = version
        return snapshot
    }

    private static func findings(
        _ text: String, _ before: Snapshot?, _ after: Snapshot, _ change: (inout CheckInput) -> Void = { _ in }
    ) throws -> [Finding] {
        let budget = try Budget(parsing: BudgetSource(name: "b.yml", bytes: Array(("version: 1\n" + text).utf8)))
        var input = CheckInput(after: after, before: before.map { .snapshot($0) }, today: try #require(Day("2026-11-26")))
        change(&input)
        return budget.evaluate(input).findings
    }

    private static let quiet = snapshot([("MyApp.Order", 1000), ("System.String", 5000)])
    private static let leaked = snapshot([("MyApp.Order", 1000), ("MyApp.Listener", 4000), ("System.String", 5100)], threads: 15)

    @Test(
        arguments: [
            ("heap: {total: {max: 1 MB}}", "heap.total is 1.01 MB, more than the 1 MB allowed"),
            ("heap: {total: {max: 2 MB}}", "heap.total is 1.01 MB, within the 2 MB allowed"),
            (
                "heap: {total: {max_growth: 5% and 20 kB}}",
                "heap.total grew from 600 kB to 1.01 MB: +410 kB (+68.3%), more than the 5% and 20 kB allowed"
            ),
            ("process: {modules: {max_growth: 0}}", "process.modules did not change"),
            (
                "types: [{match: MyApp.**, count: {max_growth: 5% and 200, message: who unsubscribes?}}]",
                "MyApp.Listener grew from 0 to 4,000 objects: +4,000, more than the 5% and 200 allowed. who unsubscribes?"
            ),
            ("types: [{match: MyApp.**, count: {max: 9999}}]", "MyApp.**: 2 types within the limit"),
            ("types: [{match: MyApp.Order, count: {max: 9999}}]", "MyApp.Order: 1 type within the limit"),
            ("types: [{match: Nobody.**, count: {max: 9999}}]", "no type matches Nobody.**"),
            ("never: [{match: MyApp.Listener}]", "MyApp.Listener is 4,000 objects, more than the 0 allowed"),
            (
                "ratios: [{name: 'a: b/max', left: MyApp.Listener, right: MyApp.Order, max: 1.05}]",
                "a: b/max is 4, more than the 1.05 allowed"
            ),
            (
                "ratios: [{name: r, left: MyApp.Order, right: Nobody, max: 1}]",
                "r: not judged: there is no type:Nobody to divide by, or a snapshot does not hold one of the two"
            ),
            (
                "heap: {live: {max: 5 MB}}", "heap.live: not judged: the snapshot does not hold heap.live"
            ),
            (
                "per_work: [{metric: heap.total, max: 2 B/request}]",
                "heap.total: not judged: nobody says how much work was done; give --work 'N request', or label both snapshots with work"
            ),
            ("trend: {min_history: 8}", "trend: not judged: only a check of a series can judge a trend"),
            ("types: []", "b.yml: not judged: the budget holds no rule, so nothing was looked at"),
        ])
    func sentences(_ rule: String, _ expected: String) throws {
        #expect(try Self.findings(rule, Self.quiet, Self.leaked).map(\.message) == [expected])
    }

    @Test func whatKeepsARuleFromBeingJudged() throws {
        let growth = "heap: {total: {max_growth: 5%}}"
        #expect(
            try Self.findings(growth, nil, Self.quiet) { $0.noBaseline = "orders has no baseline" }.map(\.message)
                == ["heap.total: not judged: orders has no baseline"])
        #expect(
            try Self.findings(growth, Self.snapshot([], version: "9.0.1"), Self.quiet).map(\.message)
                == ["heap.total: not judged: the snapshots are not comparable: runtime.major: 9, 8"])
        #expect(
            try Self.findings(growth, Orders.damaged, Self.quiet).map(\.message)
                == ["heap.total: not judged: a snapshot's trust is partial, and the rule asks for good"])
        var narrow = Self.quiet
        narrow.tables = []
        #expect(
            try Self.findings("process: {threads: {max: 5}}", nil, narrow).map(\.message)
                == ["process.threads: not judged: the snapshot does not hold process.threads"])
        #expect(
            try Self.findings("types: [{match: A, count: {max: 5}}]", nil, narrow).map(\.message)
                == ["A: not judged: a snapshot does not hold types"])
        #expect(
            try Self.findings("per_work: [{metric: heap.total, max: 2 B/request}]", Self.quiet, Self.leaked) {
                $0.work = Work("100000 requests")
            }
            .map(\.message)
                == ["heap.total grew by 410 kB over 100,000 request: 4.1 B/request, more than the 2 B/request allowed"])
    }

    /// The columns of a table show the number before and after; the limit is on neither.
    @Test func growthForEachUnitOfWorkIsShown() throws {
        func found(_ most: String) throws -> Finding? {
            try Self.findings("per_work: [{metric: heap.total, max: \(most)}]", Self.quiet, Self.leaked) {
                $0.work = Work("100000 requests")
            }
            .first
        }
        #expect(try found("2 B/request")?.remark == "4.1 B/request over 100,000 request")
        #expect(try found("5 B/request")?.remark == "4.1 B/request over 100,000 request")
        let json = try render(Gate.answer(Gate.report([#require(try found("2 B/request"))])), as: .json)
        #expect(json.contains("\"rate\" : 4.1,"))
    }

    @Test func chainsSayInWhichStepsTheyGrew() throws {
        func message(_ counts: [UInt64]) throws -> String? {
            let all = counts.map { Self.snapshot([("A", $0)]) }
            return try Self.findings("heap: {objects: {max_growth: 0, every_pair: true}}", all[0], all[all.count - 1]) {
                $0.between = Array(all[1..<(all.count - 1)])
            }.first?.message
        }
        #expect(
            try message([1, 2, 4])
                == "heap.objects grew from 1 to 4 objects: +3 (+300%), more than the 0 allowed, growing in each of 2 steps")
        #expect(
            try message([1, 5, 4]) == "heap.objects grew from 1 to 4 objects: +3 (+300%), within the 0 allowed, but in 1 of 2 steps only")
    }

    @Test(
        arguments: [
            ("", "excused by me: known"), (", until: 2026-11-26", "excused until 2026-11-26 by me: known"),
            (", up_to: 4", "4,000 objects is more than its up_to of 4, so it is not excused (b.yml:3:13)"),
            (", up_to: 4 MB", "its up_to of 4 MB is of another unit, so it is not excused (b.yml:3:13)"),
        ])
    func excuses(_ more: String, _ expected: String) throws {
        let findings = try Self.findings(
            "never: [{match: MyApp.Listener}]\nsuppress: [{match: MyApp.Listener, reason: known, owner: me\(more)}]", nil, Self.leaked)
        #expect(findings.map(\.remark) == [expected])
        #expect(findings.map(\.message) == ["MyApp.Listener is 4,000 objects, more than the 0 allowed; \(expected)"])
    }

    /// A column has the limit's kind, whatever the name of the rule is.
    @Test func limitsShowTheirKind() throws {
        let findings = try Self.findings(
            "heap: {total: {max: 1 MB, warn_max: 1 kB, max_growth: 5%, warn_growth: 1%}}\nnever: [{match: MyApp.Listener}]", Self.quiet,
            Self.leaked)
        #expect(Set(findings.map(\.limitText)) == ["max 1 MB", "max 1 kB", "+5%", "+1%", "0"])
    }

    @Test func theRemarkSaysWhatTheNumbersDoNot() {
        #expect(
            Gate.findings.prefix(5).map(\.remark) == [
                "", "a session that nobody closed?",
                "not judged: no snapshot of this version of heapdrift holds process.handles.pinned", "",
                "excused until 2027-12-31 by team-data: bounded by design",
            ])
        // A message of the budget that looks like a sentence of the program is shown as it is.
        var finding = Gate.findings[1]
        finding.ruleMessage = "more than the 50 allowed: see the wiki"
        #expect(finding.remark == "more than the 50 allowed: see the wiki")
    }

    @Test func evidenceIsANameAndAmounts() {
        #expect(Finding.Evidence("A B +1", count: 5, bytes: 2_000).text == "A B +1 +5 objects, +2.00 kB")
        #expect(Finding.Evidence("A", bytes: -2_000).text == "A -2.00 kB")
        #expect(Finding.Evidence("A").text == "A")
    }
}

extension Finding {
    /// The sentences as the program shows them.
    fileprivate var message: String { message(Orders.hints) }
    fileprivate var remark: String { remark(Orders.hints) }
}
