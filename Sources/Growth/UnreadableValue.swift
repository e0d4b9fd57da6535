/// A text given by the user that cannot be parsed as the value that it should be.
package struct UnreadableValue: Error, Equatable, Sendable {
    /// As typed.
    package let text: String
    /// A description that fits after "expected".
    package let expected: String
    /// A description that fits after "found".
    package let found: String

    package init(_ text: String, expected: String, found: String) {
        self.text = text
        self.expected = expected
        self.found = found
    }

    package var sentence: String { "'\(text)': expected \(expected), found \(found)" }
}
