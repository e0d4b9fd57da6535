/// Why an input cannot become a snapshot. Exit code 3; `sentence` says what was expected, what was found and what to do next.
package struct InputFailure: Error, Equatable, Sendable {
    /// A stable word for tests and JSON, like `not-a-core`, `runtime-unsupported`, `too-large-unpacked`.
    package var code: String
    package var sentence: String

    package init(_ code: String, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
