import Growth
import SnapshotModel

/// What became of a section as a whole, in one line.
struct Movement {
    private let numbers: NumberText

    init(_ numbers: NumberText) { self.numbers = numbers }

    /// `13 -> 78 (+65, +500%), size 21.1 MB -> 40.0 MB (+18.9 MB, +90%); r2bjp#: +60 dynamic (r2bjp0, r2bjp1, …); 5 others`.
    func text(_ table: SectionDiff) -> String {
        let count = table.measures[table.leadingCount].info
        var text = step(table.sum(table.leadingCount), count.unit)
        if let size = table.leadingSize {
            let info = table.measures[size].info
            let change = table.sum(size)
            text += ", \(words(info.name)) \(step(change, info.unit))"
        }
        let groups = table.growingGroups
        let named = groups.prefix(2).filter { $0.rows.count > 1 || $0.count > 1 || groups.count == 1 }
        for group in named {
            let examples = group.rows.count > 1 ? " (" + group.rows.prefix(2).map { name(table, $0) }.joined(separator: ", ") + ", …)" : ""
            text += "; \(label(group.pattern)): +\(numbers.value(group.count, .none))\(flags(group.flags))\(examples)"
        }
        let others = groups.dropFirst(named.count)
        if !others.isEmpty {
            let names = others.prefix(2).compactMap(\.rows.first).map { name(table, $0) }.joined(separator: ", ")
            text +=
                "; \(named.isEmpty ? "" : "also ")\(names)\(others.count > 2 ? " and \(NumberText.grouped(Int128(others.count - 2))) others" : "")"
        }
        return text
    }

    /// `12 -> 412 threads (+400, +3,333%)`.
    func step(_ change: Change, _ unit: Unit) -> String {
        guard let before = change.before, let after = change.after, let delta = change.delta else { return "unknown" }
        if delta == 0 { return numbers.phrase(after, unit) }
        let percent = numbers.percent(change)
        return
            "\(numbers.value(before, unit)) -> \(numbers.phrase(after, unit)) (\(numbers.signed(delta, unit))\(percent.isEmpty ? "" : ", " + percent))"
    }

    private func flags(_ names: [String]) -> String { names.map { " " + words($0) }.joined() }
    private func words(_ name: String) -> String { VisibleText.brief(name.split(separator: "_").joined(separator: " ")) }
    private func label(_ name: String) -> String { name.isEmpty ? "(no name)" : Shortening.shortened(VisibleText.brief(name), to: 40) }

    private func name(_ table: SectionDiff, _ row: Int) -> String {
        table.aligned.keys.first { $0.info.type == .text }.map { label(table.aligned.text($0.words[row] ?? .max)) } ?? ""
    }
}

extension SnapshotDiff {
    /// The first section compared row by row: types, wherever an input has them.
    var main: SectionDiff? { tables.first { !$0.aligned.keys.isEmpty } ?? tables.first }
}
