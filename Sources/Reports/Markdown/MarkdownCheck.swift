import Budgets
import Growth
import SnapshotModel

extension MarkdownPage {
    /// The verdict, what is wrong, what grew most; closed: what each finding says, and what held.
    mutating func write(_ report: CheckReport, _ options: ReportOptions) {
        let numbers = NumberText(exact: options.exact)
        block(["## \(report.verdict.rawValue.uppercased()): \(MarkdownText.code(report.name, to: 80))"])
        let basis = report.baseline.isEmpty ? "nothing" : report.baseline
        block([
            "**\(report.countsText)**. Compared with \(MarkdownText.sentence(basis)); rules of \(MarkdownText.code(report.budget))."
        ])
        rows([], report.notComparable.map { "- not comparable: \(MarkdownText.sentence($0))" }, "differences", share: 0.1)
        let notable = report.notable
        // A page for a comment: what is worst, and then the number of the others.
        let shown = Array(notable.prefix(options.all ? .max : options.top ?? 20))
        let table = findingTable(shown, numbers)
        rows(table.head, table.rows, of: notable.count, "findings", share: 0.5)
        if let diff = report.diff {
            block(["### What changed most"])
            growth(diff, options, most: 10)
        }
        heads((report.before.map { [("before", $0)] } ?? []) + [("after", report.after)])
        details("What each finding says", shown.flatMap(said), "lines", share: 0.85)
        details("Notes (\(report.notes.count))", report.notes.map { "- note: \(MarkdownText.sentence($0))" }, "notes", share: 0.9)
        let held = report.findings.filter { $0.state == .pass }
        let heldTable = findingTable(Array(held.prefix(options.all ? .max : 50)), numbers)
        details("Rules that held (\(held.count))", head: heldTable.head, heldTable.rows, of: held.count, "rules", share: 0.98)
    }

    private func findingTable(_ findings: [Finding], _ numbers: NumberText) -> MarkdownTable {
        var table = MarkdownTable([
            ("State", false), ("Subject", false), ("Before", true), ("After", true), ("Delta", true), ("%", true), ("Limit", false),
            ("Rule at", false),
        ])
        for finding in findings {
            func value(_ value: Int128?) -> MarkdownTable.Cell { .sentence(value.map { numbers.value($0, finding.unit) } ?? "") }
            let state = finding.state == .fail ? "**FAIL**" : finding.state.word
            table.append([
                .markup(state), .code(finding.subjectAndModule), value(finding.before), value(finding.after),
                .sentence(finding.delta.map { numbers.signed($0, finding.unit) } ?? ""), .sentence(finding.percent(numbers)),
                .sentence(finding.limitText), .code(finding.place.text),
            ])
        }
        return table
    }

    private func said(_ finding: Finding) -> [String] {
        guard !finding.message.isEmpty else { return [] }
        return ["- \(finding.state.word): \(MarkdownText.sentence(finding.message))"]
            + finding.evidence.prefix(5).map { "  - \(MarkdownText.code($0.text, to: 160))" }
    }
}
