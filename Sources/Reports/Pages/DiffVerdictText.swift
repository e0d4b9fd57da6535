import Growth
import SnapshotModel

/// The verdict of a comparison as one plain sentence for any data, and a second one that says where most of the growth is.
struct DiffVerdictText {
    private let report: DiffReport
    private let numbers: NumberText
    private let main: SectionDiff?

    init(_ report: DiffReport, _ numbers: NumberText) {
        self.report = report
        self.numbers = numbers
        main = report.diff.main
    }

    private var diff: SnapshotDiff { report.diff }

    private var subject: String {
        Shortening.visible([report.after.capture.process, report.before.capture.process].first { !$0.isEmpty } ?? "the process", to: 40)
    }

    var role: PageRole {
        switch diff.verdict {
        case .grew: .bad
        case .shrank: .good
        case .steady, .identical, .inconclusive: .heading
        }
    }

    var sentence: String {
        let moved = diff.movedTotals
        let (up, down) = (moved.filter { ($0.change.delta ?? 0) > 0 }, moved.filter { ($0.change.delta ?? 0) < 0 })
        let over = diff.steps > 1 ? " over \(diff.steps) steps" : ""
        switch diff.verdict {
        case .grew:
            let meanwhile = down.isEmpty ? "" : "; meanwhile \(phrases(down))"
            return "\(subject) grew\(over): \(phrases(up))\(everyStep(up))\(meanwhile)."
        case .shrank: return "\(subject) shrank\(over): \(phrases(down))."
        case .steady:
            let topic = diff.totals.first?.metric.total?.topic
            let small = diff.totals.filter { $0.decides && $0.metric.total?.topic == topic && $0.change.delta != nil }
            let reason = "no total changed by \(VisibleText.brief(diff.minChange.text))"
            return "\(subject) is steady\(over): \(small.isEmpty ? "" : phrases(small) + ", ")\(reason)."
        case .identical: return "\(subject) is identical\(over): nothing moved at all."
        case .inconclusive: return "No verdict on \(subject): the snapshots have no total in common."
        }
    }

    /// By topic, counts before bytes. Among topics with equal precedence the one with the largest relative change comes first.
    private func phrases(_ totals: [TotalChange]) -> String {
        var topics: [(name: String, totals: [TotalChange])] = []
        for total in totals {
            let name = total.metric.total?.topic ?? ""
            if let place = topics.firstIndex(where: { $0.name == name }) {
                topics[place].totals.append(total)
            } else {
                topics.append((name, [total]))
            }
        }
        func share(_ totals: [TotalChange]) -> Double {
            totals.map { $0.change.share?.magnitude ?? ($0.change.delta == 0 ? 0 : .infinity) }.max() ?? 0
        }
        func precedence(_ totals: [TotalChange]) -> Int { totals.first?.metric.total?.precedence ?? 0 }
        let ordered = topics.enumerated().sorted { a, b in
            let (x, y) = (a.element.totals, b.element.totals)
            if precedence(x) != precedence(y) { return precedence(x) < precedence(y) }
            return share(x) != share(y) ? share(x) > share(y) : a.offset < b.offset
        }
        return ordered.flatMap { topic in
            topic.element.totals.filter { $0.unit != .bytes } + topic.element.totals.filter { $0.unit == .bytes }
        }.map(phrase).joined(separator: ", ")
    }

    private func phrase(_ total: TotalChange) -> String {
        let words = total.metric.total
        if total.change.delta == 0 { return "\(words?.noun ?? total.name) unchanged" }
        let delta = numbers.signedPhrase(total.change.delta ?? 0, total.unit)
        let percent = numbers.percent(total.change)
        let noun = words.map { $0.phrase.isEmpty ? "" : " " + $0.phrase } ?? " \(total.name)"
        return delta + noun + (percent.isEmpty ? "" : " (\(percent))")
    }

    private func everyStep(_ totals: [TotalChange]) -> String {
        guard diff.steps > 1 else { return "" }
        return totals.contains { $0.stepsGrown == diff.steps } ? ", growing at every step" : ""
    }

    // MARK: Where most of it is

    /// `Largest part: 5 types of System.EventHandler<…>: +3.44 GB (98% of what grew).`; `nil` when nothing of the main table grew.
    var largestPart: String? {
        guard diff.verdict == .grew, let main, !main.aligned.keys.isEmpty else { return nil }
        let measure = main.leadingSize ?? main.leadingCount
        let families = GenericFamilies(main, measure)
        guard let family = families.largest else { return nil }
        let unit = main.measures[measure].info.unit
        let growth = family.rows.reduce(Int128(0)) { $0 + (main.change(measure, $1).delta ?? 0) }
        let name = Shortening.visible(family.name, to: 60)
        let who = family.rows.count == 1 ? name : "\(family.rows.count) \(VisibleText.brief(main.section)) of \(name)"
        var parts = [numbers.signedPhrase(growth, unit)]
        if measure != main.leadingCount {
            let count = family.rows.reduce(Int128(0)) { $0 + (main.change(main.leadingCount, $1).delta ?? 0) }
            let countUnit = main.measures[main.leadingCount].info.unit
            parts.insert([numbers.signed(count, countUnit), countUnit.noun].compactMap(\.self).joined(separator: " "), at: 0)
        }
        let share = NumberText.percent(Double(growth) / Double(families.grossGrowth))
        return "Largest part: \(who): \(parts.joined(separator: ", ")) (\(share) of what grew)."
    }
}

/// Rows that grew. Instances of one generic type, like `System.EventHandler<…>`, are a family.
private struct GenericFamilies {
    var largest: (name: String, rows: [Int])?
    /// The sum over the rows that grew.
    var grossGrowth: Int128 = 0

    init(_ table: SectionDiff, _ measure: Int) {
        guard let column = table.aligned.keys.first(where: { $0.info.type == .text }) else { return }
        var indexes: [String: Int] = [:]
        var families: [(name: String, first: String, rows: [Int], growth: Int128)] = []
        for row in 0..<table.rowCount {
            guard let delta = table.change(measure, row).delta, delta > 0 else { continue }
            grossGrowth += delta
            let full = table.aligned.text(column.words[row] ?? .max)
            let name = GenericFamilies.generic(full)
            if let index = indexes[name] {
                families[index].rows.append(row)
                families[index].growth += delta
            } else {
                indexes[name] = families.count
                families.append((name, full, [row], delta))
            }
        }
        // Rows are in the order of their names: the first of equal families wins.
        if let best = families.indices.max(by: {
            families[$0].growth < families[$1].growth || (families[$0].growth == families[$1].growth && $0 > $1)
        }) {
            largest = (families[best].rows.count == 1 ? families[best].first : families[best].name, families[best].rows)
        }
    }

    /// The name without its outermost `<arguments>`.
    private static func generic(_ name: String) -> String {
        var text = String.UnicodeScalarView()
        var depth = 0
        for scalar in name.unicodeScalars {
            if scalar == ">", depth > 0 {
                depth -= 1
                if depth == 0 { text.append(contentsOf: "…>".unicodeScalars) }
                continue
            }
            if depth == 0 { text.append(scalar) }
            if scalar == "<" { depth += 1 }
        }
        return String(text)
    }
}
