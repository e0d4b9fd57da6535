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

extension CheckReport {
    /// At most `most` findings in the report's order. Each failed rule has one, even when there are more of them than that, unless `most`
    /// is 0: no limit hides a failure.
    func shown(_ most: Int?) -> [Finding] {
        guard let most, most < findings.count else { return findings }
        if most <= 0 { return [] }
        return FailedFirst(findings).shown(findings.indices, most).map { findings[$0] }
    }
}

/// The first finding of each rule that failed.
struct FailedFirst {
    private let firsts: Set<Int>

    init(_ findings: [Finding]) {
        var seen: Set<[String]> = []
        firsts = Set(
            findings.indices.filter { findings[$0].state == .fail && seen.insert([findings[$0].rule, findings[$0].place.text]).inserted })
    }

    /// Positions of the findings.
    var positions: Set<Int> { firsts }

    /// `most` of the positions in their order: all that are a first one, and of the others as many as there is room for.
    func shown(_ positions: some Sequence<Int>, _ most: Int) -> [Int] {
        let listed = Array(positions)
        var room = most - listed.count { firsts.contains($0) }
        return listed.filter { position in
            if firsts.contains(position) { return true }
            room -= 1
            return room >= 0
        }
    }
}
