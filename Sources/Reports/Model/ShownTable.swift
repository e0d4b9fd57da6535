import Growth
import SnapshotModel

/// One section of one snapshot with its rows in the order asked for.
struct ShownTable {
    let table: Table
    /// Rows that the filter accepts, the largest first.
    let ordered: [Int]
    /// Columns of the leading measures: the first of bytes and the first of something counted.
    let leadingSize: Int?
    let leadingCount: Int?

    init(_ table: Table, _ sort: RowSort, _ filter: NameFilter?) {
        self.table = table
        let columns = table.info.columns
        func firstMeasure(_ isWanted: (ColumnInfo) -> Bool) -> Int? {
            columns.indices.first {
                columns[$0].role == .measure && columns[$0].type == .integer && !table.isAbsent($0) && isWanted(columns[$0])
            }
        }
        let size =
            table.info.bar.flatMap { bar in firstMeasure { $0.unit == .bytes && $0.name == bar.measure } }
            ?? firstMeasure { $0.unit == .bytes }
        let count = firstMeasure { $0.unit != .bytes }
        let name = columns.nameColumn.flatMap { table.isAbsent($0) ? nil : $0 }
        let accepted = (0..<table.rowCount).filter { row in
            guard let filter, let name else { return true }
            return filter.accepts(table.text(name, row))
        }
        leadingSize = size
        leadingCount = count
        func word(_ column: Int?, _ row: Int) -> UInt64 { column.flatMap { table.word($0, row) } ?? 0 }
        // The table's own order, by its keys, decides between equal rows.
        let isByCount = sort == .count || sort == .bytes && table.info.isOrderedByCount
        let (primary, secondary) = isByCount ? (count, size) : (size, count)
        // Of counters of several kinds the largest number says nothing.
        ordered =
            sort == .name || sort == .bytes && !table.info.isTotalled
            ? accepted
            : accepted.sorted { a, b in
                let (x, y) = (word(primary, a), word(primary, b))
                if x != y { return x > y }
                let (v, w) = (word(secondary, a), word(secondary, b))
                return v != w ? v > w : a < b
            }
    }

    /// Rows to show and the rest; together every row of the table.
    func split(top: Int?) -> (shown: [Int], hidden: [Int]) {
        let shown = Array(ordered.prefix(max(0, top ?? .max)))
        return (shown, rows(without: shown))
    }

    /// Every other row, in the table's own order.
    func rows(without shown: [Int]) -> [Int] {
        var isShown = [Bool](repeating: false, count: table.rowCount)
        for row in shown { isShown[row] = true }
        return (0..<table.rowCount).filter { !isShown[$0] }
    }

    /// The sum of a column's cells over some rows; `nil` when the column is absent.
    func sum(_ column: Int, _ rows: some Sequence<Int>) -> Int128? {
        guard let words = table.columns[column] else { return nil }
        return rows.reduce(0) { $0 + Int128(words[$1]) }
    }

    func sum(_ column: Int) -> Int128? { sum(column, 0..<table.rowCount) }
}

extension ColumnInfo {
    /// A measure whose words are numbers.
    var isSummed: Bool { role == .measure && type == .integer }
}
