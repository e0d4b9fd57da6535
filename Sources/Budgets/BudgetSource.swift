/// The text of a budget, and its name in errors and findings.
package struct BudgetSource: Sendable {
    /// The path as given, or `standard budget`.
    package let name: String
    package let bytes: [UInt8]
    /// Whether a file has this name, so that lines of it can be shown.
    package let isFile: Bool

    /// Editors of Windows begin a file with a byte order mark. It is no part of the text.
    package init(name: String, bytes: [UInt8], isFile: Bool = true) {
        self.name = name
        self.isFile = isFile
        self.bytes = bytes.starts(with: BudgetSource.byteOrderMark) ? Array(bytes.dropFirst(BudgetSource.byteOrderMark.count)) : bytes
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Whether the text begins with the byte order mark of UTF-16.
    var isUTF16: Bool { bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) }

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
