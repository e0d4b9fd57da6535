import SnapshotModel

/// The sums of a section of one snapshot in a line, from its declaration.
struct SectionSums {
    private let shown: ShownTable
    private let numbers: NumberText

    init(_ shown: ShownTable, _ numbers: NumberText) {
        self.shown = shown
        self.numbers = numbers
    }

    private var info: SectionInfo { shown.table.info }

    /// `285 types, 40,991 objects, 5.29 MB`, `78 modules (60 dynamic), size 40.0 MB`; the balance of a section that has one.
    var headline: String {
        if !info.isTotalled { return "\(NumberText.grouped(Int128(shown.table.rowCount))) \(VisibleText.brief(info.rowNoun))" }
        if let balance = info.balance, let text = text(balance) { return text }
        let section = VisibleText.brief(info.rowNoun)
        let unit = shown.leadingCount.map { info.columns[$0].unit }
        guard let unit, unit.name != section else { return text(noun: " " + section) }
        let noun = unit == .none || unit == .rows ? shown.leadingCount.map { heading($0) } ?? "" : unit.name
        let rows = shown.table.rowCount == 1 && section.hasSuffix("s") ? String(section.dropLast()) : section
        return "\(NumberText.grouped(Int128(shown.table.rowCount))) \(rows), \(text(noun: " " + noun))"
    }

    /// `78 (60 dynamic), size 40.0 MB`: how many, their flags, and the sums of the measures of bytes.
    func text(noun: String = "") -> String {
        let count = shown.leadingCount.flatMap { shown.sum($0) } ?? Int128(shown.table.rowCount)
        let noun = count == 1 && noun.hasSuffix("s") ? String(noun.dropLast()) : noun
        var text = numbers.value(count, shown.leadingCount.map { info.columns[$0].unit } ?? .rows) + noun + flags
        for column in info.columns.indices where info.columns[column].isSummed && info.columns[column].unit == .bytes {
            // Shares of the first one (generations) are in the table.
            guard let sum = shown.sum(column), column == shown.leadingSize || info.columns.count < 10 else { continue }
            let name = info.columns[column].name == "bytes" ? "" : heading(column) + " "
            text += ", \(name)\(numbers.phrase(sum, .bytes))"
        }
        return text
    }

    /// `committed 13.0 MB = object bytes 5.10 MB + free 510 kB + contexts 10.8 kB + unused 7.39 MB`.
    /// `nil` when an input does not give the total.
    private func text(_ balance: SectionInfo.Balance) -> String? {
        func part(_ name: String, isAlwaysShown: Bool) -> String? {
            guard let column = info.position(name), let sum = shown.sum(column), sum != 0 || isAlwaysShown else { return nil }
            return "\(heading(column)) \(numbers.phrase(sum, .bytes))"
        }
        let parts = balance.parts.enumerated().compactMap { place, name in part(name, isAlwaysShown: place == 0) }
        return part(balance.total, isAlwaysShown: true).map { total in
            parts.isEmpty ? total : "\(total) = \(parts.joined(separator: " + "))"
        }
    }

    /// ` (60 dynamic)`.
    private var flags: String {
        let columns = info.columns
        let parts = columns.indices.filter { columns[$0].type == .flag && columns[$0].role == .attribute }.compactMap { column -> String? in
            let marked = (0..<shown.table.rowCount).filter { shown.table.word(column, $0) == 1 }
            let number = shown.leadingCount.flatMap { shown.sum($0, marked) } ?? Int128(marked.count)
            return number > 0 ? "\(numbers.value(number, .rows)) \(heading(column))" : nil
        }
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    private func heading(_ column: Int) -> String { VisibleText.brief(info.columns[column].heading) }
}

extension SectionInfo {
    /// The plural of its rows: what they count, or the section's name.
    var rowNoun: String { rowUnit == .rows ? name : rowUnit.noun ?? name }
}
