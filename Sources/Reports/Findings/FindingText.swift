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
        case .never, .perWork, .trend: limit.text
        }
    }

    /// `Orders.Session [Orders.dll]`.
    var subjectAndModule: String { module.map { $0.isEmpty ? subject : "\(subject) [\($0)]" } ?? subject }

    /// The measure of the row or rows that the subject names; `nil` when it names something else, like a metric.
    var followed: FollowedMeasure? { if case .rows(let measure) = measured { measure } else { nil } }
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
            part(count(.fail), "error", "errors"), part(count(.inconclusive), "not judged", "not judged"),
            part(count(.warn), "warning", "warnings"), part(count(.suppressed), "excused", "excused"),
            part(count(.pass), "rule held", "rules held"),
        ].compactMap(\.self)
        return parts.isEmpty ? "no rule" : parts.joined(separator: ", ")
    }

    /// The series, else the process, else the file that was judged.
    var name: String {
        [after.place.series ?? "", after.capture.process].first { !$0.isEmpty } ?? after.fileName
    }

    /// Findings that need attention.
    var notable: [Finding] { findings.filter { $0.state != .pass } }
}
