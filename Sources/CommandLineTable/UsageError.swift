import Wording

/// What was typed cannot be understood. Exit code 2.
package struct UsageError: Error, Equatable, Sendable {
    package let problem: Problem
    /// Words of the verb at hand; empty when there is none. The hint names it.
    package let verb: [String]

    package init(_ problem: Problem, verb: [String] = []) {
        self.problem = problem
        self.verb = verb
    }

    /// `nearest` is what was probably meant, spelled as it should have been typed.
    package enum Problem: Error, Equatable, Sendable {
        case noVerb
        case unknownVerb(String, nearest: String?)
        /// A first word that needs a second one.
        case incompleteVerb(String, choices: [String])
        /// `others`: names of verbs that do take the option.
        case unknownOption(String, nearest: String?, others: [String])
        case missingValue(of: String, placeholder: String)
        case unwantedValue(of: String)
        /// `expected` completes "takes ...".
        case badValue(of: String, found: String, expected: String, nearest: String?)
        case missingArgument(String)
        case unwantedArgument(String)
        /// Two things that exclude each other, or one that another needs: a whole sentence without a full stop.
        case contradiction(String)
    }

    /// The sentence, without the program's name before it.
    package var sentence: String {
        let place = verb.isEmpty ? "" : " for '\(verb.joined(separator: " "))'"
        switch problem {
        case .noVerb: return "no verb given"
        case .unknownVerb(let word, let nearest): return "unknown verb '\(word)'" + suggestion(nearest)
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

    /// Where to read on.
    package func hint(program: String) -> String { "see '\(([program, "help"] + verb).joined(separator: " "))'" }

    private func suggestion(_ nearest: String?) -> String { nearest.map { "; did you mean '\($0)'?" } ?? "" }
}
