import Wording

/// An error in the command line. Exit code 2.
package struct UsageError: Error, Equatable, Sendable {
    package let problem: Problem
    /// Words of the verb, for the hint. Empty when there is none.
    package let verb: [String]

    package init(_ problem: Problem, verb: [String] = []) {
        self.problem = problem
        self.verb = verb
    }

    /// `nearest` is the correct spelling of what was probably meant.
    package enum Problem: Error, Equatable, Sendable {
        case noVerb
        /// With `orFile` the word could have been a file instead of a verb.
        case unknownVerb(String, nearest: String?, orFile: Bool = false)
        /// The first word of a verb needs a second one.
        case incompleteVerb(String, choices: [String])
        /// `others` are names of verbs that take the option.
        case unknownOption(String, nearest: String?, others: [String])
        case missingValue(of: String, placeholder: String)
        case unwantedValue(of: String)
        /// `expected` completes "takes ...".
        case badValue(of: String, found: String, expected: String, nearest: String?)
        case missingArgument(String)
        case unwantedArgument(String)
        /// Parts of the command line exclude each other, or one needs another. The value is the sentence, without a full stop.
        case contradiction(String)
    }

    /// The sentence, without the program's name.
    package var sentence: String {
        let place = verb.isEmpty ? "" : " for '\(verb.joined(separator: " "))'"
        switch problem {
        case .noVerb: return "no verb given"
        case .unknownVerb(let word, nil, orFile: true): return "unknown verb '\(word)', and there is no file or folder of that name"
        case .unknownVerb(let word, let nearest, _): return "unknown verb '\(word)'" + suggestion(nearest)
        case .incompleteVerb(let word, let choices): return "'\(word)' needs one of \(alternatives(choices)) after it"
        case .unknownOption(let word, let nearest, let others):
            let home = others.isEmpty ? "" : " (it belongs to \(alternatives(others.map { "'\($0)'" })))"
            return "unknown option '\(word)'\(place)" + (others.isEmpty ? suggestion(nearest) : home)
        case .missingValue(let option, let placeholder): return "option '\(option)' needs a value: \(option) \(placeholder)"
        case .unwantedValue(let option): return "option '\(option)' takes no value"
        case .badValue(let option, let found, let expected, let nearest):
            return "'\(option)' takes \(expected), not '\(found)'" + suggestion(nearest)
        case .missingArgument(let name): return "missing argument \(name)\(place)"
        case .unwantedArgument(let word): return "unexpected argument '\(word)'\(place)"
        case .contradiction(let sentence): return sentence
        }
    }

    /// The command that explains the verb.
    package func hint(program: String) -> String { "see '\(([program, "help"] + verb).joined(separator: " "))'" }

    private func suggestion(_ nearest: String?) -> String { nearest.map { "; did you mean '\($0)'?" } ?? "" }
}
