import Growth
import SnapshotModel

/// The verdict of a comparison as one plain sentence for any data.
struct DiffVerdictText {
    private let diff: SnapshotDiff
    private let numbers: NumberText
    private let subject: String
    private let listed: ListedGrowth?

    init(_ report: DiffReport, _ numbers: NumberText) {
        diff = report.diff
        listed = ListedGrowth(report)
        self.numbers = numbers
        subject = Shortening.visible(
            [report.after.capture.process, report.before.capture.process].first { !$0.isEmpty } ?? "the process", to: 40)
    }

    var role: PageRole {
        switch diff.verdict {
        case .grew: .bad
        case .shrank: .good
        case .inconclusive: .doubtful
        case .steady, .identical: .heading
        }
    }

    var sentence: String {
        if let processes = diff.comparability.processes {
            return "Not comparable: the snapshots are of \(VisibleText.brief(processes)). What differs is no growth."
        }
        let (up, down) = (diff.deciding.grown, diff.deciding.shrunk)
        let over = diff.steps > 1 ? " over \(diff.steps) steps" : ""
        switch diff.verdict {
        case .grew:
            let meanwhile = down.isEmpty ? "" : "; meanwhile \(phrases(down))"
            let unknown = diff.deciding.missing.isEmpty ? "" : " Not compared: \(missing)."
            return "\(subject) grew\(over): \(growth)\(everyStep(up))\(meanwhile)\(youngGrowth).\(unknown)"
        case .shrank: return "\(subject) shrank\(over): \(phrases(down))\(youngGrowth)."
        case .steady:
            let topic = diff.totals.first?.metric.total?.topic
            let small = diff.deciding.compared.filter { $0.decides && $0.metric.total?.topic == topic }
            let reason = "no total changed by \(VisibleText.brief(diff.minChange.text))"
            if diff.deciding.grownYoung.isEmpty {
                return "\(subject) is steady\(over): \(small.isEmpty ? "" : phrases(small) + ", ")\(reason)."
            }
            let outside = small.map { TotalChange($0.metric, values: [$0.outside.before, $0.outside.after]) }
            return "\(subject) is steady\(over) outside generation 0: \(phrases(outside))\(youngGrowth)."
        case .identical:
            let moved = diff.tables.allSatisfy(\.isUnmoved) ? "nothing moved at all" : "nothing moved but what depends on the kind of dump"
            return "\(subject) is identical\(over): \(moved)."
        case .inconclusive:
            if diff.deciding.compared.isEmpty, diff.deciding.uncertain.isEmpty {
                return "No verdict on \(subject): the snapshots have no total in common."
            }
            let compared = diff.deciding.compared.isEmpty ? "" : " Compared: \(phrases(diff.deciding.compared))\(youngGrowth)."
            return "No verdict on \(subject)\(over): \(missing).\(listed?.sentence(numbers) ?? "")\(compared)"
        }
    }

    /// What grew, and how much of it is in generation 0: `+6.96 MB (+61%), 1.20 MB of it (17%) in generation 0`.
    var growth: String {
        // The objects of a heap whose bytes grew belong to them, though they grew in generation 0 alone.
        phrases(diff.deciding.grown + diff.deciding.grownYoung.filter(isOfGrownTopic)) + youngPart
    }

    private func isOfGrownTopic(_ total: TotalChange) -> Bool {
        diff.deciding.grown.contains { $0.metric.total?.topic == total.metric.total?.topic }
    }

    private var youngPart: String {
        let parts = diff.deciding.grown.filter { total in (total.young.delta ?? 0) > 0 && total.outside.delta != nil }
        guard let total = parts.first(where: { $0.unit == .bytes }) ?? parts.first, let share = youngShare(total), share >= 0.01 else {
            return ""
        }
        return ", \(numbers.phrase(total.young.delta ?? 0, total.unit)) of it (\(nearlyAll(share))) in generation 0"
    }

    /// Growth in generation 0 alone, which is no verdict: `; generation 0 grew by +191,554 objects, +15.9 MB (99.97% of all growth)`.
    private var youngGrowth: String {
        let totals = diff.deciding.grownYoung.filter { !isOfGrownTopic($0) }
        guard let last = totals.last(where: { $0.unit == .bytes }) ?? totals.last else { return "" }
        let parts = (totals.filter { $0.unit != .bytes } + totals.filter { $0.unit == .bytes }).map { total in
            numbers.signedPhrase(total.young.delta ?? 0, total.unit) + (total.unit.noun.map { " " + $0 } ?? "")
        }
        let share = youngShare(last).map { $0 < 1 ? " (\(nearlyAll($0)) of the growth)" : "" } ?? ""
        return "; generation 0 grew by \(parts.joined(separator: ", "))\(share), and no collection has looked at it yet"
    }

    private func youngShare(_ total: TotalChange) -> Double? {
        guard let young = total.young.delta, let all = total.change.delta, all > 0 else { return nil }
        return Double(young) / Double(all)
    }

    /// A percentage that is 100 only for all: `99.97%`.
    private func nearlyAll(_ share: Double) -> String {
        guard share > 0.99 else { return NumberText.percent(share) }
        let hundredths = min(9_999, Int((share * 10_000).rounded()))
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
    }

    /// The topics whose totals could not be compared, or the totals of a topic that could in part: `heap not in before and after, stacks not in
    /// after`.
    private var missing: String {
        let compared = Set(diff.deciding.compared.filter(\.decides).map { $0.metric.total?.topic })
        var topics: [String] = []
        for total in diff.deciding.missing {
            let part = total.metric.total
            let name = compared.contains(part?.topic) ? part?.noun : part?.topic
            let lacking = [total.change.before == nil ? "before" : nil, total.change.after == nil ? "after" : nil].compactMap(\.self)
            // Values that are there and decide nothing.
            let partial = [MissingPart.End.before, .after].filter(total.atLeast.contains).map(\.rawValue)
            let place =
                lacking.isEmpty
                ? "read only in part in \(partial.joined(separator: " and "))" : "not in \(lacking.joined(separator: " and "))"
            let words = "\(VisibleText.brief(name ?? total.name)) \(place)"
            if !topics.contains(words) { topics.append(words) }
        }
        return topics.joined(separator: ", ")
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
}
