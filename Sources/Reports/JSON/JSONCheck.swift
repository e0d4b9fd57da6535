import Budgets
import Growth
import SnapshotModel

extension CheckReport {
    func json(_ options: ReportOptions, _ hints: ReportHints) -> [String: JSONValue] {
        let shown = shown(options.all ? nil : options.top)
        var counts: [String: JSONValue] = [:]
        for state in Finding.State.allCases { counts[state.rawValue] = JSONValue(count(state)) }
        return [
            "verdict": .text(verdict.rawValue), "before": before?.json ?? .null, "after": after.json, "baseline": .text(baseline),
            "budget": .text(budget), "counts": .object(counts), "findings": .array(shown.map { $0.json(hints) }),
            "hidden": .object(["rows": JSONValue(findings.count - shown.count)]), "notes": .array(notes.map { .text($0) }),
            "diff_verdict": JSONValue(diff?.verdict.rawValue),
            "not_comparable": .array(notComparable.map { .text($0) }), "time_order": .text(order.word),
            "same_snapshot": .flag(isOneSnapshot), "restart": (diff?.hasRestart).map { .flag($0) } ?? .null,
            "becomes_baseline": .flag(becomesBaseline),
            "next": JSONValue(next),
            "samples": samples.isEmpty
                ? .null
                : .object(["before": .array(samples.before.map(\.json)), "after": .array(samples.after.map(\.json))]),
            "not_looked_at": .array([]),
            "metrics": .array(
                metrics.map { metric, value in
                    .object([
                        "name": .text(metric.name), "unit": .text(metric.unit.name), "value": JSONValue(value, metric.unit),
                    ])
                }),
        ]
    }
}

extension JSONValue {
    /// The number of a metric. Percentages and ratios, which are kept in millionths, become decimals: 12.5 is 12.5 %.
    init(_ value: Int128?, _ unit: Unit) {
        self =
            switch unit {
            case .percent: value.map { .real(Double($0) / 10_000) } ?? .null
            case .ratio: value.map { .real(Double($0) / 1_000_000) } ?? .null
            default: JSONValue(value)
            }
    }
}
