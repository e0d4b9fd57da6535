/// What was typed, understood: a verb, its options and arguments. Nothing is resolved yet.
package struct ParsedCommand: Sendable {
    package let verb: Verb
    package let arguments: [String]
    /// Options in the order in which they were typed; the text of a flag is empty.
    package let options: [(option: Option, text: String)]

    package func has(_ option: Option) -> Bool { options.contains { $0.option == option } }

    /// The value that counts: the last one.
    package func value(_ option: Option) -> String? { options.last { $0.option == option }?.text }

    /// All values of a repeatable option, as typed.
    package func values(_ option: Option) -> [String] { options.filter { $0.option == option }.map(\.text) }

    /// The value of an option declared as a number.
    package func number(_ option: Option) -> Int? { value(option).flatMap { Int($0) } }

    /// The values of an option declared as words separated by commas, of all its occurrences.
    package func words(_ option: Option) -> [String]? {
        has(option) ? values(option).flatMap { $0.split(separator: ",").map(String.init) } : nil
    }

    /// Which of several flags was typed last; nil when none was.
    package func last(of candidates: [Option]) -> Option? { options.last { candidates.contains($0.option) }?.option }
}

/// What a command line asks for.
package enum Request: Sendable {
    case run(ParsedCommand)
    /// Help on the verbs that begin with these words; on the program when there are none.
    case help([String])
    case version
    /// Not a single word was typed.
    case nothing
}
