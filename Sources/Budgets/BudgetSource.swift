/// The text of a budget, and its name in errors and findings.
package struct BudgetSource: Sendable {
    /// The path as given, or `standard budget`.
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    func place(_ position: RulePlace.Position) -> RulePlace { RulePlace(name, position) }

    /// An error at a position of the text, with the line for its excerpt.
    func error(_ position: RulePlace.Position, _ message: String) -> BudgetError {
        BudgetError(place(position), message, line: line(position.line))
    }

    private func line(_ number: Int) -> String? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count else { return nil }
        return String(decoding: lines[number - 1].prefix(10_000), as: UTF8.self)
    }
}
