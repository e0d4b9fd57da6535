import Growth
import SnapshotModel

/// Rows of one section of one snapshot as a `TextTable`, from the declaration alone.
struct SectionTable {
    private let shown: ShownTable
    private let numbers: NumberText
    private let rows: [Int]
    private let hidden: [Int]
    /// All columns, or the leading measures only.
    private let isWhole: Bool

    init(_ shown: ShownTable, _ numbers: NumberText, rows: [Int], hidden: [Int], isWhole: Bool) {
        self.shown = shown
        self.numbers = numbers
        self.rows = rows
        self.hidden = hidden
        self.isWhole = isWhole
    }

    private var table: Table { shown.table }

    var text: TextTable {
        let keys = table.info.positions(.key).filter { !table.isAbsent($0) }
        let names = RowNames(keys.map { table.info.columns[$0] }, rows.count) { key, place in cellText(keys[key], rows[place]) }
        var columns = names.columns(section: table.info.name, hidden: hidden.count)
        let leading = [shown.leadingCount, shown.leadingSize].compactMap(\.self)
        for column in leading { columns.append(measureColumn(column, rank: 0)) }
        if let share = shown.leadingSize ?? shown.leadingCount { columns.append(shareColumn(share)) }
        guard isWhole else { return TextTable(columns) }
        let others = table.info.columns.indices.filter { column in
            table.info.columns[column].isSummed && !table.isAbsent(column) && !leading.contains(column)
        }
        // What is nowhere more than 0 needs no column.
        for (place, column) in others.filter({ shown.sum($0) != 0 }).enumerated() {
            columns.append(measureColumn(column, rank: 10 + min(place, 70)))
        }
        for column in table.info.positions(.attribute) where !table.isAbsent(column) && hasText(column) {
            columns.append(attributeColumn(column))
        }
        return TextTable(columns)
    }

    /// Whether any row has a text there; numbers and flags always say something.
    private func hasText(_ column: Int) -> Bool {
        table.info.columns[column].type != .text || (0..<table.rowCount).contains { !table.text(column, $0).isEmpty }
    }

    private func title(_ column: Int) -> String {
        VisibleText.brief(table.info.columns[column].name.split(separator: "_").joined(separator: " ")).uppercased()
    }

    private func measureColumn(_ column: Int, rank: Int) -> TextTable.Column {
        let unit = table.info.columns[column].unit
        func cell(_ value: Int128?) -> TextTable.Cell { TextTable.Cell(value.map { numbers.value($0, unit) } ?? "?") }
        let ends = (hidden.isEmpty ? [] : [cell(shown.sum(column, hidden))]) + [cell(shown.sum(column))]
        return TextTable.Column(
            title: title(column), rank: rank, cells: rows.map { cell(table.word(column, $0).map { Int128($0) }) } + ends)
    }

    /// Percent of the total.
    private func shareColumn(_ column: Int) -> TextTable.Column {
        let total = shown.sum(column) ?? 0
        func cell(_ value: Int128?) -> TextTable.Cell {
            TextTable.Cell(total > 0 ? value.map { NumberText.percent(Double($0) / Double(total)) } ?? "" : "")
        }
        let ends = (hidden.isEmpty ? [] : [cell(shown.sum(column, hidden))]) + [cell(shown.sum(column))]
        return TextTable.Column(title: "%", rank: 1, cells: rows.map { cell(table.word(column, $0).map { Int128($0) }) } + ends)
    }

    private func attributeColumn(_ column: Int) -> TextTable.Column {
        let type = table.info.columns[column].type
        return TextTable.Column(
            title: title(column), isNumber: type != .text && type != .flag, rank: type == .integer ? 90 : 2, isFlexible: type == .text,
            cells: rows.map { TextTable.Cell(VisibleText.brief(cellText(column, $0))) })
    }

    private func cellText(_ column: Int, _ row: Int) -> String {
        table.word(column, row).map { table.info.columns[column].plainText($0, table.texts) } ?? ""
    }
}
