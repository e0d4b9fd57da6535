import Budgets
import Growth
import SnapshotModel

/// The findings of a check as a table.
struct FindingTable {
    private let report: CheckReport
    private let hints: ReportHints
    /// Rules that could not be judged for one reason are one line. These lines are numbered after the findings.
    private let folded: [FindingGroup]
    /// By position of a finding that such a line has.
    private let lineOfGroup: [Int: Int]
    /// Names that rows of several modules have.
    private let ambiguous: Set<String>

    init(_ report: CheckReport, _ hints: ReportHints) {
        self.report = report
        self.hints = hints
        let folded = FindingGroup.all(report.findings, hints).filter { $0.isUnjudged && $0.findings.count > 1 }
        self.folded = folded
        lineOfGroup = Dictionary(
            uniqueKeysWithValues: folded.indices.flatMap { group in
                folded[group].positions.map { ($0, report.findings.count + group) }
            })
        var modules: [String: String?] = [:]
        var ambiguous: Set<String> = []
        for finding in report.findings {
            if let known = modules[finding.subject], known != finding.module { ambiguous.insert(finding.subject) }
            modules[finding.subject] = .some(finding.module)
        }
        self.ambiguous = ambiguous
    }

    var table: PageTable {
        func column(_ title: String, isNumber: Bool = true, rank: Int = 0, isFlexible: Bool = false) -> PageTable.Column {
            PageTable.Column(title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible)
        }
        var place = column("rule at", isNumber: false, rank: 6, isFlexible: true)
        place.isShownBelow = true
        let findings = report.findings
        let notable = notable
        var table = PageTable(
            "findings",
            [
                column("state", isNumber: false), column("subject", isNumber: false, isFlexible: true), column("before", rank: 5),
                column("after", rank: 2), column("delta"), column("%", rank: 4),
                column("limit", isNumber: false, rank: 1, isFlexible: true), place,
            ], rows: notable, everyRow: notable + findings.indices.filter { findings[$0].state == .pass }
        ) { row in row < findings.count ? cells(findings[row]) : cells(folded[row - findings.count]) }
        table.details = { row in row < findings.count ? details(findings[row]) : details(folded[row - findings.count]) }
        table.room = .filling(least: 4)
        table.usualRows = 20
        let deciding = findings.indices.filter { report.decides(findings[$0]) }
        table.urgentRows = Set(report.urgent.map(line))
        table.remainder = PageTable.Remainder(
            worst: (report.verdict == .inconclusive ? "not judged" : "errors", Set(deciding.map(line))),
            groups: Dictionary(uniqueKeysWithValues: deciding.map { ($0, findings[$0].rule) }))
        let held = report.count(.pass)
        table.calmRows = .folded(title: "Rules that held (\(held))", noun: "rules")
        return table
    }

    /// The row of a finding: its own, or that of all rules that could not be judged for the same reason.
    private func line(_ position: Int) -> Int { lineOfGroup[position] ?? position }

    /// The rows of the findings that need attention, in the report's order.
    private var notable: [Int] {
        var written: Set<Int> = []
        return report.findings.indices.filter { report.findings[$0].state != .pass }.map(line).filter { written.insert($0).inserted }
    }

    private func cells(_ group: FindingGroup) -> [PageCell] {
        [
            PageCell(.words(group.first.state.word), group.first.state.role), PageCell(.words("\(group.findings.count) rules")),
            .empty, .empty, .empty, .empty, .empty, .empty,
        ]
    }

    private func details(_ group: FindingGroup) -> RowDetails {
        let remark = group.remark(hints)
        return RowDetails(sentence: (group.first.state.word, remark), remark: remark, isWhole: true)
    }

    private func cells(_ finding: Finding) -> [PageCell] {
        let unit = finding.unit
        let change = Change(finding.before, finding.after)
        return [
            PageCell(.words(finding.state.word), finding.state.role), PageCell(.name(name(finding))),
            .number(ifKnown: finding.before, unit), .number(ifKnown: finding.after, unit), .difference(ifKnown: finding.delta, unit),
            // A share of a share says nothing.
            unit == .percent || unit == .ratio ? .empty : PageCell(.growth(change), PageRole(finding.delta)),
            PageCell(.words(finding.limitText)), PageCell(.literal(finding.place.text), .dim),
        ]
    }

    private func name(_ finding: Finding) -> PageName {
        let qualifiers = finding.module.map { $0.isEmpty ? [] : [$0] } ?? []
        return PageName(text: finding.subject, qualifiers: qualifiers, isAmbiguous: ambiguous.contains(finding.subject))
    }

    private func details(_ finding: Finding) -> RowDetails {
        RowDetails(
            sentence: (finding.state.word, finding.message(hints)), remark: finding.state == .pass ? "" : finding.remark(hints),
            isWrong: finding.state == .fail || finding.state == .warn,
            isWorst: finding.state == .fail, isWhole: finding.state == .inconclusive || finding.measured == .suspect,
            evidence: finding.evidence.map { RowDetails.Evidence(name: $0.name, amount: $0.amount) })
    }
}
