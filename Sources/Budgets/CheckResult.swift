package import Growth

/// The result of evaluating a budget.
package struct CheckResult: Sendable {
    package var verdict: CheckVerdict
    /// The verdict whatever the budget's `on_inconclusive` says. It decides what a later snapshot is compared with.
    package var judged: CheckVerdict
    /// Worst first: failed, inconclusive, warnings, suppressed, passed. Findings of one state are in the budget's order, and those of one
    /// rule begin with the largest growth.
    package var findings: [Finding]
    package var notes: [String]
    /// Why the two ends are not comparable; empty when they are.
    package var notComparable: [String]
    /// Whether the snapshots were given in the order of their times.
    package var order: TimeOrder
}

extension Budget {
    /// A violated rule of severity `error` makes the verdict `fail`. Otherwise such a rule that could not be judged makes it
    /// `inconclusive`, unless `onInconclusive` says something else. A trend rule is meant for a check of a series: without one
    /// it leaves the verdict to the other rules, if one of them was judged. With `isFirst` so do rules that lack nothing but a baseline.
    func verdict(_ findings: [Finding], _ onInconclusive: OnInconclusive, isFirst: Bool) -> CheckVerdict {
        if findings.contains(where: { $0.state == .fail }) { return .fail }
        let isJudged = findings.contains { $0.state != .inconclusive }
        let isOpen = findings.contains {
            $0.state == .inconclusive && $0.severity == .error && !($0.obstacle == .notASeries && isJudged)
                && !(isFirst && $0.lacksBaseline)
        }
        return isOpen && onInconclusive == .fail ? .inconclusive : .pass
    }
}

extension Finding {
    /// Whether the rule could be judged if there were a baseline.
    package var lacksBaseline: Bool { if case .noBaseline? = obstacle { true } else { false } }
}
