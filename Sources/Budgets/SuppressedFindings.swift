import SnapshotModel

extension Budget {
    /// Excuses the findings that a suppression matches. The notes say which suppressions have expired and which excuse nothing.
    func suppressed(_ findings: [Finding], _ today: Day, _ notes: inout [String]) -> [Finding] {
        var findings = findings
        for suppression in suppressions {
            let who = "\(suppression.place.text): the suppression of '\(suppression.patterns.map(\.source).joined(separator: ", "))'"
            let isExpired = suppression.until.map { $0 < today } ?? false
            let filter = NameFilter(suppression.patterns)
            var matched = 0
            for index in findings.indices
            where [.fail, .warn].contains(findings[index].state) && filter.accepts(findings[index].realSubject) {
                matched += 1
                if isExpired { continue }
                let refused = suppression.upTo.flatMap { refusal(findings[index], $0) }
                findings[index].excuses.append(
                    Finding.Excuse(
                        place: suppression.place, owner: suppression.owner, reason: suppression.reason, until: suppression.until,
                        refusal: refused))
                if refused == nil { findings[index].state = .suppressed }
            }
            if isExpired {
                notes.append("\(who) expired on \(suppression.until?.text ?? "") (owner: \(suppression.owner))")
            } else if matched == 0 {
                notes.append("\(who) excuses nothing (owner: \(suppression.owner))")
            }
        }
        return findings
    }

    /// Why the suppression's `up_to` keeps it from excusing the finding; `nil` when it excuses it.
    private func refusal(_ finding: Finding, _ limit: Suppression.UpTo) -> Finding.Excuse.Refusal? {
        guard let after = finding.after else { return .valueUnknown }
        guard let most = finding.unit == .bytes ? limit.bytes : limit.pieces else { return .otherUnit(limit.text) }
        return after > most ? .above(limit.text) : nil
    }
}
