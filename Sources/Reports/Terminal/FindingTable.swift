import Budgets
import Growth
import SnapshotModel

/// Findings as a table, each with the lines that say more below it: the rule's own words, the types that grew.
struct FindingTable {
    private let options: ReportOptions
    private let numbers: NumberText
    private let findings: [Finding]
    /// Names that types of several modules have.
    private let ambiguous: Set<String>

    init(_ report: CheckReport, _ options: ReportOptions, _ numbers: NumberText, _ findings: [Finding]) {
        self.options = options
        self.numbers = numbers
        self.findings = findings
        var modules: [String: String?] = [:]
        var ambiguous: Set<String> = []
        for finding in report.findings {
            if let known = modules[finding.subject], known != finding.module { ambiguous.insert(finding.subject) }
            modules[finding.subject] = .some(finding.module)
        }
        self.ambiguous = ambiguous
    }

    private static let place = "RULE AT"

    /// At most `room` lines, unless `all` or `top` ask for more.
    func lines(room: Int) -> [String] {
        let most = options.all ? Int.max : max(0, options.top ?? (findings.count < room ? findings.count : room - 2))
        let shown = Array(findings.prefix(most))
        let hidden = findings.dropFirst(shown.count)
        let (table, dropped) = table(shown).lines(width: options.width, color: options.color)
        let spare = options.all || options.top != nil ? Int.max : room - table.count - (hidden.isEmpty ? 0 : 1)
        let details = details(shown, withPlace: dropped.contains(FindingTable.place), spare: spare)
        var lines = Array(table.prefix(1))
        for (line, more) in zip(table.dropFirst(), details) { lines += [line] + more }
        if !hidden.isEmpty { lines += Paragraph.lines(remainder(Array(hidden)), width: options.width, most: 1) }
        return lines
    }

    func table(_ shown: [Finding]) -> TextTable {
        func column(
            _ title: String, isNumber: Bool = true, rank: Int = 0, isFlexible: Bool = false, _ cell: (Finding) -> TextTable.Cell
        ) -> TextTable.Column {
            TextTable.Column(title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible, cells: shown.map(cell))
        }
        func value(_ value: Int128?, _ finding: Finding) -> TextTable.Cell {
            TextTable.Cell(value.map { numbers.value($0, finding.unit) } ?? "")
        }
        return TextTable([
            column("STATE", isNumber: false) { TextTable.Cell($0.state.word, $0.state.tone) },
            column("SUBJECT", isNumber: false, isFlexible: true) { TextTable.Cell(VisibleText.brief(subject($0))) },
            column("BEFORE", rank: 5) { value($0.before, $0) },
            column("AFTER", rank: 2) { value($0.after, $0) },
            column("DELTA") { finding in
                TextTable.Cell(finding.delta.map { numbers.signed($0, finding.unit) } ?? "", Tone(finding.delta))
            },
            column("%", rank: 4) { TextTable.Cell($0.percent(numbers), Tone($0.delta)) },
            column("LIMIT", isNumber: false, rank: 1, isFlexible: true) { TextTable.Cell(VisibleText.brief($0.limitText)) },
            column(FindingTable.place, isNumber: false, rank: 6, isFlexible: true) {
                TextTable.Cell(VisibleText.brief($0.place.text), .faint)
            },
        ])
    }

    /// Two types of one name are told apart by their modules.
    private func subject(_ finding: Finding) -> String {
        let name = ambiguous.contains(finding.subject) ? finding.subjectAndModule : finding.subject
        return name.isEmpty ? "(no name)" : name
    }

    /// The lines below each finding, `spare` in all: first what no column says, then the types that grew, then where the rule stands.
    private func details(_ shown: [Finding], withPlace: Bool, spare: Int) -> [[String]] {
        let indent = 10
        let room = max(20, options.width - indent)
        var spare = spare
        func take(_ lines: [String]) -> [String] {
            let taken = lines.prefix(max(0, spare))
            spare -= taken.count
            return taken.map { Tone.faint.painted(String(repeating: " ", count: indent) + $0, options.color) }
        }
        let isWrong = shown.map { $0.state == .fail || $0.state == .warn }
        var details = shown.indices.map { index -> [String] in
            let finding = shown[index]
            if finding.remark.isEmpty || finding.state == .pass { return [] }
            let place = withPlace && isWrong[index] ? "\(VisibleText.brief(finding.place.text)): " : ""
            let lines = Paragraph.lines(place + VisibleText.brief(finding.remark), width: room, most: options.all ? .max : 2)
            return take(lines)
        }
        let isPlaced = details.map { !$0.isEmpty }
        var said: [Finding.Evidence] = []
        for index in shown.indices where isWrong[index] && !shown[index].evidence.isEmpty && shown[index].evidence != said {
            said = shown[index].evidence
            details[index] += take(evidence(said, room))
        }
        for index in shown.indices where withPlace && isWrong[index] && !isPlaced[index] {
            details[index] = take([VisibleText.brief(shown[index].place.text)]) + details[index]
        }
        return details
    }

    /// `+ System.EventHandler<…> +40,000 objects, +2.56 MB`: a name gives way to its numbers.
    private func evidence(_ evidence: [Finding.Evidence], _ room: Int) -> [String] {
        let parts = evidence.map { (name: VisibleText.brief($0.name), amount: $0.amount.isEmpty ? "" : " " + $0.amount) }
        let widest = parts.map { VisibleText.width($0.amount) }.max() ?? 0
        let names = Shortening.shortened(parts.map(\.name), to: max(16, room - widest - 2))
        return zip(names, parts).map { Shortening.shortened("+ \($0)\($1.amount)", to: room) }
    }

    /// `(other findings: 12, errors among them: 3; --all shows them)`.
    private func remainder(_ hidden: [Finding]) -> String {
        let errors = hidden.count { $0.state == .fail }
        let worst = errors > 0 ? ", errors among them: \(NumberText.grouped(Int128(errors)))" : ""
        return "(other findings: \(NumberText.grouped(Int128(hidden.count)))\(worst); --all shows them)"
    }
}
