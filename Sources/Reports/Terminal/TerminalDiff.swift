import Growth
import Snapshot

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

    /// The first section compared row by row: types, wherever an input has them.
    private var main: TableDiff? { diff.tables.first { !$0.aligned.keys.isEmpty } ?? diff.tables.first }

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
        let heads = [("before", report.before)] + [("after", report.after)]
        func column(_ text: (SnapshotHead) -> String, rank: Int = 0, isFlexible: Bool = false) -> TextTable.Column {
            TextTable.Column(
                title: "", isNumber: false, rank: rank, isFlexible: isFlexible,
                cells: heads.map { TextTable.Cell(VisibleText.brief(text($0.1))) })
        }
        var names = TextTable.Column(title: "", isNumber: false)
        names.cells = heads.map { TextTable.Cell(($0.0 + "        ").prefix(Paragraph.labelWidth - 1).description) }
        var table = TextTable(
            [
                names, column(\.reference), column(\.time, rank: 1), column(\.fileName, isFlexible: true), column(\.runtime, rank: 2),
                column(\.labels, rank: TextTable.luxury),
            ].filter { $0.cells.contains { !$0.text.isEmpty } })
        table.showsHeader = false
        table.indent = 2
        var lines = table.lines(width: options.width, color: false).lines
        if !report.between.isEmpty {
            lines.insert(contentsOf: Paragraph.labelled("between", "\(report.between.count) more", width: options.width), at: 1)
        }
        return lines
    }

    private var beside: [TableDiff] { diff.tables.filter { $0.section != main?.section } }

    private var movedLines: [String] {
        beside.filter { $0.moved(diff.minChange) }.flatMap { table in
            Paragraph.labelled(VisibleText.brief(table.section), movement(table), width: options.width, most: 3)
        }
    }

    /// `13 -> 78 (+65, +500%), size 21.1 MB -> 40.0 MB (+18.9 MB, +90%); r2bjp#: +60 dynamic (r2bjp0, r2bjp1, …); 5 others`.
    private func movement(_ table: TableDiff) -> String {
        let count = table.measures[table.leadingCount].info
        var text = step(table.sum(table.leadingCount), count.unit)
        if let size = table.leadingSize {
            let info = table.measures[size].info
            let change = table.sum(size)
            text += ", \(words(info.name)) \(step(change, info.unit))"
        }
        let groups = table.growingGroups
        let named = groups.prefix(2).filter { $0.rows.count > 1 || $0.count > 1 || groups.count == 1 }
        for group in named {
            let examples = group.rows.count > 1 ? " (" + group.rows.prefix(2).map { name(table, $0) }.joined(separator: ", ") + ", …)" : ""
            text += "; \(label(group.pattern)): +\(numbers.value(group.count, .none))\(flags(group.flags))\(examples)"
        }
        let others = groups.dropFirst(named.count)
        if !others.isEmpty {
            let names = others.prefix(2).compactMap(\.rows.first).map { name(table, $0) }.joined(separator: ", ")
            text +=
                "; \(named.isEmpty ? "" : "also ")\(names)\(others.count > 2 ? " and \(NumberText.grouped(Int128(others.count - 2))) others" : "")"
        }
        return text
    }

    private func flags(_ names: [String]) -> String { names.map { " " + words($0) }.joined() }
    private func words(_ name: String) -> String { VisibleText.brief(name.split(separator: "_").joined(separator: " ")) }
    private func label(_ name: String) -> String { name.isEmpty ? "(no name)" : Shortening.shortened(VisibleText.brief(name), to: 40) }

    private func name(_ table: TableDiff, _ row: Int) -> String {
        table.aligned.keys.first { $0.info.type == .text }.map { label(table.aligned.text($0.words[row] ?? .max)) } ?? ""
    }

    private func step(_ change: Change, _ unit: Unit) -> String {
        guard let before = change.before, let after = change.after, let delta = change.delta else { return "unknown" }
        if delta == 0 { return numbers.phrase(after, unit) }
        let percent = numbers.percent(change)
        return
            "\(numbers.value(before, unit)) -> \(numbers.phrase(after, unit)) (\(numbers.signed(delta, unit))\(percent.isEmpty ? "" : ", " + percent))"
    }

    private var heapLine: [String] {
        let parts = ["committed", "free_bytes"].compactMap { name -> String? in
            guard let total = diff.total(name), total.change.delta != nil else { return nil }
            return "\(name == "free_bytes" ? "free" : name) \(step(total.change, total.unit))"
        }
        return parts.isEmpty ? [] : Paragraph.labelled("heap", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private var unmovedLine: [String] {
        let parts = beside.filter { !$0.moved(diff.minChange) }.map { table in
            let count = table.sum(table.leadingCount)
            let delta = count.delta ?? 0
            return "\(VisibleText.brief(table.section)) \(numbers.value(count.after ?? 0, table.measures[table.leadingCount].info.unit))"
                + (delta == 0 ? "" : " (\(numbers.signed(delta, .none)))")
        }
        return parts.isEmpty ? [] : Paragraph.labelled("steady", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private var missingLine: [String] {
        if diff.notComparable.isEmpty { return [] }
        let parts = diff.notComparable.map { "\(VisibleText.brief($0.name)) (not in \($0.missingIn.rawValue))" }
        return Paragraph.labelled("unknown", parts.joined(separator: ", "), width: options.width, most: 2)
    }

    private var trustLines: [String] {
        [("before", report.before), ("after", report.after)].flatMap { trustLine($0.1.trust, of: $0.0, width: options.width) }
    }

    // MARK: The table

    private func tableLines(_ table: TableDiff, room: Int) -> [String] {
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
