import Budgets
import Growth
import SnapshotModel

/// What all formats say alike of a finding.
extension Finding {
    /// A limit as a column has it, where the rule's name is not beside it: `max 1.2 GB`, `+5% and 20 MB`.
    var limitText: String {
        if rule.hasSuffix("/max") { return "max \(limit)" }
        return rule.hasSuffix("_growth") ? "+\(limit)" : limit
    }

    /// What the message says beyond the numbers, which stand beside it in a table: the rule's own words, why it was excused or not judged.
    var remark: String {
        for end in ["more than the \(limit) allowed", "within the \(limit) allowed"] {
            guard let range = message.firstRange(of: end) else { continue }
            return String(message[range.upperBound...].drop { [",", ".", ";", " "].contains($0) })
        }
        for start in ["\(subject): "] where message.hasPrefix(start) { return String(message.dropFirst(start.count)) }
        return message
    }

    /// `Orders.Session [Orders.dll]`.
    var subjectAndModule: String { module.map { $0.isEmpty ? subject : "\(subject) [\($0)]" } ?? subject }

    /// The subject is a type's name, or a glob over types.
    var isOfTypes: Bool { metric == "type" || metric == "type-bytes" }

    /// The test of the rule, the last part of its name: `max_growth`.
    var test: String { rule.lastIndex(of: "/").map { String(rule[rule.index(after: $0)...]) } ?? rule }

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
