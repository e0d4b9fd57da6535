import Budgets

extension CheckReport {
    /// Positions of the findings that no limit of rows hides: the first one of each rule that decides the exit code.
    var urgent: Set<Int> {
        var rules: Set<[String]> = []
        return Set(
            findings.indices.filter { place in
                decides(findings[place]) && rules.insert([findings[place].rule, findings[place].place.text]).inserted
            })
    }

    /// Whether the verdict is what it is because of the finding.
    func decides(_ finding: Finding) -> Bool {
        switch verdict {
        case .fail: finding.state == .fail
        case .inconclusive: finding.state == .inconclusive && finding.severity == .error
        case .pass: false
        }
    }

    /// At most `most` findings in the report's order, except that all urgent ones are among them. 0 means none: the verdict alone.
    func shown(_ most: Int?) -> [Finding] {
        guard let most else { return findings }
        return chosenRows(Array(findings.indices), urgent: urgent, most: most).map { findings[$0] }
    }
}

/// `most` of the rows, in their order: all urgent ones, and of the others as many as there is room for. None when `most` is 0.
func chosenRows(_ rows: [Int], urgent: Set<Int>, most: Int) -> [Int] {
    if most <= 0 { return [] }
    var room = most - rows.count { urgent.contains($0) }
    return rows.filter { row in
        if urgent.contains(row) { return true }
        room -= 1
        return room >= 0
    }
}
