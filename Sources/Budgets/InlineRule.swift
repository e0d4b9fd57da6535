package import Growth
package import SnapshotModel

/// Rules of the command line: `--max METRIC=LIMIT`, `--max-growth [METRIC=]LIMIT`.
extension Rule {
    package static let operandWords = "a metric of 'heapdrift check --metrics', type:GLOB or type-bytes:GLOB"

    /// Throws when the metric or the limit is not understood.
    package init(most text: String, minTrust: Trust.Level = .good) throws(UnreadableValue) {
        // A glob may hold '=', a limit never does.
        guard let equals = text.lastIndex(of: "=") else {
            throw UnreadableValue(text, expected: "METRIC=LIMIT, where METRIC is \(Rule.operandWords)", found: "no '='")
        }
        let operand = try Rule.operand(String(text[..<equals]))
        let limit = try ValueLimit(parsing: String(text[text.index(after: equals)...].trimmed), operand.unit)
        self.init(
            name: "\(operand.name)/max", place: RulePlace("--max"), subject: Rule.subject(operand), test: .most(limit), kind: .max,
            minTrust: minTrust)
    }

    /// Without a metric: `heap.total`.
    package init(growth text: String, minTrust: Trust.Level = .good) throws(UnreadableValue) {
        let equals = text.lastIndex(of: "=")
        let operand = try Rule.operand(equals.map { String(text[..<$0]) } ?? "heap.total")
        let limit = equals.map { String(text[text.index(after: $0)...].trimmed) } ?? text
        self.init(
            name: "\(operand.name)/max_growth", place: RulePlace("--max-growth"), subject: Rule.subject(operand),
            test: .growth(try GrowthLimit(parsing: limit, operand.unit)), kind: .maxGrowth, minTrust: minTrust)
    }

    private static func operand(_ text: String) throws(UnreadableValue) -> Operand {
        guard let operand = Operand(text) else { throw UnreadableValue(text, expected: operandWords, found: "'\(text)'") }
        return operand
    }

    private static func subject(_ operand: Operand) -> Subject {
        switch operand {
        case .metric(let metric): .metric(metric)
        case .types(let set): .types(set, together: false)
        }
    }
}
