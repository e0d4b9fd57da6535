import Growth
import SnapshotModel

/// Evaluates rules on two numbers: ratios, and growth for each unit of work.
extension Evaluation {
    /// A number of a snapshot; `nil` when the snapshot does not hold it.
    private func value(_ operand: Rule.Operand, _ snapshot: Snapshot) -> Int128? {
        switch operand {
        case .metric(let metric): return metric.value(snapshot)
        case .rows(let set):
            guard let table = snapshot.table(set.section.name), let measure = table.info.position(set.column),
                let words = table.columns[measure], let rows = set.rows(of: table)
            else { return nil }
            return rows.reduce(0) { $0 + Int128(words[$1]) }
        }
    }

    /// The obstacle that rows without names are for sums over names.
    private func namesMissing(_ operands: [Rule.Operand], _ rule: Rule) -> Finding.Obstacle? {
        let snapshots = ends(rule)
        for case .rows(let set) in operands {
            let unnamed = snapshots.map { $0.table(set.section.name).flatMap { set.matched($0) }?.unnamed ?? [] }
            let rows = unnamed.map(\.count).max() ?? 0
            if let obstacle = obstacle(Array(unnamed.joined()), rows: rows, of: set.section, in: snapshots) { return obstacle }
        }
        return nil
    }

    mutating func ratioFinding(_ rule: Rule, _ name: String, _ left: Rule.Operand, _ right: Rule.Operand) -> Finding {
        func ratio(_ snapshot: Snapshot) -> Int128? {
            guard let upper = value(left, snapshot), let lower = value(right, snapshot) else { return nil }
            if lower == 0 { return upper == 0 ? 0 : nil }
            let (scaled, overflow) = upper.multipliedReportingOverflow(by: 1_000_000)
            return overflow ? nil : scaled / lower
        }
        let number = chain(ratio)
        let steps = number.steps
        var finding = base(rule, subject: name, measured: .ratio, unit: .ratio, number)
        if let obstacle = obstacle(rule) { return inconclusive(finding, obstacle) }
        if let obstacle = namesMissing([left, right], rule) { return inconclusive(finding, obstacle) }
        let needed = rule.needsBaseline ? [steps.first ?? nil, steps.last ?? nil] : [steps.last ?? nil]
        if needed.contains(where: { $0 == nil }) { return inconclusive(finding, .noDivisor(right.name)) }
        if let obstacle = noBaseline(rule) { return inconclusive(finding, obstacle) }
        for case .rows(let set) in [left, right] where input.judged.allSatisfy({ value(.rows(set), $0) == 0 }) {
            notes.append("\(rule.place.text): '\(set.text)' matches no \(set.unit == .objects ? "object" : set.measured.noun)")
        }
        judge(&finding, rule, steps)
        return finding
    }

    func workFinding(_ rule: Rule, _ operand: Rule.Operand, _ unit: String) -> Finding {
        let number = chain { value(operand, $0) }
        var finding = base(rule, subject: operand.name, measured: .perWork, unit: operand.unit, number)
        if let obstacle = obstacle(rule) ?? namesMissing([operand], rule) { return inconclusive(finding, obstacle) }
        if finding.after != nil, let obstacle = noBaseline(rule) { return inconclusive(finding, obstacle) }
        guard let before = finding.before, let after = finding.after else {
            return inconclusive(finding, .metricNotHeld(operand.name, in: .either))
        }
        guard case .perWork(let most, _) = rule.test else { return finding }
        let work: Int128
        switch workDone(unit) {
        case .success(let amount): work = amount
        case .failure(let unknown): return inconclusive(finding, .workUnknown(unknown.obstacle))
        }
        let growth = after - before
        let (scaled, overflow) = growth.multipliedReportingOverflow(by: 1_000_000)
        let (allowed, tooMuch) = most.multipliedReportingOverflow(by: work)
        let isViolated = growth > 0 && (overflow || (!tooMuch && scaled > allowed))
        finding.decide(isViolated)
        let done = Finding.Reason.WorkDone(work, unit)
        finding.reason = isViolated ? .workExceeded(done) : .workWithin(done)
        return finding
    }

    private struct UnknownWork: Error { let obstacle: Finding.WorkObstacle }

    /// The work between the two snapshots: the amount that the user gave, or else the difference of the labels `work`. Always above 0.
    private func workDone(_ unit: String) -> Result<Int128, UnknownWork> {
        func unknown(_ obstacle: Finding.WorkObstacle) -> Result<Int128, UnknownWork> { .failure(UnknownWork(obstacle: obstacle)) }
        if let work = input.work {
            guard Work.isSameUnit(work.unit, unit) else { return unknown(.givenInOtherUnit(work.unit, unit: unit)) }
            return work.amount > 0 ? .success(Int128(work.amount)) : unknown(.noneGiven)
        }
        guard case .snapshot(let before)? = input.before, input.besides.isEmpty else { return unknown(.median) }
        let texts = [before, input.after].map { $0.capture.labels["work"] }
        guard let first = texts[0], let later = texts[1] else { return unknown(.notSaid(unit: unit)) }
        guard let done = Work(later), Work.isSameUnit(done.unit, unit) else { return unknown(.labelInOtherUnit(later, unit: unit)) }
        guard let earlier = Work(first), Work.isSameUnit(earlier.unit, unit) else {
            return unknown(.earlierLabelInOtherUnit(unit: unit))
        }
        if ProcessLife.hasRestart([before.capture, input.after.capture]) == true { return unknown(.restarted) }
        let difference = Int128(done.amount) - Int128(earlier.amount)
        return difference > 0 ? .success(difference) : unknown(.noneBetween)
    }
}
