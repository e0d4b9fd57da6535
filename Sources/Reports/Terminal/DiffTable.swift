import Growth
import SnapshotModel

/// Rows of one section before and after as a `TextTable`: the leading count, the leading bytes, the percentage; then the rows that are
/// not shown as one line and the total as the last, so that every column adds up.
struct DiffTable {
    private let table: SectionDiff
    private let numbers: NumberText
    private let shown: [Int]
    private let hidden: [Int]
    private let steps: Int

    init(_ table: SectionDiff, _ numbers: NumberText, shown: [Int], hidden: [Int], steps: Int) {
        self.table = table
        self.numbers = numbers
        self.shown = shown
        self.hidden = hidden
        self.steps = steps
    }

    /// The title of a column that goes first when room is short.
    static let before = "BEFORE"

    /// The lines of the table after its headings.
    private enum Line {
        case row(Int)
        case hidden
        case total
    }

    private var rows: [Line] { shown.map { .row($0) } + (hidden.isEmpty ? [] : [.hidden]) + [.total] }

    private func change(_ measure: Int, _ line: Line) -> Change {
        switch line {
        case .row(let row): table.change(measure, row)
        case .hidden: table.sum(measure, hidden)
        case .total: table.sum(measure)
        }
    }

    private func status(_ line: Line) -> RowStatus? { if case .row(let row) = line { table.statuses[row] } else { nil } }

    var text: TextTable {
        var columns = nameColumns
        let measures = [table.leadingCount] + (table.leadingSize.map { [$0] } ?? [])
        for measure in measures { columns += measureColumns(measure) }
        columns.append(percentColumn(of: table.leadingSize ?? table.leadingCount))
        if let grown = table.stepsGrown {
            columns.append(
                TextTable.Column(
                    title: "STEPS", rank: 1,
                    cells: rows.map { line in
                        if case .row(let row) = line { TextTable.Cell("\(grown[row])/\(steps)") } else { TextTable.Cell("") }
                    }))
        }
        return TextTable(columns)
    }

    private func measureColumns(_ measure: Int) -> [TextTable.Column] {
        let info = table.measures[measure].info
        let unit = info.unit
        let group = info.unit == .rows || info.unit == .none ? info.name : info.unit.name
        func column(_ title: String, rank: Int, _ cell: (Change, Line) -> TextTable.Cell) -> TextTable.Column {
            TextTable.Column(
                title: title, group: VisibleText.brief(group), rank: rank, cells: rows.map { cell(change(measure, $0), $0) })
        }
        func plain(_ value: Int128?) -> TextTable.Cell { TextTable.Cell(value.map { numbers.value($0, unit) } ?? "?") }
        return [
            // What did not exist has no number.
            column(DiffTable.before, rank: 3) { status($1) == .added ? TextTable.Cell("-") : plain($0.before) },
            column("AFTER", rank: 2) { status($1) == .removed ? TextTable.Cell("-") : plain($0.after) },
            column("DELTA", rank: 0) { change, _ in
                TextTable.Cell(change.delta.map { numbers.signed($0, unit) } ?? "?", Tone(change.delta))
            },
        ]
    }

    private func percentColumn(of measure: Int) -> TextTable.Column {
        TextTable.Column(
            title: "%",
            cells: rows.map { line in
                let change = change(measure, line)
                switch status(line) {
                case .added: return TextTable.Cell("new", .grew)
                case .removed: return TextTable.Cell("gone", .shrank)
                default: return TextTable.Cell(numbers.percent(change), Tone(change.delta))
                }
            })
    }

    // MARK: Names

    private var nameColumns: [TextTable.Column] {
        let names = RowNames(table.aligned.keys.map(\.info), shown.count) { key, place in
            let column = table.aligned.keys[key]
            return column.words[shown[place]].map { column.info.plainText($0, table.aligned.texts) } ?? ""
        }
        return names.columns(section: table.section, hidden: hidden.count)
    }
}

/// The names of rows from their keys: the first text key, and beside it the others where the line is wide enough. Where two rows have the
/// same first key the others are named in any case.
struct RowNames {
    private let keys: [ColumnInfo]
    private let names: [String]
    private let others: [(title: String, texts: [String])]

    init(_ keys: [ColumnInfo], _ rowCount: Int, _ text: (_ key: Int, _ place: Int) -> String) {
        self.keys = keys
        let first = keys.firstIndex { $0.type == .text } ?? keys.indices.first
        let rest = keys.indices.filter { $0 != first }
        let plain = (0..<rowCount).map { place in first.map { VisibleText.brief(text($0, place)) } ?? "" }
        others = rest.map { key in (keys[key].name, (0..<rowCount).map { VisibleText.brief(text(key, $0)) }) }
        var seen: [String: Int] = [:]
        for name in plain { seen[name, default: 0] += 1 }
        let otherTexts = others.map(\.texts)
        names = plain.enumerated().map { place, name in
            let shown = name.isEmpty ? "(no name)" : name
            guard (seen[name] ?? 0) > 1, !rest.isEmpty else { return shown }
            return "\(shown) [\(otherTexts.map { $0[place] }.filter { !$0.isEmpty }.joined(separator: ", "))]"
        }
    }

    /// Cells for the rows, then for the remainder (when there is one) and the total.
    func columns(section: String, hidden: Int) -> [TextTable.Column] {
        let section = VisibleText.brief(section)
        let ends = (hidden > 0 ? ["(other \(section): \(NumberText.grouped(Int128(hidden))))"] : []) + ["total"]
        let title = keys.isEmpty ? "" : section.uppercased()
        var columns = [
            TextTable.Column(
                title: title, isNumber: false, isFlexible: true,
                cells: names.map { TextTable.Cell($0) } + ends.map { TextTable.Cell($0, .heading) })
        ]
        for other in others where other.texts.contains(where: { !$0.isEmpty }) {
            columns.append(
                TextTable.Column(
                    title: VisibleText.brief(other.title).uppercased(), isNumber: false, rank: TextTable.luxury, isFlexible: true,
                    cells: other.texts.map { TextTable.Cell($0, .faint) } + ends.map { _ in TextTable.Cell("") }))
        }
        return columns
    }
}

extension ColumnInfo {
    /// A key or attribute as text: numbers that identify have no separators.
    func plainText(_ word: UInt64, _ texts: [String]) -> String {
        switch type {
        case .integer: String(word)
        case .optionalInteger: UInt64?(word: word, texts).map { String($0) } ?? ""
        case .text: String(word: word, texts)
        case .flag: word != 0 ? "yes" : ""
        }
    }
}
