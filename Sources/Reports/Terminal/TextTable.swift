/// Columns of text, aligned, never wider than asked for. Columns without room are left out in the order of their ranks.
struct TextTable {
    struct Cell {
        var text: String
        var role = PageRole.plain

        init(_ text: String, _ role: PageRole = .plain) {
            self.text = text
            self.role = role
        }
    }

    struct Column {
        var title: String
        /// Neighbours of one group share a heading above their titles.
        var group = ""
        var isNumber = true
        /// Columns of rank 0 stay. Of the others the highest rank goes first, all columns of one rank together.
        var rank = 0
        /// Names: they take the room that is left, and are cut in the middle. Everything else keeps its width.
        var isFlexible = false
        /// To so many columns names of a rank above 0 are cut before the column is left out.
        var leastWidth = 20
        /// Sentences: where there is too little room they take several lines.
        var wraps = false
        var cells: [Cell] = []
    }

    var columns: [Column]
    var showsHeader = true
    /// Spaces before every line.
    var indent = 0

    init(_ columns: [Column]) { self.columns = columns }

    /// The lines, and the positions of the columns without room.
    func lines(width: Int, color: Bool) -> (lines: [String], dropped: [Int]) {
        let room = max(1, width - indent)
        // Columns move closer together before a name is cut.
        var gap = 2
        var (kept, widths) = fit(room, gap)
        if zip(kept, widths).contains(where: { columns[$0].isFlexible && columns[$0].rank == 0 && $1 < natural($0) }) {
            gap = 1
            (kept, widths) = fit(room, gap)
        }
        var lines: [String] = []
        if showsHeader {
            if kept.contains(where: { !columns[$0].group.isEmpty }) {
                lines.append(PageRole.dim.painted(groupLine(kept, widths, gap), color))
            }
            lines.append(line(kept, widths, gap) { Cell(columns[$0].title, .heading) }.map { $0.painted(color) }.joined().trimmedEnd)
        }
        let texts = zip(kept, widths).map { column, width in
            columns[column].isFlexible && !columns[column].wraps
                ? Shortening.shortened(columns[column].cells.map(\.text), to: width) : columns[column].cells.map(\.text)
        }
        let rowCount = columns.map(\.cells.count).max() ?? 0
        for row in 0..<rowCount {
            let parts = kept.indices.map { place -> [String] in
                guard row < texts[place].count else { return [] }
                return columns[kept[place]].wraps ? Paragraph.lines(texts[place][row], width: widths[place]) : [texts[place][row]]
            }
            for number in 0..<max(1, parts.map(\.count).max() ?? 1) {
                var place = 0
                let pieces = line(kept, widths, gap) { column in
                    defer { place += 1 }
                    return number < parts[place].count ? Cell(parts[place][number], columns[column].cells[row].role) : Cell("")
                }
                lines.append(pieces.map { $0.painted(color) }.joined().trimmedEnd)
            }
        }
        let spaces = String(repeating: " ", count: indent)
        return (lines.map { $0.isEmpty ? "" : spaces + $0 }, columns.indices.filter { !kept.contains($0) })
    }

    // MARK: Widths

    private func natural(_ column: Int) -> Int {
        columns[column].cells.reduce(showsHeader ? VisibleText.width(columns[column].title) : 0) { max($0, VisibleText.width($1.text)) }
    }

    /// Names are cut to a third of the line first. Then columns are left out, and at last every column is cut.
    private func fit(_ room: Int, _ gap: Int) -> (kept: [Int], widths: [Int]) {
        let naturals = columns.indices.map(natural)
        var kept = Array(columns.indices)
        func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + gap * max(0, widths.count - 1) }
        func least(_ column: Int) -> Int {
            guard columns[column].isFlexible else { return naturals[column] }
            return min(naturals[column], columns[column].rank == 0 ? max(16, room * 35 / 100) : columns[column].leastWidth)
        }
        func comfortable(_ column: Int) -> Int {
            columns[column].isFlexible && columns[column].rank == 0 ? min(naturals[column], room * 60 / 100) : least(column)
        }
        while total(kept.map(comfortable)) > room, let worst = kept.map({ columns[$0].rank }).max(), worst >= PageTable.spareRank {
            kept.removeAll { columns[$0].rank == worst }
        }
        while total(kept.map(least)) > room, let worst = kept.map({ columns[$0].rank }).max(), worst > 0 {
            kept.removeAll { columns[$0].rank == worst }
        }
        var widths = kept.map(least)
        for place in kept.indices {
            let spare = room - total(widths)
            if spare > 0 { widths[place] += min(spare, naturals[kept[place]] - widths[place]) }
        }
        while total(widths) > room, let place = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[place] > 1 {
            widths[place] -= 1
        }
        return (kept, widths)
    }

    // MARK: Lines

    private struct Piece {
        var before = ""
        var text = ""
        var after = ""
        var role = PageRole.plain

        func painted(_ color: Bool) -> String { before + role.painted(text, color) + after }
    }

    private func line(_ kept: [Int], _ widths: [Int], _ gap: Int, _ cell: (Int) -> Cell) -> [Piece] {
        kept.indices.map { place in
            let cell = cell(kept[place])
            let text = Shortening.shortened(cell.text, to: widths[place])
            let padding = String(repeating: " ", count: max(0, widths[place] - VisibleText.width(text)))
            let gapAfter = place == kept.count - 1 ? "" : String(repeating: " ", count: gap)
            return columns[kept[place]].isNumber
                ? Piece(before: padding, text: text, after: gapAfter, role: cell.role)
                : Piece(text: text, after: padding + gapAfter, role: cell.role)
        }
    }

    private func groupLine(_ kept: [Int], _ widths: [Int], _ gap: Int) -> String {
        var text = ""
        var place = 0
        while place < kept.count {
            let group = columns[kept[place]].group
            var end = place + 1
            while end < kept.count, columns[kept[end]].group == group, !group.isEmpty { end += 1 }
            let span = widths[place..<end].reduce(0, +) + gap * (end - place - 1)
            text += group.isEmpty ? String(repeating: " ", count: span) : TextTable.ruled(group, span)
            if end < kept.count { text += String(repeating: " ", count: gap) }
            place = end
        }
        return text.trimmedEnd
    }

    /// `--- objects ---` over a span of columns.
    private static func ruled(_ title: String, _ span: Int) -> String {
        let width = VisibleText.width(title)
        let dashes = span - width - 2
        if dashes < 2 { return String(repeating: " ", count: max(0, span - width)) + Shortening.shortened(title, to: span) }
        return String(repeating: "-", count: dashes - dashes / 2) + " " + title + " " + String(repeating: "-", count: dashes / 2)
    }
}

extension String {
    /// The text without the spaces at its end.
    var trimmedEnd: String {
        guard hasSuffix(" ") else { return self }
        var end = unicodeScalars.endIndex
        while end > unicodeScalars.startIndex, unicodeScalars[unicodeScalars.index(before: end)] == " " {
            end = unicodeScalars.index(before: end)
        }
        return String(unicodeScalars[..<end])
    }
}
