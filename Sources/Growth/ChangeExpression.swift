/// A parsed change like `5% and 1 MB`, `10% or 5MB`, `64 kB`, `2%` or `5% and 200`: a percentage, an amount or two of these.
package struct ChangeExpression: Equatable, Sendable {
    /// In millionths: 1 % is 10,000.
    package var millionths: Int128?
    /// A size.
    package var bytes: Int128?
    /// A plain number.
    package var pieces: Int128?
    /// Whether two parts are joined by `and`. It has no effect when there is one part.
    package var needsBoth = true
    /// The text with single spaces, for messages.
    package var text = ""

    package var isPair: Bool { [millionths, bytes, pieces].count { $0 != nil } == 2 }

    /// `expected` is the description of the value in errors.
    package init(parsing text: String, expected: String) throws(UnreadableValue) {
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        let joints = words.indices.filter { ["and", "or"].contains(words[$0].lowercased()) }
        guard joints.count <= 1 else { throw UnreadableValue(text, expected: expected, found: "more than two parts") }
        let halves = joints.first.map { [words[..<$0], words[($0 + 1)...]] } ?? [words[...]]
        needsBoth = joints.first.map { words[$0].lowercased() == "and" } ?? true
        self.text = words.joined(separator: " ")
        for half in halves { try take(half.joined(separator: " "), of: text, expected) }
    }

    private mutating func take(_ part: String, of text: String, _ expected: String) throws(UnreadableValue) {
        if part.hasSuffix("%") {
            guard let value = DecimalNumber(part.dropLast().trimmed)?.times(10_000) else {
                throw UnreadableValue(text, expected: expected, found: "'\(part)'")
            }
            guard millionths == nil else { throw UnreadableValue(text, expected: expected, found: "two percentages") }
            millionths = Int128(clamping: value)
        } else if let count = UInt64(part) {
            guard pieces == nil else { throw UnreadableValue(text, expected: expected, found: "two numbers") }
            pieces = Int128(count)
        } else {
            let size: UInt64
            do throws(UnreadableValue) { size = try ByteSize.parse(part) } catch {
                throw UnreadableValue(text, expected: expected, found: part.isEmpty ? "nothing" : "'\(part)': \(error.found)")
            }
            guard bytes == nil else { throw UnreadableValue(text, expected: expected, found: "two sizes") }
            bytes = Int128(size)
        }
    }
}
