import Budgets
import Growth
import SnapshotModel

/// What all formats say alike about a finding.
extension Finding {
    /// A limit as a column has it, where the rule's name is not beside it: `max 1.2 GB`, `+5% and 20 MB`.
    var limitText: String {
        switch limit.kind {
        case .max, .warnMax: "max \(limit.text)"
        case .maxGrowth, .warnGrowth: "+\(limit.text)"
        case .never, .perWork, .trend: limit.text
        }
    }

    /// `Orders.Session [Orders.dll]`.
    var subjectAndModule: String { module.map { $0.isEmpty ? subject : "\(subject) [\($0)]" } ?? subject }

    /// The row that the subject names, or the glob over rows; `nil` when it is something else, like a metric.
    var followed: FollowedMeasure? { if case .rows(let measure) = measured { measure } else { nil } }

    func percent(_ numbers: NumberText) -> String {
        // A share of a share says nothing to anybody.
        unit == .percent || unit == .ratio ? "" : numbers.percent(Change(before, after))
    }
}

extension Finding.State {
    /// In tables: short, and the worst one stands out without colour.
    var word: String {
        switch self {
        case .fail: "FAIL"
        case .warn: "warn"
        case .pass: "pass"
        case .suppressed: "excused"
        case .inconclusive: "unjudged"
        }
    }

    var tone: Tone {
        switch self {
        case .fail: .grew
        case .warn, .inconclusive: .warned
        case .pass: .shrank
        case .suppressed: .faint
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

    /// The series, else the process: who was judged.
    var name: String {
        [after.place.series ?? "", after.capture.process].first { !$0.isEmpty } ?? after.fileName
    }

    /// Findings that a person must look at.
    var notable: [Finding] { findings.filter { $0.state != .pass } }
}
