/// The rows of a section as typed columns of 64-bit words. Codec, JSON, CSV, diff and metrics work on tables and know no section by name.
///
/// A table is in canonical form: texts are unique and in bytewise order, rows are sorted by keys, then measures, then attributes. Equal
/// content therefore has equal words, in whatever order the workers of a reader found the rows.
package struct Table: Equatable, Sendable {
    package let info: SectionInfo
    package let rowCount: Int
    /// One array for each declared column, in declared order; `nil` when this input cannot give the column.
    package let columns: [[UInt64]?]
    /// The texts that the words of text columns index.
    package let texts: [String]

    /// Makes a table from rows. `absent` names the columns that this input cannot give.
    package init<Row: SectionRow>(_ rows: [Row], absent: Set<String> = []) {
        let section = Row.section
        var pool = TextPool()
        var columns = section.columns.map { absent.contains($0.info.name) ? nil : $0.words(rows, &pool) }
        let doubted = section.columns.indices.filter { Row.unknownIfZero.contains(section.columns[$0].info.name) }
        if doubted.allSatisfy({ columns[$0]?.allSatisfy { $0 == 0 } ?? true }) { for column in doubted { columns[column] = nil } }
        for column in section.columns.indices
        where section.columns[column].info.isOnRequest && columns[column]?.allSatisfy({ $0 == 0 }) ?? false { columns[column] = nil }
        self.init(info: section.info, rowCount: rows.count, columns: columns, texts: pool.texts)
    }

    /// Makes a table from columns and brings them into canonical form. Two preconditions, which a decoder checks first: every present
    /// column holds `rowCount` words, and every word of a text column is an index into `texts`.
    package init(info: SectionInfo, rowCount: Int, columns: [[UInt64]?], texts: [String]) {
        self.init(info, rowCount, columns, texts, isInOrder: false)
    }

    /// `isInOrder`: the texts are known to be in bytewise order, each of them once.
    private init(_ info: SectionInfo, _ rowCount: Int, _ columns: [[UInt64]?], _ texts: [String], isInOrder: Bool) {
        precondition(columns.count == info.columns.count && columns.allSatisfy { $0 == nil || $0?.count == rowCount })
        self.info = info
        self.rowCount = rowCount
        let (texts, columns) = Table.sortTexts(info, columns, texts, isInOrder: isInOrder)
        self.texts = texts
        self.columns = Table.sortRows(info, columns, rowCount)
    }

    /// The table as rows. Absent columns keep the initial value of the row.
    package func rows<Row: SectionRow>(as type: Row.Type = Row.self) -> [Row] {
        var rows = [Row](repeating: Row(), count: rowCount)
        for column in Row.section.columns {
            guard let position = info.position(column.info.name), let words = columns[position] else { continue }
            column.fill(&rows, words, texts)
        }
        return rows
    }

    /// The table without the columns that pages leave out, and without their texts.
    package var withoutHiddenColumns: Table {
        let kept = info.columns.indices.filter { !info.columns[$0].isHidden }
        if kept.count == info.columns.count { return self }
        var shown = info
        shown.columns = kept.map { info.columns[$0] }
        return Table(shown, rowCount, kept.map { columns[$0] }, texts, isInOrder: true)
    }

    // MARK: Cells

    package func isAbsent(_ column: Int) -> Bool { columns[column] == nil }
    /// Without the hidden ones, and those that have to be asked for.
    package var absentColumns: [String] {
        info.columns.indices.filter { isAbsent($0) && !info.columns[$0].isHidden && !info.columns[$0].isOnRequest }.map {
            info.columns[$0].name
        }
    }

    /// The word of a cell; `nil` when the column is absent.
    package func word(_ column: Int, _ row: Int) -> UInt64? { columns[column]?[row] }

    /// The text of a cell; empty when the column is absent or is not a text column. The type must be checked: a stored table declares its
    /// own columns, and a damaged one may declare `name` as a number.
    package func text(_ column: Int, _ row: Int) -> String {
        guard info.columns[column].type == .text, let words = columns[column] else { return "" }
        return texts[Int(words[row])]
    }

    /// The saturated sum of a measure over all rows or some of them; `nil` when the column is absent or the section does not have it.
    package func sum(_ column: String, rows: [Int]? = nil) -> UInt64? {
        guard let position = info.position(column), let words = columns[position] else { return nil }
        guard let rows else { return words.reduce(0, Table.saturatingSum) }
        return rows.reduce(0) { Table.saturatingSum($0, words[$1]) }
    }

    static func saturatingSum(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }

    // MARK: Canonical form

    private static func sortTexts(
        _ info: SectionInfo, _ columns: [[UInt64]?], _ texts: [String], isInOrder: Bool
    ) -> ([String], [[UInt64]?]) {
        var used = [Bool](repeating: false, count: texts.count)
        let textColumns = info.columns.indices.filter { info.columns[$0].type == .text }
        for column in textColumns { for word in columns[column] ?? [] { used[Int(word)] = true } }
        // Texts from a store are usually in order already, each of them once.
        let isInOrder = isInOrder || texts.indices.dropFirst().allSatisfy { bytewise(texts[$0 - 1], texts[$0]) }
        if isInOrder, !used.contains(false) { return (texts, columns) }
        let kept = texts.indices.filter { used[$0] }
        let order = isInOrder ? kept : kept.sorted { bytewise(texts[$0], texts[$1]) }
        var sorted: [String] = []
        sorted.reserveCapacity(order.count)
        var renumbered = [UInt64](repeating: 0, count: texts.count)
        for index in order {
            // Two spellings that Unicode treats as equal stay two names, as in the runtime.
            if isInOrder || (sorted.last.map { !bytewiseEqual($0, texts[index]) } ?? true) { sorted.append(texts[index]) }
            renumbered[index] = UInt64(sorted.count - 1)
        }
        var columns = columns
        for column in textColumns { columns[column] = columns[column]?.map { renumbered[Int($0)] } }
        return (sorted, columns)
    }

    private static func sortRows(_ info: SectionInfo, _ columns: [[UInt64]?], _ rowCount: Int) -> [[UInt64]?] {
        let significance = (info.positions(.key) + info.positions(.measure) + info.positions(.attribute)).compactMap { columns[$0] }
        func inOrder(_ a: Int, _ b: Int) -> Bool {
            for words in significance where words[a] != words[b] { return words[a] < words[b] }
            return false
        }
        var sorted = true
        for row in 1..<max(rowCount, 1) where inOrder(row, row - 1) {
            sorted = false
            break
        }
        if sorted { return columns }
        let order = (0..<rowCount).sorted(by: inOrder)
        return columns.map { words in words.map { words in order.map { words[$0] } } }
    }
}
