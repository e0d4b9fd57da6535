import Budgets
import Growth
import SnapshotModel

/// Markdown as GitHub and GitLab read it, for a job's summary or a comment: a verdict, tables, and no line that a name could break.
///
/// The first line is a comment that nobody sees, `<!-- heapdrift:orders -->`: whoever posts the page finds its earlier comment by it and
/// updates that one. The page has at most 60,000 bytes, which a comment can hold; with `all` 900,000, which a job's summary can.
func renderMarkdown(_ report: Report, _ options: ReportOptions) throws(UnwritableReport) -> String {
    var page = MarkdownPage(most: options.all ? MarkdownPage.summary : MarkdownPage.comment)
    switch report.content {
    case .check(let check):
        page.mark(check.name)
        page.write(check, options)
    case .diff(let diff):
        page.mark(diff.after)
        page.write(diff, options)
    case .snapshot(let snapshot):
        page.mark(snapshot.head)
        page.write(snapshot, options)
    case .list(let list):
        page.mark("list")
        page.write(list, options)
    case .trend(let trend):
        page.mark(trend.series)
        page.write(trend, options)
    case .failure(let failure):
        page.mark("error")
        page.block(["## heapdrift: no answer"])
        page.block(["Error \(MarkdownText.code(failure.code)): \(MarkdownText.sentence(failure.message))"])
    case .doctor, .snap, .maintenance, .result: throw UnwritableReport(.markdown, report)
    }
    return page.finished()
}

extension MarkdownPage {
    fileprivate mutating func mark(_ name: String) { block(["<!-- heapdrift:\(MarkdownText.marker(name)) -->"]) }

    fileprivate mutating func mark(_ head: SnapshotHead) {
        mark([head.place.series ?? "", head.capture.process].first { !$0.isEmpty } ?? head.fileName)
    }

    /// Who was compared.
    mutating func heads(_ heads: [(label: String, head: SnapshotHead)]) {
        var table = MarkdownTable([
            ("", false), ("Snapshot", false), ("Time", false), ("Input", false), ("Runtime", false), ("Labels", false),
        ])
        for (label, head) in heads {
            func code(_ text: String) -> MarkdownTable.Cell { text.isEmpty ? .markup("") : .code(text) }
            table.append([
                .markup(label), code(head.reference), .markup(head.time), code(head.fileName), code(head.runtime), code(head.labels),
            ])
        }
        block(table.lines)
        let doubts = heads.filter { $0.head.trust.level < .exact }.map { label, head in
            let worst = head.trust.diagnostics.first { $0.caps == head.trust.level } ?? head.trust.diagnostics.first
            return "- \(label) is \(head.trust.level.rawValue)" + (worst.map { ": \(MarkdownText.sentence($0.message))" } ?? "")
        }
        block(doubts)
    }

    /// What changed in the main table, and in a line each the other sections that moved.
    mutating func growth(_ diff: SnapshotDiff, _ options: ReportOptions, most: Int) {
        guard let main = diff.main else { return }
        let numbers = NumberText(exact: options.exact)
        let (shown, hidden) = main.split(top: options.all ? nil : options.top ?? most, all: options.all)
        if shown.isEmpty {
            block(["No \(MarkdownText.sentence(main.section)) changed by \(MarkdownText.sentence(diff.minChange.text))."])
        } else {
            let table = MarkdownTable(DiffTable(main, numbers, shown: shown, hidden: hidden, steps: diff.steps).text)
            rows(table.head, table.rows, MarkdownText.sentence(main.section), share: 0.7)
        }
        block(
            diff.beside.filter { $0.moved(diff.minChange) }.map {
                table in
                "- **\(MarkdownText.sentence(table.section))**: \(MarkdownText.sentence(Movement(numbers).text(table)))"
            })
    }
}
