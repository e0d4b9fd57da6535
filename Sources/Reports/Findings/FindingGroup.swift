import Budgets

/// Findings that one line can stand for: all that one rule found, or all rules that could not be judged for one reason.
struct FindingGroup {
    /// In the report's order; at least one.
    var findings: [Finding]
    /// Their positions in the list that was grouped.
    var positions: [Int]

    var first: Finding { findings[0] }
    var isUnjudged: Bool { first.state == .inconclusive }

    /// The groups of findings, in the order of their first ones.
    static func all(_ findings: [Finding], _ hints: ReportHints) -> [FindingGroup] {
        var places: [Key: Int] = [:]
        var groups: [FindingGroup] = []
        for (position, finding) in findings.enumerated() {
            let key = Key(finding, hints)
            if let place = places[key] {
                groups[place].findings.append(finding)
                groups[place].positions.append(position)
            } else {
                places[key] = groups.count
                groups.append(FindingGroup(findings: [finding], positions: [position]))
            }
        }
        return groups
    }

    private struct Key: Hashable {
        let state: Finding.State
        let severity: Finding.Severity
        let parts: [String]

        init(_ finding: Finding, _ hints: ReportHints) {
            (state, severity) = (finding.state, finding.severity)
            parts = finding.obstacle.map { [$0.word, $0.sharedWords(hints)] } ?? [finding.rule, finding.place.text]
        }
    }

    /// For rules that could not be judged: `not judged: orders has no baseline (heap.total, heap.loh)`.
    func remark(_ hints: ReportHints) -> String {
        "\(first.remark(hints)) (\(findings.map(\.subject).joined(separator: ", ")))"
    }
}

extension Finding.Obstacle {
    /// The words that rules with the same obstacle have in common; a metric that is not held has none.
    fileprivate func sharedWords(_ hints: ReportHints) -> String {
        switch self {
        case .metricNeverHeld(let name), .metricNotHeld(let name, _), .noDivisor(let name): name
        default: words(hints)
        }
    }
}
