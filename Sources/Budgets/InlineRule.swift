package import Growth
package import SnapshotModel
import Wording

/// Parses rules written in one line: `METRIC=LIMIT`.
extension Rule {
    private static let operandWords = "a metric, type:GLOB or type-bytes:GLOB"

    /// A rule on the value of a number. `place` is where the rule was given. Throws when the metric or the limit cannot be parsed.
    package init(most text: String, at place: RulePlace, minTrust: Trust.Level = .good) throws(UnreadableValue) {
        // A glob may contain '='; a limit never does.
        guard let equals = text.lastIndex(of: "=") else {
            throw UnreadableValue(text, expected: "METRIC=LIMIT, where METRIC is \(Rule.operandWords)", found: "no '='")
        }
        let operand = try Rule.operand(String(text[..<equals]))
        let limit = try ValueLimit(parsing: String(text[text.index(after: equals)...].trimmed), operand.unit)
        self.init(
            name: "\(operand.name)/max", place: place, subject: Rule.subject(operand), test: .most(limit), kind: .max, minTrust: minTrust)
    }

    /// A rule on the growth of a number. A limit without a metric is for `heap.total`.
    package init(growth text: String, at place: RulePlace, minTrust: Trust.Level = .good) throws(UnreadableValue) {
        let equals = text.lastIndex(of: "=")
        let operand = try Rule.operand(equals.map { String(text[..<$0]) } ?? "heap.total")
        let limit = equals.map { String(text[text.index(after: $0)...].trimmed) } ?? text
        self.init(
            name: "\(operand.name)/max_growth", place: place, subject: Rule.subject(operand),
            test: .growth(try GrowthLimit(parsing: limit, operand.unit)), kind: .maxGrowth, minTrust: minTrust)
    }

    /// A word of a rule in one line that is no operand.
    package struct UnknownOperand: Equatable, Sendable {
        /// The metric that was probably meant.
        package let nearest: String?
    }

    /// `nil` when the operand of a rule in one line can be parsed, or when there is none.
    package static func unknownOperand(in text: String, _ catalog: Catalog = .standard) -> UnknownOperand? {
        guard let equals = text.lastIndex(of: "=") else { return nil }
        let word = String(text[..<equals])
        guard Operand(word, catalog) == nil else { return nil }
        return UnknownOperand(nearest: nearestWord(to: word, among: catalog.metrics.map(\.name)))
    }

    private static func operand(_ text: String) throws(UnreadableValue) -> Operand {
        guard let operand = Operand(text) else { throw UnreadableValue(text, expected: operandWords, found: "'\(text)'") }
        return operand
    }

    private static func subject(_ operand: Operand) -> Subject {
        switch operand {
        case .metric(let metric): .metric(metric)
        case .rows(let set): .rows(set, together: false)
        }
    }
}
