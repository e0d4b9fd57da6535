/// What a budget says of a snapshot.
package struct CheckResult: Sendable {
    package var verdict: CheckVerdict
    /// Worst first: errors, what is inconclusive, warnings, suppressed, passed; then in the budget's order, then the largest growth.
    package var findings: [Finding]
    package var notes: [String]
    /// Why the two ends are not comparable; empty when they are.
    package var notComparable: [String]
}

extension Budget {
    /// The verdict: an error rule that is violated fails; else one that could not be judged makes it inconclusive, unless the budget says
    /// otherwise.
    func verdict(_ findings: [Finding]) -> CheckVerdict {
        if findings.contains(where: { $0.state == .fail }) { return .fail }
        let isOpen = findings.contains { $0.state == .inconclusive && $0.severity == .error }
        return isOpen && onInconclusive == .fail ? .inconclusive : .pass
    }
}
