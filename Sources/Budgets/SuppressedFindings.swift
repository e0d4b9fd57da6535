import Growth
import SnapshotModel

extension Budget {
    /// Excuses what a suppression covers; says which have expired and which excuse nothing.
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
                if let limit = suppression.upTo, let excess = excess(findings[index], limit) {
                    findings[index].message += "; \(excess), so it is not excused (\(suppression.place.text))"
                    continue
                }
                findings[index].state = .suppressed
                let until = suppression.until.map { " until \($0.text)" } ?? ""
                findings[index].message += "; excused\(until) by \(suppression.owner): \(suppression.reason)"
            }
            if isExpired {
                notes.append("\(who) expired on \(suppression.until?.text ?? "") (owner: \(suppression.owner))")
            } else if matched == 0 {
                notes.append("\(who) excuses nothing (owner: \(suppression.owner))")
            }
        }
        return findings
    }

    /// Why the finding is above what is excused; nil when it is not.
    private func excess(_ finding: Finding, _ limit: Suppression.UpTo) -> String? {
        guard let after = finding.after else { return "its value is not known" }
        guard let most = finding.unit == .bytes ? limit.bytes : limit.pieces else {
            return "its up_to of \(limit.text) is of another unit"
        }
        return after > most ? "\(QuantityText.phrase(after, finding.unit)) is more than its up_to of \(limit.text)" : nil
    }
}
