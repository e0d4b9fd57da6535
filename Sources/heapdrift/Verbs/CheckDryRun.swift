import Budgets
import Growth
import Reports
import SnapshotModel

extension Budget {
    /// A table of the numbers that each rule looks at, without a verdict.
    func lookedAt(_ input: CheckInput) -> ResultTable {
        let result = evaluate(input)
        var rows: [[ResultTable.Cell]] = []
        for rule in rules {
            let findings = result.findings.filter { $0.rule == rule.name && $0.place == rule.place }
            let one = findings.count == 1 ? findings[0] : nil
            let looksAt: String
            switch rule.subject {
            case .metric(let metric): looksAt = metric.name
            case .rows(let set, let together):
                let count = input.after.table(set.section.name).map { set.rows(of: $0)?.count ?? 0 }
                let number = count.map { "\($0)" } ?? "unknown"
                looksAt = "\(set.text): \(number) \(set.section.name) now" + (together ? ", their sum" : "")
            case .ratio(_, let left, let right): looksAt = "\(left.name) / \(right.name)"
            case .perWork(let operand, let unit): looksAt = "\(operand.name) for each \(unit)"
            }
            let open = findings.first { $0.state == .inconclusive }?.obstacle?.words
            rows.append([
                .text(rule.name), .text(findings.first?.limit.text ?? ""), text(one?.before, one?.unit), text(one?.after, one?.unit),
                .text(rule.severity.rawValue), .text(open ?? ""), .text(rule.place.text), .text(looksAt),
            ])
        }
        if let trend {
            let finding = result.findings.first { $0.rule == "trend" }
            rows.append([
                .text("trend"), .text(trend.minChange.text), .null, .null, .text(trend.severity.rawValue),
                .text(finding?.obstacle?.words ?? ""),
                .text(trend.place.text), .text("every type and metric over \(input.history?.points.count ?? 0) snapshots"),
            ])
        }
        return ResultTable(
            .rules, columns: ["rule", "limit", "before", "after", "severity", "cannot be judged", "place", "looks at"], rows: rows)
    }

    private func text(_ value: Int128?, _ unit: Unit?) -> ResultTable.Cell {
        guard let value, let unit else { return .null }
        return .text(QuantityText.value(value, unit))
    }
}
