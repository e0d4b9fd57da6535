import Growth
import RawMemory
import SnapshotModel

extension SnapReport {
    func lines(_ options: ReportOptions) -> [String] {
        let numbers = NumberText(exact: options.exact)
        let known = snapshots.count { $0.isKnown }
        var parts = ["\(snapshots.count - known) taken"]
        if known > 0 { parts.append("\(known) known already") }
        if !failed.isEmpty { parts.append("\(failed.count) failed") }
        var lines = Paragraph.lines(parts.joined(separator: ", ") + ".", width: options.width)
        if !snapshots.isEmpty {
            func column(_ title: String, isNumber: Bool = false, rank: Int = 0, isFlexible: Bool = false, _ text: (Taken) -> String)
                -> TextTable.Column
            {
                TextTable.Column(
                    title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible,
                    cells: snapshots.map { TextTable.Cell(VisibleText.brief(text($0))) })
            }
            func number(_ value: UInt64?, _ unit: Unit) -> String { value.map { numbers.value(Int128($0), unit) } ?? "?" }
            let table = TextTable([
                column("ID", isNumber: true) { "@\($0.id)" }, column("SERIES", rank: 2) { $0.series ?? "" },
                column("OBJECTS", isNumber: true, rank: 1) { number($0.totals.objects, .objects) },
                column("BYTES", isNumber: true) { number($0.totals.bytes, .bytes) }, column("TRUST", rank: 3) { $0.trust.level.rawValue },
                column("", rank: 4) { $0.isKnown ? "known" : "" }, column("FILE", isFlexible: true) { $0.path },
            ])
            lines += table.lines(width: options.width, color: options.color).lines
        }
        for taken in snapshots where taken.trust.level < .exact {
            lines += trustLine(taken.trust, of: "@\(taken.id)", width: options.width)
        }
        for failed in failed {
            lines += Paragraph.labelled("failed", VisibleText.brief("\(failed.path): \(failed.message)"), width: options.width)
        }
        return lines
    }
}

extension ListReport {
    func lines(_ options: ReportOptions) -> [String] {
        if snapshots.isEmpty { return Paragraph.lines(nothing, width: options.width) }
        let fitting = max(5, options.height - 2)
        let (table, hidden) = table(NumberText(exact: options.exact), most: options.all ? .max : max(0, options.top ?? fitting))
        let lines = table.lines(width: options.width, color: options.color).lines
        return hidden == 0
            ? lines
            : lines + Paragraph.lines("(other snapshots: \(NumberText.grouped(Int128(hidden))); --all shows them)", width: options.width)
    }

    /// The first snapshots as a table, and how many are left.
    func table(_ numbers: NumberText, most: Int) -> (table: TextTable, hidden: Int) {
        let shown = Array(snapshots.prefix(max(0, most)))
        func column(
            _ title: String, isNumber: Bool = false, rank: Int = 0, isFlexible: Bool = false, _ text: (ListedSnapshot) -> String
        ) -> TextTable.Column {
            TextTable.Column(
                title: title, isNumber: isNumber, rank: rank, isFlexible: isFlexible,
                cells: shown.map { TextTable.Cell(VisibleText.brief(text($0))) })
        }
        func number(_ value: UInt64?, _ unit: Unit) -> String { value.map { numbers.value(Int128($0), unit) } ?? "?" }
        let baselines = shown.contains { !$0.baselines.isEmpty }
        let table = TextTable(
            [
                column("ID", isNumber: true) { "@\($0.id)" }, column("SERIES", isFlexible: true) { $0.series ?? "" },
                column("TIME") { TimeText.iso8601($0.time) ?? "" }, column("PROCESS", rank: 2, isFlexible: true, \.process),
                column("RUNTIME", rank: 4, isFlexible: true, \.runtime), column("TRUST", rank: 5) { $0.trust.rawValue },
                column("OBJECTS", isNumber: true, rank: 1) { number($0.objects, .objects) },
                column("BYTES", isNumber: true) { number($0.bytes, .bytes) }, column("LABELS", rank: 3, isFlexible: true, \.labelText),
            ] + (baselines ? [column("BASELINES", rank: 2, isFlexible: true) { $0.baselines.joined(separator: " ") }] : []))
        return (table, snapshots.count - shown.count)
    }
}

extension ResultTable {
    func lines(_ options: ReportOptions) -> [String] {
        if columns.isEmpty { return [] }
        let columns = columns.indices.map { column in
            let cells = rows.map { column < $0.count ? $0[column] : .null }
            // A column of nothing but numbers is aligned like one.
            let isNumber = cells.allSatisfy(\.isNumberOrNull) && cells.contains { $0 != .null }
            return TextTable.Column(
                title: VisibleText.brief(self.columns[column]), isNumber: isNumber, rank: column, isFlexible: !isNumber,
                cells: cells.map { TextTable.Cell(VisibleText.brief($0.plainText)) })
        }
        let (lines, dropped) = TextTable(columns).lines(width: options.width, color: options.color)
        if dropped.isEmpty { return lines }
        return lines
            + Paragraph.lines("No room for \(dropped.joined(separator: ", ")) (--format csv has all).", width: options.width, most: 2)
    }
}

extension ResultTable.Cell {
    fileprivate var isNumberOrNull: Bool {
        switch self {
        case .null, .integer, .real: true
        case .text, .blob: false
        }
    }

    fileprivate var plainText: String {
        switch self {
        case .null: ""
        case .integer(let value): String(value)
        case .real(let value): "\(value)"
        case .text(let text): text
        case .blob(let bytes): bytes.hexadecimal
        }
    }
}
