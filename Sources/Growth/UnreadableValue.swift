/// A text of the user that should be a size, a change, a format and is none.
package struct UnreadableValue: Error, Equatable, Sendable {
    /// As typed.
    package let text: String
    /// What would have been understood, as words that fit after "expected".
    package let expected: String
    /// What is there instead, as words that fit after "found".
    package let found: String

    package init(_ text: String, expected: String, found: String) {
        self.text = text
        self.expected = expected
        self.found = found
    }

    package var sentence: String { "'\(text)': expected \(expected), found \(found)" }
}
