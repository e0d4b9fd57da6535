import Budgets
import Growth
import SnapshotModel

@testable import Reports

/// A gate on the service called orders, as the evaluator would have filled its report.
enum Gate {
    static let budget = "heapdrift.yml"

    static func place(_ line: Int, _ column: Int = 3) -> RulePlace { RulePlace(budget, .init(line: line, column: column)) }

    static func most(_ text: String, _ unit: Unit, _ kind: Finding.Limit.Kind = .max) -> Finding.Limit {
        Finding.Limit(kind, text, .most((try? ValueLimit(parsing: text, unit))?.value ?? 0))
    }

    static func growth(_ text: String, _ unit: Unit, _ kind: Finding.Limit.Kind = .maxGrowth) -> Finding.Limit {
        (try? GrowthLimit(parsing: text, unit)).map { Finding.Limit(kind, text, .growth($0.change)) } ?? most(text, unit, kind)
    }

    static let types = Finding.Quantity.rows(Finding.FollowedMeasure(noun: "type", isSize: false))
    static let bytesOfTypes = Finding.Quantity.rows(Finding.FollowedMeasure(noun: "type", isSize: true))

    static let evidence = [
        Finding.Evidence(
            "System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs>", count: 40_000, bytes: 2_560_000),
        Finding.Evidence("System.EventHandler<StackExchange.Redis.EndPointEventArgs>", count: 20_000, bytes: 1_280_000),
        Finding.Evidence("System.EventHandler<StackExchange.Redis.HashSlotMovedEventArgs>", count: 20_000, bytes: 1_280_000),
    ]

    /// Two errors, a rule that cannot be judged, a warning, one that is excused, and those that hold.
    static let findings: [Finding] = {
        let entries = "System.Collections.Generic.Dictionary<System.String, Orders.Session>+Entry[]"
        var excused = Finding(
            rule: "type:System.Collections.**/max_growth", place: place(24, 7), subject: entries, module: Orders.core,
            measured: bytesOfTypes, unit: .bytes, limit: growth("0 B", .bytes), before: 5_064, after: 101_064, state: .suppressed,
            reason: .exceeded())
        excused.excuses = [
            Finding.Excuse(place: place(40), owner: "team-data", reason: "bounded by design", until: Day("2027-12-31"))
        ]
        return [
            Finding(
                rule: "heap.total/max_growth", place: place(8, 11), subject: "heap.total", measured: .metric("heap.total"), unit: .bytes,
                limit: growth("5% and 2 MB", .bytes), before: 11_459_294, after: 18_423_234, state: .fail, reason: .exceeded(),
                evidence: evidence),
            Finding(
                rule: "type:Orders.Session/max_growth", place: place(21, 7), subject: "Orders.Session", module: "Orders.dll",
                measured: types, unit: .objects, limit: growth("50", .objects), before: 210, after: 4_210, state: .fail,
                reason: .exceeded(), ruleMessage: "a session that nobody closed?"),
            Finding(
                rule: "process.handles.pinned/max", place: place(15), subject: "process.handles.pinned",
                measured: .metric("process.handles.pinned"), unit: .none, limit: most("500", .none), state: .inconclusive,
                reason: .notJudged(.metricNeverHeld("process.handles.pinned"))),
            Finding(
                rule: "heap.free_percent/max", place: place(10), subject: "heap.free_percent", measured: .metric("heap.free_percent"),
                unit: .percent, limit: most("0.4%", .percent), before: 8_428, after: 5_258, severity: .warn, state: .warn,
                reason: .exceeded()),
            excused,
        ] + held
    }()

    static let held: [Finding] =
        [
            ("heap.gen2/max_growth", "heap.gen2", Unit.bytes, growth("100 MB", .bytes), 11_459_294, 18_423_234),
            ("process.threads/max", "process.threads", .threads, most("200", .threads), 12, 12),
            ("process.modules/max_growth", "process.modules", .modules, growth("3", .modules), 4, 4),
            ("process.thread_stacks/max", "process.thread_stacks", .bytes, most("400 MB", .bytes), 25_690_112, 25_690_112),
        ].map { rule, subject, unit, limit, before, after in
            Finding(
                rule: rule, place: place(12), subject: subject, measured: .metric(subject), unit: unit, limit: limit, before: before,
                after: after, state: .pass, reason: limit.kind.isGrowth && before == after ? .unchanged : .within())
        } + [
            Finding(
                rule: "ratio:sessions per connection/max", place: place(30), subject: "sessions per connection", measured: .ratio,
                unit: .ratio, limit: most("1.05", .ratio), before: 1_000_000, after: 1_012_500, state: .pass, reason: .within())
        ]

    static func report(
        _ findings: [Finding], before: Snapshot? = Orders.calm, after: Snapshot = Orders.grown, verdict: CheckVerdict? = nil,
        baseline: String = "baseline 'baseline' of orders", budget: String = budget, notes: [String] = [], notComparable: [String] = []
    ) -> CheckReport {
        let verdict =
            verdict
            ?? (findings.contains { $0.state == .fail } ? .fail : findings.contains { $0.state == .inconclusive } ? .inconclusive : .pass)
        return CheckReport(
            verdict: verdict, after: SnapshotHead(after, place: SnapshotPlace(id: 13, series: "orders")),
            before: before.map { SnapshotHead($0, place: SnapshotPlace(id: 12, series: "orders")) }, baseline: baseline, budget: budget,
            findings: findings, notes: notes, notComparable: notComparable, diff: before.map { Growth.diff($0, after) },
            metrics: Catalog.standard.metrics.compactMap { metric in metric.value(after).map { (metric, $0) } })
    }

    static func answer(_ report: CheckReport) -> Report {
        let codes: [CheckVerdict: Int] = [.pass: 0, .fail: 1, .inconclusive: 4]
        return Report(tool: Orders.tool, exitCode: codes[report.verdict] ?? 70, .check(report))
    }

    static let failed = answer(report(findings, notes: ["heapdrift.yml:27:12: 'MyApp.RequestScope' matches no type"]))
    static let passed = answer(report(held, after: Orders.calm))
    /// Nothing to compare with: only what needs no baseline was judged.
    static let open = answer(
        report(
            [
                Finding(
                    rule: "heap.total/max_growth", place: RulePlace("standard budget"), subject: "heap.total",
                    measured: .metric("heap.total"), unit: .bytes, limit: growth("10% and 5 MB", .bytes), after: 18_423_234,
                    state: .inconclusive,
                    reason: .notJudged(
                        .noBaseline("orders has no baseline; mark a good snapshot with 'heapdrift baseline set orders@latest'")))
            ], before: nil, baseline: "", budget: "standard budget"))

    /// So many types over their limit that no page holds them.
    static func many(_ count: Int) -> Report {
        answer(
            report(
                (0..<count).map { index in
                    Finding(
                        rule: "type:Orders.**/max_growth", place: place(21, 7), subject: "Orders.Generated.Row\(index)",
                        module: "Orders.dll", measured: types, unit: .objects, limit: growth("50", .objects), before: 10,
                        after: 1_010 + Int128(count - index), state: .fail, reason: .exceeded())
                }))
    }
}
