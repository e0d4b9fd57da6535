/// A parsed command line: a verb, its options and arguments, as typed.
package struct ParsedCommand: Sendable {
    package let verb: Verb
    package let arguments: [String]
    /// Options in the order in which they were typed; the text of a flag is empty.
    package let options: [(option: Option, text: String)]
    /// Whether the verb was not typed: it is the fallback.
    package var isVerbImplied = false

    package func has(_ option: Option) -> Bool { options.contains { $0.option == option } }

    /// The value of the option's last occurrence.
    package func value(_ option: Option) -> String? { options.last { $0.option == option }?.text }

    /// All values of a repeatable option, as typed.
    package func values(_ option: Option) -> [String] { options.filter { $0.option == option }.map(\.text) }

    /// The value of an option declared as a number.
    package func number(_ option: Option) -> Int? { value(option).flatMap { Int($0) } }

    /// The words in all occurrences of an option whose value is words separated by commas.
    package func words(_ option: Option) -> [String]? {
        has(option) ? values(option).flatMap { $0.split(separator: ",").map(String.init) } : nil
    }

    /// The one of several options that was typed last; `nil` when none was.
    package func last(of candidates: [Option]) -> Option? { options.last { candidates.contains($0.option) }?.option }
}

/// The result of parsing a command line.
package enum Request: Sendable {
    case run(ParsedCommand)
    /// Help on the verbs that begin with these words, or on the program when there are none.
    case help([String])
    case version
    /// The command line is empty.
    case nothing
}
