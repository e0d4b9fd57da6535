import RawMemory
import Reduction

/// Why there is no result: a sentence for people, a stable word for scripts, and the exit code.
struct Failure: Error {
    let code: ExitCode
    /// Like `not-a-core`; the JSON error carries it.
    let word: String
    /// What was expected, what was found and what to do next, without the program's name.
    let sentence: String
    /// A second line, where to read on.
    var hint: String?

    init(_ code: ExitCode, _ word: String, _ sentence: String, hint: String? = nil) {
        self.code = code
        self.word = word
        self.sentence = sentence
        self.hint = hint
    }

    static let interrupted = Failure(
        .interrupted, "interrupted", "interrupted; what was finished is kept in the store, and running the same again goes on from there")

    /// From whatever reading an input threw.
    init(reading error: any Error) {
        switch error {
        case let failure as InputFailure: self.init(.input, failure.code, failure.sentence)
        case is Interrupted: self = .interrupted
        case let failure as Failure: self = failure
        default: self.init(.internalError, "internal", "unexpected error of type \(type(of: error)); please report it with the version")
        }
    }
}
