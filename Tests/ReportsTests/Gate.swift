import Budgets
import Growth
import SnapshotModel

@testable import Reports

/// A gate on the service called orders, as the evaluator would have filled its report.
enum Gate {
    static let budget = "heapdrift.yml"

    static func place(_ line: Int, _ column: Int = 3) -> RulePlace { RulePlace(budget, .init(line: line, column: column)) }

    static let evidence = [
        "System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs> +40,000 objects, +2.56 MB",
        "System.EventHandler<StackExchange.Redis.EndPointEventArgs> +20,000 objects, +1.28 MB",
        "System.EventHandler<StackExchange.Redis.HashSlotMovedEventArgs> +20,000 objects, +1.28 MB",
    ]

    /// Two errors, a rule that cannot be judged, a warning, one that is excused, and those that hold.
    static let findings: [Finding] =
        [
            Finding(
                rule: "heap.total/max_growth", place: place(8, 11), subject: "heap.total", metric: "heap.total", unit: .bytes,
                limit: "5% and 2 MB", before: 11_459_294, after: 18_423_234, state: .fail,
                message: "heap.total grew from 11.5 MB to 18.4 MB: +6.96 MB (+60.8%), more than the 5% and 2 MB allowed", evidence: evidence
            ),
            Finding(
                rule: "type:Orders.Session/max_growth", place: place(21, 7), subject: "Orders.Session", module: "Orders.dll",
                metric: "type",
                unit: .objects, limit: "50", before: 210, after: 4_210, state: .fail,
                message:
                    "Orders.Session grew from 210 to 4,210 objects: +4,000 (+1,904.8%), more than the 50 allowed. a session that nobody closed?"
            ),
            Finding(
                rule: "process.handles.pinned/max", place: place(15), subject: "process.handles.pinned", metric: "process.handles.pinned",
                unit: .none, limit: "500", state: .inconclusive,
                message: "process.handles.pinned: not judged: no snapshot of this version of heapdrift holds process.handles.pinned"),
            Finding(
                rule: "heap.free_percent/max", place: place(10), subject: "heap.free_percent", metric: "heap.free_percent", unit: .percent,
                limit: "0.4%", before: 8_428, after: 5_258, severity: .warn, state: .warn,
                message: "heap.free_percent is 0.5%, more than the 0.4% allowed"),
            Finding(
                rule: "type:System.Collections.**/max_growth", place: place(24, 7),
                subject: "System.Collections.Generic.Dictionary<System.String, Orders.Session>+Entry[]", module: Orders.core,
                metric: "type-bytes", unit: .bytes, limit: "0 B", before: 5_064, after: 101_064, state: .suppressed,
                message:
                    "System.Collections.Generic.Dictionary<System.String, Orders.Session>+Entry[] grew from 5.06 kB to 101 kB: +96.0 kB "
                    + "(+1,895.7%), more than the 0 B allowed; excused until 2027-12-31 by team-data: bounded by design"),
        ] + held

    static let held: [Finding] =
        [
            ("heap.gen2/max_growth", "heap.gen2", Unit.bytes, "100 MB", 11_459_294, 18_423_234),
            ("process.threads/max", "process.threads", .threads, "200", 12, 12),
            ("process.modules/max_growth", "process.modules", .modules, "3", 4, 4),
            ("process.thread_stacks/max", "process.thread_stacks", .bytes, "400 MB", 25_690_112, 25_690_112),
        ].map { rule, subject, unit, limit, before, after in
            Finding(
                rule: rule, place: place(12), subject: subject, metric: subject, unit: unit, limit: limit, before: before, after: after,
                state: .pass, message: "\(subject) is within the \(limit) allowed")
        } + [
            Finding(
                rule: "ratio:sessions per connection/max", place: place(30), subject: "sessions per connection", metric: "ratio",
                unit: .ratio, limit: "1.05", before: 1_000_000, after: 1_012_500, state: .pass,
                message: "sessions per connection is 1.013, within the 1.05 allowed")
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
                    rule: "heap.total/max_growth", place: RulePlace("standard budget"), subject: "heap.total", metric: "heap.total",
                    unit: .bytes, limit: "10% and 5 MB", after: 18_423_234, state: .inconclusive,
                    message:
                        "heap.total: not judged: orders has no baseline; mark a good snapshot with 'heapdrift baseline set orders@latest'")
            ], before: nil, baseline: "", budget: "standard budget"))

    /// So many types over their limit that no page holds them.
    static func many(_ count: Int) -> Report {
        answer(
            report(
                (0..<count).map { index in
                    Finding(
                        rule: "type:Orders.**/max_growth", place: place(21, 7), subject: "Orders.Generated.Row\(index)",
                        module: "Orders.dll", metric: "type", unit: .objects, limit: "50", before: 10, after: 1_010 + Int128(count - index),
                        state: .fail,
                        message: "Orders.Generated.Row\(index) grew from 10 to \(1_010 + count - index) objects, more than the 50 allowed")
                }))
    }
}
