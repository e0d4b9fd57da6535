/// The reason why there is no answer.
package struct FailureReport: Equatable, Sendable {
    /// A stable word, like `not-a-core`.
    package var code: String
    /// A sentence that says what was expected, what was found, and what to do next.
    package var message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
