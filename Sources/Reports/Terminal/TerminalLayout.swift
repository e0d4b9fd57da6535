/// Writes the blocks of a page below each other. Tables and charts share the lines that everything else leaves on the screen.
struct TerminalLayout {
    private let hints: ReportHints
    private let options: ReportOptions
    private let blocks: [PageBlock]
    /// The labels of a page stand in one column.
    private let labelWidth: Int

    init(_ page: Page, _ hints: ReportHints, _ options: ReportOptions) {
        self.hints = hints
        self.options = options
        blocks = page.blocks.filter { if case .reference = $0 { false } else { true } }
        labelWidth = blocks.map { if case .fact(let fact) = $0 { VisibleText.width(VisibleText.brief(fact.label)) } else { 0 } }
            .reduce(TerminalLayout.leastLabelWidth, max)
    }

    private static let leastLabelWidth = 8

    var lines: [String] {
        var lines: [String] = []
        var shared = SharedRoom()
        // A blank line is due before the next lines.
        var isGapDue = false
        func add(_ more: [String]) {
            if more.isEmpty { return }
            if isGapDue { lines.append("") }
            isGapDue = false
            lines += more
        }
        for (place, block) in blocks.enumerated() {
            switch block {
            case .section(let section):
                isGapDue = true
                if let title = section.title, !section.isObvious { add([PageRole.heading.painted(title, options.color)]) }
            case .table(let table):
                let used = lines.count + (isGapDue ? 1 : 0)
                let room =
                    if case .sharing = table.room {
                        shared.next(sharing(from: place), used: lines.count, options)
                    } else {
                        TerminalTable.Room.lines(options.height - used - leastLines(after: place))
                    }
                let written = TerminalTable(table, hints, options).lines(room)
                // Without rows there is no table to set off.
                if written.table.isEmpty { isGapDue = false }
                add(written.table + written.remarks)
            case .chart(let chart):
                let used = lines.count + (isGapDue ? 1 : 0)
                add(TerminalChart(chart, options).lines(room: options.height - used))
            default: add(fixedLines(block))
            }
        }
        return lines
    }

    // MARK: Blocks of a fixed size

    private func fixedLines(_ block: PageBlock) -> [String] {
        switch block {
        case .sentence(let sentence):
            return Paragraph.lines(
                (sentence.word.map { $0 + "  " } ?? "") + text(sentence.text), width: options.width, hanging: sentence.isHanging ? 2 : 0,
                keepsWords: sentence.keepsWords
            ).map { sentence.role.painted($0, options.color) }
        case .fact(let fact): return lines(fact)
        case .snapshots(let snapshots): return lines(snapshots)
        case .notes(let notes):
            let most = options.all ? Int.max : 3
            let shown = notes.prefix(most).flatMap { lines(PageFact("note", PageText($0))) }
            let hidden = notes.count - most
            return hidden > 0 ? shown + ["  (\(hidden) more notes\(hints.everyRow.map { " with \($0)" } ?? ""))"] : shown
        case .item(let item): return lines(item)
        case .bar(let bar): return TerminalBar(bar, labelWidth: labelWidth, options).lines
        case .section, .table, .chart, .reference: return []
        }
    }

    private func lines(_ fact: PageFact) -> [String] {
        Paragraph.labelled(
            VisibleText.brief(fact.label), text(fact.text), labelWidth: labelWidth, width: options.width, most: fact.mostLines)
    }

    private func lines(_ item: PageItem) -> [String] {
        let mark = item.mark.map { VisibleText.padded($0, to: 3) + "  " } ?? ""
        let text = Paragraph.lines(
            VisibleText.brief("  \(mark)") + self.text(item.text), width: options.width, hanging: 2 + VisibleText.width(mark),
            keepsWords: true)
        return text + (item.command.map { ["      " + VisibleText.brief($0)] } ?? [])
    }

    /// The first and the last snapshot in columns: `before   @12  2026-08-01T10:00:00Z  orders-0.core  .NET 8.0.4`.
    private func lines(_ snapshots: [PageSnapshot]) -> [String] {
        let ends = snapshots.filter { !$0.isBetween }
        func column(_ text: (SnapshotHead) -> String, rank: Int = 0, isFlexible: Bool = false) -> TextTable.Column {
            TextTable.Column(
                title: "", isNumber: false, rank: rank, isFlexible: isFlexible,
                cells: ends.map { TextTable.Cell(VisibleText.brief(text($0.head))) })
        }
        let labels = ends.map { TextTable.Cell(VisibleText.padded($0.label, to: labelWidth - 1)) }
        var table = TextTable(
            [
                TextTable.Column(title: "", isNumber: false, cells: labels), column(\.reference), column(\.time, rank: 1),
                column(\.fileName, isFlexible: true), column(\.runtime, rank: 2), column(\.labels, rank: PageTable.spareRank),
            ].filter { $0.cells.contains { !$0.text.isEmpty } })
        table.showsHeader = false
        table.indent = 2
        var lines = table.lines(width: options.width, color: false).lines
        let between = snapshots.count - ends.count
        if between > 0 {
            let said = Paragraph.labelled("between", "\(between) more", labelWidth: labelWidth, width: options.width)
            lines.insert(contentsOf: said, at: 1)
        }
        return lines
    }

    private func text(_ text: PageText) -> String {
        text.spans.map { span in
            switch span {
            case .words(let words): VisibleText.brief(words)
            case .name(let name, let room): Shortening.visible(name, to: columns(room))
            }
        }.joined()
    }

    private func columns(_ room: PageText.NameRoom) -> Int {
        switch room {
        case .columns(let columns): columns
        case .halfALine: max(10, options.width / 2)
        case .mostOfALine: max(20, options.width - 20)
        case .unlimited: .max
        }
    }

    // MARK: Room

    /// Lines that the later blocks need at least.
    private func leastLines(after place: Int) -> Int {
        blocks[(place + 1)...].reduce(0) { sum, block in
            switch block {
            case .section(let section): sum + (section.isObvious ? 1 : 2)
            case .table(let table): sum + table.leastLines
            case .chart: sum + TerminalChart.leastHeight
            default: sum + fixedLines(block).count
            }
        }
    }

    /// The tables that share the room from a place on.
    private func sharing(from place: Int) -> [PageTable] {
        blocks[place...].compactMap { block in
            if case .table(let table) = block, case .sharing = table.room { table } else { nil }
        }
    }
}

/// Two tables that share the screen. The second gets a third of the room, or more when the first needs less.
private struct SharedRoom {
    private var rows: [Int] = []

    /// The rows of the next table. `used`: the lines above the first.
    mutating func next(_ tables: [PageTable], used: Int, _ options: ReportOptions) -> TerminalTable.Room {
        if rows.isEmpty, let first = tables.first {
            let room = max(4, options.height - used - tables.reduce(0) { $0 + 1 + $1.linesBesideRows })
            let later = tables.dropFirst().map { min($0.rows.count, max(room / 3, room - first.rows.count)) }
            rows = [room - later.reduce(0, +)] + later
        }
        return .rows(rows.isEmpty ? 0 : rows.removeFirst())
    }
}
