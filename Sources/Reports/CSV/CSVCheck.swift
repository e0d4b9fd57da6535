import Budgets
import SnapshotModel

extension CheckReport {
    /// One record for each finding, the worst first. When findings are left out, the last record has their number.
    func csv(_ options: ReportOptions, _ hints: ReportHints) -> String {
        var csv = CSVTable(header: [
            "state", "severity", "rule", "subject", "module", "metric", "unit", "limit", "before", "after", "delta", "source", "line",
            "column", "message", "evidence",
        ])
        let shown = shown(options.all ? nil : options.top)
        for finding in shown {
            let position = finding.place.position
            func number(_ value: Int128?) -> CSVTable.Cell {
                switch finding.unit {
                case .percent: value.map { .real(Double($0) / 10_000) } ?? .empty
                case .ratio: value.map { .real(Double($0) / 1_000_000) } ?? .empty
                default: value.map { .number($0) } ?? .empty
                }
            }
            csv.append([
                .word(finding.state.rawValue), .word(finding.severity.rawValue), .text(finding.rule), .text(finding.subject),
                finding.module.map { .text($0) } ?? .empty, .text(finding.measured.word), .word(finding.unit.name),
                .text(finding.limit.text),
                number(finding.before), number(finding.after), number(finding.delta), .text(finding.place.source),
                position.map { .number(Int128($0.line)) } ?? .empty, position.map { .number(Int128($0.column)) } ?? .empty,
                .text(finding.message(hints)), .text(finding.evidence.map(\.text).joined(separator: "; ")),
            ])
        }
        let hidden = findings.count - shown.count
        if hidden > 0 {
            let blank = Array(repeating: CSVTable.Cell.empty, count: 13)
            csv.append([.word("hidden")] + blank + [.text("\(hidden) more findings"), .empty])
        }
        return csv.text
    }
}
