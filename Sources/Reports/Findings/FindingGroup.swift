import Budgets
import Growth

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

    /// For rules that could not be judged: `not judged: orders has no baseline (heap.total, heap.loh)`. Subjects for which `room`, in columns,
    /// is too small are counted: `(heap.total, heap.loh and 12 more)`.
    func remark(_ hints: ReportHints, room: Int = 6_000) -> String {
        let words = first.remark(hints)
        let ending = " and \(QuantityText.grouped(Int128(findings.count))) more"
        var used = VisibleText.width(VisibleText.visible("\(words) ()\(ending)"))
        var subjects: [String] = []
        for subject in findings.map(\.subject) {
            used += VisibleText.width(VisibleText.visible(subject)) + 2
            // One is named in any case.
            if used > room, !subjects.isEmpty { break }
            subjects.append(subject)
        }
        let hidden = findings.count - subjects.count
        let more = hidden > 0 ? " and \(QuantityText.grouped(Int128(hidden))) more" : ""
        return "\(words) (\(subjects.joined(separator: ", "))\(more))"
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
