/// The questions that an input answers or not, and advice for a better input.
package struct DoctorReport: Sendable {
    package var path: String
    /// `nil` when the input cannot be read.
    package var head: SnapshotHead?
    /// A sentence that says what the input is, or why it cannot be read.
    package var finding: String
    /// A stable word like `not-a-core` when the input cannot be read.
    package var code: String?
    package var answers: [Answer]
    /// The most useful first.
    package var advice: [Advice]

    /// A question, and whether the input answers it.
    package struct Answer: Equatable, Sendable {
        package var question: String
        package var isAnswered: Bool
        /// The place of the answer, or the reason why there is none.
        package var remark: String

        package init(_ question: String, _ isAnswered: Bool, _ remark: String) {
            self.question = question
            self.isAnswered = isAnswered
            self.remark = remark
        }
    }

    package struct Advice: Equatable, Sendable {
        package var text: String
        /// A command to run, when there is one.
        package var command: String?

        package init(_ text: String, command: String? = nil) {
            self.text = text
            self.command = command
        }
    }

    package init(path: String, head: SnapshotHead?, finding: String, code: String?, answers: [Answer], advice: [Advice]) {
        self.path = path
        self.head = head
        self.finding = finding
        self.code = code
        self.answers = answers
        self.advice = advice
    }
}
