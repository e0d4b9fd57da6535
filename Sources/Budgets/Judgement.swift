import Growth
import SnapshotModel

/// From numbers to the state of a finding and its sentence.
extension Evaluation {
    /// A finding that has not been judged yet.
    func base(_ rule: Rule, subject: String, metric: String, unit: Unit, _ steps: [Int128?]) -> Finding {
        Finding(
            rule: rule.name, place: rule.place, subject: subject, metric: metric, unit: unit, limit: limit(rule),
            before: input.before == nil ? nil : steps.first ?? nil, after: steps.last ?? nil, severity: rule.severity, state: .pass,
            message: "")
    }

    private func limit(_ rule: Rule) -> String {
        switch rule.test {
        case .most(let limit): limit.text
        case .growth(let limit): limit.text
        case .perWork(_, let text): text
        }
    }

    func isViolated(_ rule: Rule, _ before: Int128?, _ after: Int128) -> Bool {
        switch rule.test {
        case .most(let limit): limit.isExceeded(by: after)
        case .growth(let limit): before.map { limit.isExceeded(from: $0, to: after) } ?? false
        case .perWork: false
        }
    }

    /// Decides the state from the numbers, which must be known at both ends (at the later one for an absolute limit).
    func judge(_ finding: inout Finding, _ rule: Rule, _ steps: [Int128?]) {
        guard let after = steps.last ?? nil else { return }
        var isViolated = isViolated(rule, finding.before, after)
        var pairs = ""
        if isViolated, rule.everyPair, steps.count > 2 {
            let known = steps.compactMap(\.self)
            let grown = known.indices.dropFirst().count { known[$0] > known[$0 - 1] }
            isViolated = known.count == steps.count && grown == known.count - 1
            pairs = isViolated ? ", growing in each of \(grown) steps" : ", but in \(grown) of \(steps.count - 1) steps only"
        }
        finding.state = !isViolated ? .pass : rule.severity == .error ? .fail : .warn
        finding.message = sentence(finding, rule, isViolated) + pairs + (isViolated ? rule.message.map { ". " + $0 } ?? "" : "")
    }

    private func sentence(_ finding: Finding, _ rule: Rule, _ isViolated: Bool) -> String {
        let after = finding.after ?? 0
        switch rule.test {
        case .most:
            let value = QuantityText.phrase(after, finding.unit)
            return "\(finding.subject) is \(value), \(isViolated ? "more than" : "within") the \(finding.limit) allowed"
        case .growth:
            guard let delta = finding.delta, delta != 0, let before = finding.before else { return "\(finding.subject) did not change" }
            let percent = before > 0 ? " (\(share(delta, before)))" : ""
            let verb = delta > 0 ? "grew" : "shrank"
            return
                "\(finding.subject) \(verb) from \(QuantityText.value(before, finding.unit)) to \(QuantityText.phrase(after, finding.unit)): "
                + "\(QuantityText.signed(delta, finding.unit))\(percent), \(isViolated ? "more than" : "within") the \(finding.limit) allowed"
        case .perWork: return ""
        }
    }

    private func share(_ delta: Int128, _ before: Int128) -> String {
        let (scaled, overflow) = delta.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? "far more" : QuantityText.signed(scaled / before, .percent)
    }
}
