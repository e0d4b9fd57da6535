import RawMemory

extension ResultTable {
    func page(_ report: Report) -> Page {
        Page(name: kind.rawValue, title: "\(report.tool.name): \(kind.rawValue)", blocks: columns.isEmpty ? [] : [.table(table)])
    }

    private var table: PageTable {
        let columns = columns.indices.map { column in
            let cells = rows.map { column < $0.count ? $0[column] : .null }
            // A column of nothing but numbers is aligned like one.
            let isNumber = cells.allSatisfy(\.isNumberOrNull) && cells.contains { $0 != .null }
            return PageTable.Column(
                title: self.columns[column], isNumber: isNumber, rank: column,
                isFlexible: !isNumber && !(kind.isOfSentences && column == 0), leastWidth: kind.isOfSentences ? 13 : 20,
                wraps: !isNumber && kind.isOfSentences)
        }
        var table = PageTable("rows", columns, rows: Array(rows.indices)) { row in
            columns.indices.map { column in
                let cell = column < rows[row].count ? rows[row][column] : .null
                return cell.pageCell
            }
        }
        table.titlesAreNames = true
        table.missingColumns = .ofQuery
        return table
    }
}

extension ResultTable.Kind {
    /// The texts of a query may be anything.
    fileprivate var isOfSentences: Bool {
        switch self {
        case .metrics, .rules, .trust: true
        case .sql, .names, .floors, .lines: false
        }
    }
}

extension ResultTable.Cell {
    fileprivate var isNumberOrNull: Bool {
        switch self {
        case .null, .integer, .amount, .real: true
        case .text, .blob: false
        }
    }

    fileprivate var pageCell: PageCell {
        switch self {
        case .null: .empty
        case .integer(let value): PageCell(.literal(String(value)))
        case .amount(let value, let unit): PageCell(.number(Int128(value), unit))
        case .real(let value): PageCell(.literal("\(value)"))
        case .text(let text): PageCell(.literal(text))
        case .blob(let bytes): PageCell(.literal(bytes.hexadecimal))
        }
    }
}
