import Growth
import SnapshotModel

/// The rows of a section of one snapshot as a table, from the section's declaration.
struct SectionTable {
    private let shown: ShownTable
    private let numbers: NumberText
    private let keys: [Int]
    private let rowKeys: RowKeys
    private let columns: [Column]
    /// All columns, or the leading measures only.
    private let isWhole: Bool
    private let isCut: Bool

    private enum Column {
        case measure(Int, rank: Int)
        /// A measure as a share of its sum.
        case share(Int)
        case attribute(Int)
    }

    /// `isCut`: whether rows are missing that no row stands for.
    init(_ shown: ShownTable, _ numbers: NumberText, isWhole: Bool, isCut: Bool = false) {
        self.shown = shown
        self.isCut = isCut
        self.numbers = numbers
        self.isWhole = isWhole
        let info = shown.table.info
        let table = shown.table
        keys = info.positions(.key).filter { !table.isAbsent($0) }
        rowKeys = RowKeys(keys.map { info.columns[$0] })
        let leading = [shown.leadingCount, shown.leadingSize].compactMap(\.self)
        var columns = leading.map { Column.measure($0, rank: 0) }
        let size = info.isOrderedByCount ? nil : shown.leadingSize
        if info.isTotalled, let share = size ?? shown.leadingCount { columns.append(.share(share)) }
        if isWhole {
            let others = info.columns.indices.filter { column in
                info.columns[column].isSummed && !table.isAbsent(column) && !leading.contains(column)
            }
            // A measure that is 0 in every row needs no column.
            for (place, column) in others.filter({ shown.sum($0) != 0 }).enumerated() {
                columns.append(.measure(column, rank: info.columns[column].importance.rank(place)))
            }
            for column in info.positions(.attribute)
            where !info.columns[column].isHidden && !table.isAbsent(column) && SectionTable.hasText(column, table) {
                columns.append(.attribute(column))
            }
        }
        self.columns = columns
    }

    /// Whether any row has a text in the column. Numbers and flags always say something.
    private static func hasText(_ column: Int, _ table: Table) -> Bool {
        table.info.columns[column].type != .text || (0..<table.rowCount).contains { !table.text(column, $0).isEmpty }
    }

    private var info: SectionInfo { shown.table.info }

    var table: PageTable {
        let totals = columns.map { column -> Int128? in
            switch column {
            case .measure(let column, _), .share(let column): shown.sum(column)
            case .attribute: nil
            }
        }
        var page = PageTable(info.name, rowKeys.columns(section: info.name) + columns.map(title), rows: shown.ordered) { row in
            rowKeys.cells { text(keys[$0], row) } + zip(columns, totals).map { cell($0, row, total: $1) }
        }
        page.room = .filling(least: 5)
        page.hasQualifierColumns = true
        if !info.isTotalled {
            page.remainder = PageTable.Remainder()
            return page
        }
        page.sums = PageTable.Sums(
            hidden: { rows in
                let hidden = shown.rows(without: rows)
                return (
                    hidden.count,
                    rowKeys.hidden(hidden.count, section: info.rowNoun) + zip(columns, totals).map { sum($0, hidden, total: $1) }
                )
            }, total: (isCut ? rowKeys.listed : rowKeys.total) + zip(columns, totals).map { sum($0, nil, total: $1) })
        return page
    }

    private func title(_ column: Column) -> PageTable.Column {
        switch column {
        case .measure(let column, let rank): return PageTable.Column(title: info.columns[column].heading, rank: rank)
        case .share: return PageTable.Column(title: "%", rank: 1)
        case .attribute(let column):
            let type = info.columns[column].type
            return PageTable.Column(
                title: info.columns[column].heading, isNumber: type != .text && type != .flag,
                rank: info.columns[column].importance.rank(column), isFlexible: type == .text)
        }
    }

    private func cell(_ column: Column, _ row: Int, total: Int128?) -> PageCell {
        switch column {
        case .measure(let column, _):
            PageCell(.number(shown.table.word(column, row).map { Int128($0) }, info.columns[column].unit))
        case .share(let column): share(shown.table.word(column, row).map { Int128($0) }, of: total)
        case .attribute(let column): PageCell(attribute(column, row))
        }
    }

    /// Numbers with a unit are no identifiers.
    private func attribute(_ column: Int, _ row: Int) -> PageCell.Value {
        let info = info.columns[column]
        guard info.unit != .none, let word = shown.table.word(column, row) else { return .literal(text(column, row)) }
        switch info.type {
        case .integer: return .number(Int128(word), info.unit)
        case .optionalInteger: return UInt64?(word: word, shown.table.texts).map { .number(Int128($0), info.unit) } ?? .empty
        case .text, .flag: return .literal(text(column, row))
        }
    }

    private func number(_ column: Int, _ word: UInt64) -> Int128? {
        info.columns[column].type == .optionalInteger ? UInt64?(word: word, []).map { Int128($0) } : Int128(word)
    }

    /// The sum over some rows, or over all.
    private func sum(_ column: Column, _ rows: [Int]?, total: Int128?) -> PageCell {
        switch column {
        case .measure(let column, _):
            PageCell(.number(rows.map { shown.sum(column, $0) } ?? total, info.columns[column].unit))
        case .share(let column): share(rows.map { shown.sum(column, $0) } ?? total, of: total)
        case .attribute: .empty
        }
    }

    private func share(_ value: Int128?, of total: Int128?) -> PageCell {
        guard let value, let total, total > 0 else { return .empty }
        return PageCell(.share(Double(value) / Double(total)))
    }

    private func text(_ column: Int, _ row: Int) -> String {
        shown.table.word(column, row).map { info.columns[column].plainText($0, shown.table.texts) } ?? ""
    }
}

extension ColumnInfo.Importance {
    /// The rank of a column. Details go one by one, the last of them first; `place` is the column's position among them.
    fileprivate func rank(_ place: Int) -> Int {
        switch self {
        case .essential: 0
        case .useful: 2
        case .detail: PageTable.spareRank + 1 + min(place, 70)
        case .spare: 90
        }
    }
}
