import Growth
import SnapshotModel

/// A diff for people: the verdict in a sentence, who was compared, what moved beside the main table, then the main table with its hidden
/// remainder and its total.
struct TerminalDiff {
    private let report: DiffReport
    private let options: ReportOptions
    private let numbers: NumberText

    init(_ report: DiffReport, _ options: ReportOptions) {
        self.report = report
        self.options = options
        numbers = NumberText(exact: options.exact)
    }

    private var diff: SnapshotDiff { report.diff }

    private var main: SectionDiff? { diff.main }

    var lines: [String] {
        let width = options.width
        let headline = Headline(report, numbers, main: main)
        var lines = Paragraph.lines(headline.verdict, width: width).map { headline.tone.painted($0, options.color) }
        if let largest = headline.largest { lines += Paragraph.lines(largest, width: width) }
        for reason in diff.comparability.reasons {
            lines += Paragraph.labelled("careful", VisibleText.brief(reason), width: width, most: 2)
        }
        lines += snapshotLines + movedLines + heapLine + unmovedLine + missingLine + trustLines
        if let main { lines += [""] + tableLines(main, room: options.height - lines.count - 1) }
        return lines
    }

    // MARK: Above the table

    private var snapshotLines: [String] {
        var lines = headLines([("before", report.before), ("after", report.after)], width: options.width)
        if !report.between.isEmpty {
            lines.insert(contentsOf: Paragraph.labelled("between", "\(report.between.count) more", width: options.width), at: 1)
        }
        return lines
    }

    private var movement: Movement { Movement(numbers) }

    private var movedLines: [String] {
        diff.beside.filter { $0.moved(diff.minChange) }.flatMap { table in
            Paragraph.labelled(VisibleText.brief(table.section), movement.text(table), width: options.width, most: 3)
        }
    }

    private var heapLine: [String] {
        let parts = ["committed", "free_bytes"].compactMap { name -> String? in
            guard let total = diff.total(name), total.change.delta != nil else { return nil }
            return "\(name == "free_bytes" ? "free" : name) \(movement.step(total.change, total.unit))"
        }
        return parts.isEmpty ? [] : Paragraph.labelled("heap", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private var unmovedLine: [String] {
        let parts = diff.beside.filter { !$0.moved(diff.minChange) }.map { table in
            let count = table.sum(table.leadingCount)
            let delta = count.delta ?? 0
            return "\(VisibleText.brief(table.section)) \(numbers.value(count.after ?? 0, table.measures[table.leadingCount].info.unit))"
                + (delta == 0 ? "" : " (\(numbers.signed(delta, .none)))")
        }
        return parts.isEmpty ? [] : Paragraph.labelled("steady", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private var missingLine: [String] {
        let missing = diff.notComparable.filter { $0.name != HeapRow.section.info.name }
        if missing.isEmpty { return [] }
        let parts = missing.map { "\(VisibleText.brief($0.name)) (not in \($0.missingIn.rawValue))" }
        return Paragraph.labelled("unknown", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private var trustLines: [String] {
        [("before", report.before), ("after", report.after)].flatMap { trustLine($0.1.trust, of: $0.0, width: options.width) }
    }

    // MARK: The table

    private func tableLines(_ table: SectionDiff, room: Int) -> [String] {
        // Two lines of headings, the remainder and the total, and one for columns without room.
        let fitting = max(5, room - 4)
        let (shown, hidden) = table.split(top: options.all ? nil : options.top ?? fitting, all: options.all)
        func written(_ numbers: NumberText) -> (lines: [String], dropped: [String]) {
            DiffTable(table, numbers, shown: shown, hidden: hidden, steps: diff.steps).text.lines(
                width: options.width, color: options.color)
        }
        let (lines, dropped) = written(numbers)
        if !dropped.contains(DiffTable.before) { return lines }
        // Shorter counts before a column less.
        var shorter = numbers
        shorter.longestCount = 1_000_000
        return written(shorter).lines
    }
}

/// `after is partial: 3 segments damaged (and 2 more notes)`; nothing when the numbers are exact.
func trustLine(_ trust: Trust, of whose: String, width: Int) -> [String] {
    guard trust.level < .exact || !trust.diagnostics.isEmpty else { return [] }
    let worst = trust.diagnostics.filter { $0.caps == trust.level }.first ?? trust.diagnostics.first
    var text = whose.isEmpty ? trust.level.rawValue : "\(whose) is \(trust.level.rawValue)"
    if let worst { text += ": " + VisibleText.brief(worst.message) }
    if trust.diagnostics.count > 1 { text += " (\(trust.diagnostics.count - 1) more with --json)" }
    return Paragraph.labelled("trust", text, width: width, most: 2)
}
