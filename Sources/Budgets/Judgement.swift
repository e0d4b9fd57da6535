import Growth
import SnapshotModel

/// Decides the state of a finding and its reason from the numbers.
extension Evaluation {
    /// A finding that has not been judged yet.
    func base(_ rule: Rule, subject: String, measured: Finding.Quantity, unit: Unit, _ number: SampledNumber) -> Finding {
        let steps = number.steps
        let hasBefore = input.before != nil && steps.count > 1
        var finding = Finding(
            rule: rule.name, place: rule.place, subject: subject, measured: measured, unit: unit, limit: rule.limit,
            before: hasBefore ? steps.first ?? nil : nil, after: steps.last ?? nil, severity: rule.severity, state: .pass,
            reason: .unchanged, ruleMessage: rule.message)
        finding.samples = number.samples(hasBefore: hasBefore)
        return finding
    }

    func isViolated(_ rule: Rule, _ before: Int128?, _ after: Int128) -> Bool {
        switch rule.test {
        case .most(let limit): limit.isExceeded(by: after)
        case .growth(let limit): before.map { limit.isExceeded(from: $0, to: after) } ?? false
        case .perWork: false
        }
    }

    /// Sets state and reason. The numbers must be known in both snapshots, or for an absolute limit in the later one.
    func judge(_ finding: inout Finding, _ rule: Rule, _ values: [Int128?]) {
        guard let after = values.last ?? nil else { return }
        var isViolated = isViolated(rule, finding.before, after)
        var steps: Finding.Reason.Steps?
        if isViolated, rule.everyPair, values.count > 2 {
            let known = values.compactMap(\.self)
            let grown = known.indices.dropFirst().count { known[$0] > known[$0 - 1] }
            isViolated = known.count == values.count && grown == known.count - 1
            steps = Finding.Reason.Steps(grown: grown, of: values.count - 1)
        }
        finding.decide(isViolated)
        finding.reason = isViolated ? .exceeded(steps) : isStill(finding, rule) ? .unchanged : .within(steps)
    }

    /// Makes a violation a warning when the rule holds without the part that no collection has looked at. Where a snapshot does not hold the
    /// part, the violation stays.
    func allow(_ finding: inout Finding, _ rule: Rule, _ metric: Metric, uncollected part: Metric.Source) {
        guard case .growth = rule.test else { return }
        let rest = chain { snapshot in
            metric.value(snapshot).flatMap { all in Metric.value(part, snapshot).map { all - $0 } }
        }
        guard let before = rest.steps.first ?? nil, let after = rest.steps.last ?? nil, let grown = finding.delta else { return }
        var without = finding
        (without.before, without.after) = (before, after)
        judge(&without, rule, rest.steps)
        guard without.state == .pass else { return }
        finding.state = .warn
        finding.reason = .uncollected(grown - (after - before))
    }

    /// Whether the limit is on growth and the number did not change.
    private func isStill(_ finding: Finding, _ rule: Rule) -> Bool {
        switch rule.test {
        case .growth: (finding.delta ?? 0) == 0
        case .most, .perWork: false
        }
    }
}

extension Finding {
    /// Sets the state by whether the limit is exceeded.
    mutating func decide(_ isViolated: Bool) { state = !isViolated ? .pass : severity == .error ? .fail : .warn }
}

extension Rule {
    /// The limit as part of a finding.
    var limit: Finding.Limit {
        switch test {
        case .most(let limit): Finding.Limit(kind, limit.text, .most(limit.value))
        case .growth(let limit): Finding.Limit(kind, limit.text, .growth(limit.change))
        case .perWork(let most, let text):
            if case .perWork(_, let unit) = subject {
                Finding.Limit(kind, text, .perWork(millionths: most, unit: unit))
            } else {
                Finding.Limit(kind, text, .perWork(millionths: most, unit: ""))
            }
        }
    }
}
