import Budgets
import Growth
import SnapshotModel

extension CheckReport {
    func lines(_ options: ReportOptions) -> [String] { TerminalCheck(self, options).lines }
}

/// A gate's answer for people: the verdict, what was compared, what is wrong and by how much, then what grew most.
struct TerminalCheck {
    private let report: CheckReport
    private let options: ReportOptions
    private let numbers: NumberText

    init(_ report: CheckReport, _ options: ReportOptions) {
        self.report = report
        self.options = options
        numbers = NumberText(exact: options.exact)
    }

    private var width: Int { options.width }

    var lines: [String] {
        var lines = verdictLines + comparedLines
        let notes = noteLines
        let grown = report.diff.flatMap { diff in diff.main.map { (diff, $0) } }
        // Headings, two rows, the remainder and the total, and what moved beside the main table.
        let beside = grown.map { movedLines($0.0, main: $0.1) } ?? []
        let least = grown == nil ? 0 : beside.count + 7
        let shown = options.all ? report.findings : report.notable
        if !shown.isEmpty {
            let room = options.height - lines.count - notes.count - least - 1
            lines += [""] + FindingTable(report, options, numbers, shown).lines(room: max(4, room))
        }
        lines += notes
        if let (diff, main) = grown {
            lines += [""] + beside + grownLines(diff, main, room: options.height - lines.count - 1 - beside.count)
        }
        return lines
    }

    // MARK: Above the findings

    private var verdictLines: [String] {
        let tone: Tone =
            switch report.verdict {
            case .pass: .shrank
            case .fail: .grew
            case .inconclusive: .warned
            }
        let word = report.verdict.rawValue.uppercased()
        return Paragraph.lines("\(word)  \(report.countsText)", width: width).map { tone.painted($0, options.color) }
    }

    private var comparedLines: [String] {
        let heads = (report.before.map { [("before", $0)] } ?? []) + [("after", report.after)]
        var lines = headLines(heads, width: width)
        let basis = report.baseline.isEmpty ? "nothing" : VisibleText.brief(report.baseline)
        lines += Paragraph.labelled("against", "\(basis); rules of \(VisibleText.brief(report.budget))", width: width, most: 2)
        for reason in report.notComparable { lines += Paragraph.labelled("careful", VisibleText.brief(reason), width: width, most: 2) }
        for (label, head) in heads where head.trust.level < .exact { lines += trustLine(head.trust, of: label, width: width) }
        return lines
    }

    // MARK: Below them

    private var noteLines: [String] {
        let most = options.all ? Int.max : 3
        var lines = report.notes.prefix(most).flatMap { Paragraph.labelled("note", VisibleText.brief($0), width: width, most: 2) }
        if report.notes.count > most { lines.append("  (\(report.notes.count - most) more notes with --all)") }
        return lines
    }

    private func movedLines(_ diff: SnapshotDiff, main: SectionDiff) -> [String] {
        diff.beside.filter { $0.moved(diff.minChange) }.flatMap { table in
            Paragraph.labelled(VisibleText.brief(table.section), Movement(numbers).text(table), width: width, most: 2)
        }
    }

    private func grownLines(_ diff: SnapshotDiff, _ table: SectionDiff, room: Int) -> [String] {
        let (shown, hidden) = table.split(top: options.all ? nil : options.top ?? max(2, room - 4), all: options.all)
        if shown.isEmpty {
            return Paragraph.lines(
                "No \(VisibleText.brief(table.section)) changed by \(VisibleText.brief(diff.minChange.text)).", width: width)
        }
        return DiffTable(table, numbers, shown: shown, hidden: hidden, steps: diff.steps).text.lines(width: width, color: options.color)
            .lines
    }
}
