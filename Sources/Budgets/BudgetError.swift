/// An error in a budget: its place, and a message that says what was expected. Exit code 2.
package struct BudgetError: Error, Equatable, Sendable {
    package let place: RulePlace
    /// Says what was found, what was expected and, if known, what was probably meant.
    package let message: String
    /// The line of the file, for the excerpt; `nil` when the place is not in a file.
    package let line: String?
    /// Whether the file is empty apart from comments.
    package let isOfEmptyFile: Bool

    package init(_ place: RulePlace, _ message: String, line: String? = nil, isOfEmptyFile: Bool = false) {
        self.isOfEmptyFile = isOfEmptyFile
        self.place = place
        self.message = message
        self.line = line
    }

    /// `heapdrift.yml:14:5: unknown key …`.
    package var sentence: String { "\(place.text): \(message)" }

    /// The line, and below it a caret under the place. Empty when the place is not in a file.
    package var excerpt: [String] {
        guard let line, let position = place.position else { return [] }
        // A tab or a control character would move the caret away from its place.
        let shown = String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
        let start = position.column > 100 ? position.column - 60 : 0
        let window = String(shown.dropFirst(start).prefix(120))
        let number = "\(position.line)"
        let caret = String(repeating: " ", count: max(position.column - 1 - start, 0)) + "^"
        return ["  \(number) | \(window)", "  \(String(repeating: " ", count: number.count)) | \(caret)"]
    }
}
