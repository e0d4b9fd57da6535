import Budgets
import Growth
import SnapshotModel

/// Texts about a finding that several formats share.
extension Finding {
    /// The limit with its kind, for a column without the rule's name: `max 1.2 GB`, `+5% and 20 MB`.
    var limitText: String {
        switch limit.kind {
        case .max, .warnMax: "max \(limit.text)"
        case .maxGrowth, .warnGrowth: "+\(limit.text)"
        case .never, .perWork, .trend, .suspects, .rules: limit.text
        }
    }

    /// `Orders.Session [Orders.dll]`.
    var subjectAndModule: String { module.map { $0.isEmpty ? subject : "\(subject) [\($0)]" } ?? subject }

    /// The measure of the row or rows that the subject names; `nil` when it names something else, like a metric.
    var followed: FollowedMeasure? { if case .rows(let measure) = measured { measure } else { nil } }
}

extension Finding.Limit {
    /// The limit in a sentence: `10% and 20,000` for `10% and 20000`.
    fileprivate var spokenText: String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int128(word) else { return String(word) }
            return NumberText.grouped(number)
        }.joined(separator: " ")
    }
}

extension Finding.State {
    /// The word in tables. The worst one stands out without colour.
    var word: String {
        switch self {
        case .fail: "FAIL"
        case .warn: "warn"
        case .pass: "pass"
        case .suppressed: "excused"
        case .inconclusive: "unjudged"
        }
    }

    var role: PageRole {
        switch self {
        case .fail: .bad
        case .warn, .inconclusive: .doubtful
        case .pass: .good
        case .suppressed: .dim
        }
    }
}

extension CheckReport {
    /// `2 errors, 1 warning, 12 rules held`.
    var countsText: String {
        func part(_ count: Int, _ one: String, _ many: String) -> String? {
            count == 0 ? nil : "\(NumberText.grouped(Int128(count))) \(count == 1 ? one : many)"
        }
        let parts = [
            part(count(.fail), "error", "errors"),
            becomesBaseline
                ? part(count(.inconclusive), "rule begins with the next snapshot", "rules begin with the next snapshot")
                : part(count(.inconclusive), "not judged", "not judged"),
            part(count(.warn), "warning", "warnings").map { $0 + warned }, part(count(.suppressed), "excused", "excused"),
            part(count(.pass), "rule held", "rules held"),
        ].compactMap(\.self)
        return (becomesBaseline ? "\(beginning): " : "") + (parts.isEmpty ? "no rule" : parts.joined(separator: ", "))
    }

    /// ` (heap.gen0 +15.9 MB)`: what the warnings are about, since nobody looks further when a build is green.
    private var warned: String {
        if verdict == .fail { return "" }
        let warnings = findings.filter { $0.state == .warn }
        let shown = warnings.prefix(2).map { finding in
            let value = finding.limit.kind.isGrowth ? finding.delta.map { QuantityText.signed($0, finding.unit) } : nil
            return Shortening.visible(finding.subject, to: 40)
                + ((value ?? finding.after.map { QuantityText.value($0, finding.unit) }).map { " " + $0 } ?? "")
        }
        return " (\(shown.joined(separator: ", "))\(warnings.count > shown.count ? ", …" : ""))"
    }

    /// Why a comparison that grew has passed; `nil` when it has not. The limits are those of the rules on metrics that grew as much.
    func grownWithin(_ numbers: NumberText) -> String? {
        guard verdict == .pass, let diff, diff.verdict == .grew, let before else { return nil }
        let growth = DiffVerdictText(DiffReport(before: before, after: after, diff), numbers).growth
        let limits =
            grownLimits(.pass, diff.minChange).map { "The budget allows this: \($0)." }
            ?? grownLimits(.warn, diff.minChange).map { "The budget warns of this: \($0)." }
        return "It grew: \(growth). " + (limits ?? "No rule limits this growth.")
    }

    /// `heap.total may grow by 10%, heap.objects by 5%`: the limits of rules in this state on metrics that grew; `nil` when there is none.
    private func grownLimits(_ state: Finding.State, _ minChange: MinChange) -> String? {
        let limits = findings.filter { finding in
            guard case .metric = finding.measured, finding.state == state, finding.limit.kind.isGrowth, let before = finding.before,
                let after = finding.after
            else { return false }
            return after > before && minChange.isReached(before, after, finding.unit)
        }.map { (name: VisibleText.brief($0.subject), amount: VisibleText.brief($0.limit.spokenText)) }
        if limits.isEmpty { return nil }
        return limits.prefix(3).enumerated().map { "\($1.name) \($0 == 0 ? "may grow by" : "by") \($1.amount)" }.joined(separator: ", ")
            + (limits.count > 3 ? ", …" : "")
    }

    /// The series, else the process, else the file that was judged.
    var name: String {
        [after.place.series ?? "", after.capture.process].first { !$0.isEmpty } ?? after.fileName
    }

    /// Findings that need attention.
    var notable: [Finding] { findings.filter { $0.state != .pass } }

    /// The same for a CI system, which knows the budget file by its path from the root of the working copy.
    func located(in workingCopy: WorkingCopy?) -> CheckReport {
        var located = self
        for index in located.findings.indices { located.findings[index].place = located.findings[index].place.inRepository(workingCopy) }
        return located
    }
}
