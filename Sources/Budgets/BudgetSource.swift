/// The text of a budget, and its name in errors and findings.
package struct BudgetSource: Sendable {
    /// The path as given, or `standard budget`.
    package let name: String
    package let bytes: [UInt8]
    /// Whether a file has this name, so that lines of it can be shown.
    package let isFile: Bool

    package init(name: String, bytes: [UInt8], isFile: Bool = true) {
        self.name = name
        self.bytes = bytes
        self.isFile = isFile
    }

    func place(_ position: RulePlace.Position) -> RulePlace { RulePlace(name, isFile ? position : nil) }

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
