/// What is wrong in a budget, where, and what was expected. Exit code 2.
package struct BudgetError: Error, Equatable, Sendable {
    package let place: RulePlace
    /// A sentence: what was found, what was expected, what was probably meant.
    package let message: String
    /// The file's line, for the caret below it; `nil` when the place is no file.
    package let line: String?
    /// The file holds nothing at all.
    package let isOfEmptyFile: Bool

    package init(_ place: RulePlace, _ message: String, line: String? = nil, isOfEmptyFile: Bool = false) {
        self.isOfEmptyFile = isOfEmptyFile
        self.place = place
        self.message = message
        self.line = line
    }

    /// `heapdrift.yml:14:5: unknown key …`.
    package var sentence: String { "\(place.text): \(message)" }

    /// The line, and below it a caret under the place. Empty when the place is no file.
    package var excerpt: [String] {
        guard let line, let position = place.position else { return [] }
        // A tab or anything that acts on a terminal would move the caret away from its place.
        let shown = String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
        let start = position.column > 100 ? position.column - 60 : 0
        let window = String(shown.dropFirst(start).prefix(120))
        let number = "\(position.line)"
        let caret = String(repeating: " ", count: max(position.column - 1 - start, 0)) + "^"
        return ["  \(number) | \(window)", "  \(String(repeating: " ", count: number.count)) | \(caret)"]
    }
}
