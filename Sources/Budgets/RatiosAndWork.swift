import Growth
import SnapshotModel

/// Rules on two numbers at once.
extension Evaluation {
    /// A number of a snapshot; nil: it does not hold it.
    private func value(_ operand: Rule.Operand, _ snapshot: Snapshot) -> Int128? {
        switch operand {
        case .metric(let metric): return metric.value(snapshot)
        case .types(let set):
            guard let table = snapshot.table(TypeRow.section.info.name), let name = table.info.position("name"),
                let measure = table.info.position(set.measure.rawValue), let words = table.columns[measure],
                let names = table.columns[name],
                table.info.columns[name].type == .text
            else { return nil }
            let accepted = NameFilter(set.patterns).accepted(among: table.texts)
            return (0..<table.rowCount).reduce(0) { accepted[Int(names[$1])] ? $0 + Int128(words[$1]) : $0 }
        }
    }

    mutating func ratioFinding(_ rule: Rule, _ left: Rule.Operand, _ right: Rule.Operand) -> Finding {
        let subject = String(rule.name.dropFirst("ratio:".count).prefix { $0 != "\0" }).withoutTest
        func ratio(_ snapshot: Snapshot) -> Int128? {
            guard let upper = value(left, snapshot), let lower = value(right, snapshot) else { return nil }
            if lower == 0 { return upper == 0 ? 0 : nil }
            let (scaled, overflow) = upper.multipliedReportingOverflow(by: 1_000_000)
            return overflow ? nil : scaled / lower
        }
        let steps = chain(ratio)
        var finding = base(rule, subject: subject, metric: "ratio", unit: .ratio, steps)
        if let reason = obstacle(rule) { return inconclusive(rule, finding, reason) }
        let needed = rule.needsBaseline ? [steps.first ?? nil, steps.last ?? nil] : [steps.last ?? nil]
        if needed.contains(where: { $0 == nil }) {
            return inconclusive(rule, finding, "there is no \(right.name) to divide by, or a snapshot does not hold one of the two")
        }
        for case .types(let set) in [left, right] where value(.types(set), input.after) == 0 {
            notes.append("\(rule.place.text): '\(set.text)' matches no object")
        }
        judge(&finding, rule, steps)
        return finding
    }

    func workFinding(_ rule: Rule, _ operand: Rule.Operand, _ unit: String) -> Finding {
        let steps = chain { value(operand, $0) }
        var finding = base(rule, subject: operand.name, metric: "per_work", unit: operand.unit, steps)
        if let reason = obstacle(rule) { return inconclusive(rule, finding, reason) }
        guard let before = finding.before, let after = finding.after else {
            return inconclusive(rule, finding, "a snapshot does not hold \(operand.name)")
        }
        guard case .perWork(let most, _) = rule.test else { return finding }
        let work: Int128
        switch workDone(unit) {
        case .success(let amount): work = amount
        case .failure(let reason): return inconclusive(rule, finding, reason.words)
        }
        let growth = after - before
        let (scaled, overflow) = growth.multipliedReportingOverflow(by: 1_000_000)
        let (allowed, tooMuch) = most.multipliedReportingOverflow(by: work)
        let isViolated = growth > 0 && (overflow || (!tooMuch && scaled > allowed))
        let rate = overflow ? "far more" : workRate(scaled / work, operand.unit)
        finding.state = !isViolated ? .pass : rule.severity == .error ? .fail : .warn
        finding.message =
            "\(operand.name) grew by \(QuantityText.phrase(growth, operand.unit)) over \(QuantityText.grouped(work)) \(unit): "
            + "\(rate)/\(unit), \(isViolated ? "more than" : "within") the \(finding.limit) allowed"
            + (isViolated ? rule.message.map { ". " + $0 } ?? "" : "")
        return finding
    }

    private func workRate(_ millionths: Int128, _ unit: Unit) -> String {
        let number = QuantityText.value(millionths, .ratio)
        return unit == .bytes ? number + " B" : number
    }

    private struct Reason: Error { let words: String }

    /// What was done between the two ends: what the user says, else the difference of the labels `work`.
    private func workDone(_ unit: String) -> Result<Int128, Reason> {
        if let work = input.work {
            guard Work.isSameUnit(work.unit, unit) else {
                return .failure(Reason(words: "--work counts \(work.unit), and the rule asks for \(unit)"))
            }
            return work.amount > 0 ? .success(Int128(work.amount)) : .failure(Reason(words: "no work was done"))
        }
        guard case .snapshot(let before)? = input.before else { return .failure(Reason(words: "a median has done no work; give --work")) }
        let texts = [before, input.after].map { $0.capture.labels["work"] }
        guard let later = texts[1] else {
            return .failure(Reason(words: "nobody says how much work was done; give --work 'N \(unit)', or label both snapshots with work"))
        }
        guard let done = Work(later), Work.isSameUnit(done.unit, unit) else {
            return .failure(Reason(words: "the label work=\(later) counts no \(unit)"))
        }
        guard let earlier = texts[0].map({ Work($0) }) ?? Work("0 \(unit)"), Work.isSameUnit(earlier.unit, unit) else {
            return .failure(Reason(words: "the earlier label work counts no \(unit)"))
        }
        let difference = Int128(done.amount) - Int128(earlier.amount)
        return difference > 0 ? .success(difference) : .failure(Reason(words: "no work was done between the two (label work)"))
    }
}

extension String {
    /// A rule's name without the test at its end: `sessions per connection/max` is `sessions per connection`.
    fileprivate var withoutTest: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? self }
}
