import Growth
import SnapshotModel

/// The change of a whole section in one line.
struct SectionChangeText {
    private let numbers: NumberText

    init(_ numbers: NumberText) { self.numbers = numbers }

    /// `13 -> 78 (+65, +500%), size 21.1 MB -> 40.0 MB (+18.9 MB, +90%); r2bjp#: +60 dynamic (r2bjp0, r2bjp1, …); 5 others`.
    func text(_ table: SectionDiff) -> String {
        var text = step(table.sum(table.leadingCount), table.measures[table.leadingCount].info.unit)
        if let size = table.leadingSize {
            let info = table.measures[size].info
            text += ", \(VisibleText.brief(info.heading)) \(step(table.sum(size), info.unit))"
        }
        let groups = table.growingGroups
        let named = groups.prefix(2).filter { $0.rows.count > 1 || $0.count > 1 || groups.count == 1 }
        for group in named { text += "; \(self.text(group, table))" }
        let others = groups.dropFirst(named.count)
        if !others.isEmpty {
            let names = others.prefix(2).compactMap(\.rows.first).map { name(table, $0) }.joined(separator: ", ")
            let more = others.count > 2 ? " and \(NumberText.grouped(Int128(others.count - 2))) others" : ""
            text += "; \(named.isEmpty ? "" : "also ")\(names)\(more)"
        }
        return text
    }

    /// `12 -> 412 threads (+400, +3,333%)`.
    func step(_ change: Change, _ unit: Unit) -> String {
        guard let before = change.before, let after = change.after, let delta = change.delta else { return "unknown" }
        if delta == 0 { return numbers.phrase(after, unit) }
        let percent = numbers.percent(change)
        let difference = numbers.signed(delta, unit) + (percent.isEmpty ? "" : ", " + percent)
        return "\(numbers.value(before, unit)) -> \(numbers.phrase(after, unit)) (\(difference))"
    }

    /// `r2bjp#: +60 dynamic (r2bjp0, r2bjp1, …)`.
    private func text(_ group: NameGroup, _ table: SectionDiff) -> String {
        let flags = group.flags.map { flag in
            " " + VisibleText.brief(table.aligned.attributes.first { $0.info.name == flag }?.info.heading ?? flag)
        }
        // Rows that differ in another key have one name.
        let names = Set(group.rows.prefix(2).map { name(table, $0) })
        let examples = names.count > 1 ? " (" + group.rows.prefix(2).map { name(table, $0) }.joined(separator: ", ") + ", …)" : ""
        return "\(short(group.pattern)): +\(numbers.value(group.count, .none))\(flags.joined())\(examples)"
    }

    private func short(_ name: String) -> String { name.isEmpty ? "(no name)" : Shortening.visible(name, to: 40) }

    private func name(_ table: SectionDiff, _ row: Int) -> String {
        table.aligned.keys.first { $0.info.type == .text }.map { short(table.aligned.text($0.words[row] ?? .max)) } ?? ""
    }
}
