/// A table of a page on a screen: as many rows as there is room for, and sentences about what is left out.
struct TerminalTable {
    private let table: PageTable
    private let hints: ReportHints
    private let options: ReportOptions

    init(_ table: PageTable, _ hints: ReportHints, _ options: ReportOptions) {
        self.table = table
        self.hints = hints
        self.options = options
    }

    enum Room {
        /// Lines for the table and everything that belongs to it.
        case lines(Int)
        case rows(Int)
    }

    func lines(_ room: Room) -> (table: [String], remarks: [String]) {
        let listed = if case .saidElsewhere = table.calmRows { table.rows } else { table.listed(all: options.all) }
        let shown = chosenRows(listed, urgent: table.urgentRows, most: mostRows(listed.count, room))
        if shown.isEmpty, let text = table.emptyText { return (Paragraph.lines(text, width: options.width), []) }
        let hidden = listed.count - shown.count + (table.remainder?.others ?? 0)
        // A table of a fixed size shows its headings in any case.
        if shown.isEmpty, table.sums == nil, table.room.isLimited { return ([], remainder(hidden, shown)) }
        var (lines, dropped) = written(shown)
        if let details = table.details {
            var spare = Int.max
            if case .lines(let most) = room, !isUnlimited {
                spare = max(table.room.least, most) - lines.count - (hidden > 0 ? linesOfRemainder : 0)
            }
            let below = RowDetailLines(shown.map(details), places: places(shown, dropped), options).lines(spare: spare)
            lines = zip(lines.dropFirst(), below).reduce(into: Array(lines.prefix(1))) { $0 += [$1.0] + $1.1 }
        }
        return (lines, missing(dropped) + remainder(hidden, shown))
    }

    private var linesOfRemainder: Int { table.remainder?.mostLines ?? 1 }

    // MARK: Rows

    private var isLimitedByTop: Bool { options.top != nil && table.isLimitedByTop }
    private var isUnlimited: Bool { options.all || isLimitedByTop }

    private func mostRows(_ count: Int, _ room: Room) -> Int {
        guard table.room.isLimited, !options.all else { return count }
        if isLimitedByTop { return max(0, options.top ?? 0) }
        switch room {
        case .rows(let rows): return max(table.room.least, rows)
        case .lines(let lines) where table.details != nil:
            // One line for the headings, and those of the remainder when not all rows fit.
            let lines = max(table.room.least, lines)
            return count < lines ? count : max(0, lines - 1 - linesOfRemainder)
        case .lines(let lines): return max(table.room.least, lines - table.linesBesideRows)
        }
    }

    /// The lines, and the columns of the page's table that have no room.
    private func written(_ shown: [Int]) -> (lines: [String], dropped: [Int]) {
        let rows = shown.map(table.cells)
        func written(_ numbers: NumberText) -> (lines: [String], dropped: [Int]) {
            let (text, columns) = textTable(rows, shown, numbers)
            let (lines, dropped) = text.lines(width: options.width, color: options.color)
            return (lines, dropped.map { columns[$0] })
        }
        let (lines, dropped) = written(NumberText(exact: options.exact))
        guard table.shortensCounts, dropped.contains(where: { table.columns[$0].rank < PageTable.spareRank }) else {
            return (lines, dropped)
        }
        return written(NumberText(exact: options.exact, longestCount: 1_000_000))
    }

    /// The table as text, and which columns of the page's table its columns are.
    private func textTable(_ rows: [[PageCell]], _ shown: [Int], _ numbers: NumberText) -> (TextTable, columns: [Int]) {
        var ends: [[PageCell]] = []
        if let sums = table.sums {
            let hidden = sums.hidden(shown)
            ends = (hidden.count > 0 ? [hidden.cells] : []) + [sums.total]
        }
        var columns: [Int] = []
        var written: [TextTable.Column] = []
        for (place, column) in table.columns.enumerated() {
            let texts = texts(rows.map { $0[place] }, numbers)
            if let obvious = column.obviousText, texts.allSatisfy({ $0 == obvious }) { continue }
            let title = VisibleText.brief(column.title)
            columns.append(place)
            written.append(
                TextTable.Column(
                    title: table.titlesAreNames ? title : title.uppercased(), group: VisibleText.brief(column.group),
                    isNumber: column.isNumber, rank: column.rank, isFlexible: column.isFlexible, leastWidth: column.leastWidth,
                    wraps: column.wraps,
                    cells: zip(texts, rows).map { TextTable.Cell($0, $1[place].role) }
                        + ends.map { TextTable.Cell($0[place].text(numbers), $0[place].role) }))
        }
        return (TextTable(written), columns)
    }

    private func texts(_ cells: [PageCell], _ numbers: NumberText) -> [String] {
        let names = RowNames(cells)
        return cells.map { cell in
            switch cell.value {
            case .name(let name): names.text(name)
            case .course(let course):
                Sparkline.text(course, columns: min(Sparkline.width(course), max(10, options.width * 28 / 100)))
            default: VisibleText.brief(cell.text(numbers))
            }
        }
    }

    /// The cells of a column that has no room and is shown below the rows; `nil` when there is no such column.
    private func places(_ shown: [Int], _ dropped: [Int]) -> [String]? {
        guard let place = dropped.first(where: { table.columns[$0].isShownBelow }) else { return nil }
        return shown.map { VisibleText.brief(table.cells($0)[place].text(NumberText(exact: options.exact))) }
    }

    // MARK: What is left out

    private func missing(_ dropped: [Int]) -> [String] {
        guard let missing = table.missingColumns, !dropped.isEmpty else { return [] }
        let titles = dropped.map { VisibleText.brief(table.columns[$0].title) }
        func sentence(_ columns: String, _ hint: String?) -> [String] {
            Paragraph.lines(
                "No room for \(columns)\(hint.map { " (\($0) has all)" } ?? "").", width: options.width,
                most: PageTable.linesForMissingColumns)
        }
        switch missing {
        case .ofSection:
            let count = titles.count == 1 ? "the column" : "\(titles.count) columns:"
            return sentence("\(count) \(titles.joined(separator: ", ").lowercased())", hints.everyColumn)
        case .ofQuery: return sentence(titles.joined(separator: ", "), hints.everyResult)
        }
    }

    /// ` of type:Orders.**/max_growth`, ` (3 of A, 2 of B)`: the groups with the most rows.
    private func byGroup(_ rows: Set<Int>, _ groups: [Int: String]) -> String {
        var counts: [String: Int] = [:]
        for row in rows { if let group = groups[row] { counts[group, default: 0] += 1 } }
        let most = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(3)
        func name(_ group: String) -> String { Shortening.visible(group, to: 40) }
        if counts.count == 1, let only = most.first { return " of \(name(only.key))" }
        let parts = most.map { "\(NumberText.grouped(Int128($0.value))) of \(name($0.key))" } + (counts.count > most.count ? ["…"] : [])
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    /// `(other findings: 12, errors among them: 3; --all shows them)`.
    private func remainder(_ hidden: Int, _ shown: [Int]) -> [String] {
        guard let remainder = table.remainder, hidden > 0 else { return [] }
        var text = "(other \(VisibleText.brief(table.noun)): \(NumberText.grouped(Int128(hidden)))"
        if let worst = remainder.worst {
            let missed = worst.rows.subtracting(shown)
            if !missed.isEmpty {
                text += ", \(worst.noun) among them: \(NumberText.grouped(Int128(missed.count)))\(byGroup(missed, remainder.groups))"
            }
        }
        let isSilent = options.all || (remainder.isSilentWhenLimited && options.top != nil)
        if !isSilent, let hint = hints.everyRow { text += "; \(hint) shows them" }
        return Paragraph.lines(text + ")", width: options.width, most: remainder.mostLines)
    }
}

extension PageTable {
    static let linesForMissingColumns = 2

    /// Lines that the table needs on a screen in any case.
    var leastLines: Int { details != nil ? room.least : linesBesideRows + (room.isLimited ? room.least : rows.count) }

    /// Headings, remainder, total and the sentence about missing columns.
    var linesBesideRows: Int {
        let headings = columns.contains { !$0.group.isEmpty } ? 2 : 1
        return headings + (sums != nil || remainder != nil ? 1 : 0) + (sums != nil ? 1 : 0)
            + (missingColumns != nil ? PageTable.linesForMissingColumns : 0)
    }
}
