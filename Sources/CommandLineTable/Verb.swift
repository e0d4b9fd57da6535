import Wording

/// A verb of the program, like `diff` or `store ls`, with everything that parser and help need.
package struct Verb: Hashable, Sendable {
    /// One word, or two if several verbs share the first one (`store ls`, `store sql`).
    package let words: [String]
    /// A sentence for the list of verbs.
    package let summary: String
    /// Paragraphs below the usage line.
    package let details: [String]
    package let arguments: [Argument]
    package let groups: [OptionGroup]
    package let examples: [Example]

    package init(
        _ name: String, _ summary: String, details: [String] = [], arguments: [Argument] = [], groups: [OptionGroup] = [],
        examples: [Example] = []
    ) {
        words = name.split(separator: " ").map(String.init)
        self.summary = summary
        self.details = details
        self.arguments = arguments
        self.groups = groups
        self.examples = examples
    }

    /// The same verb, which allows only these words as values of an option.
    package func allowing(_ words: [String], of option: Option) -> Verb {
        let narrowed = groups.map { group in OptionGroup(group.title, group.options.map { $0 == option ? $0.allowing(words) : $0 }) }
        return Verb(name, summary, details: details, arguments: arguments, groups: narrowed, examples: examples)
    }

    package var name: String { words.joined(separator: " ") }
    package var options: [Option] { groups.flatMap(\.options) }

    /// `diff A B [C...]`.
    var synopsis: String { ([name] + arguments.map(\.usage)).joined(separator: " ") }
}

/// An argument of a verb, given by its place.
package struct Argument: Hashable, Sendable {
    package let name: String
    package let count: Count
    package let meaning: String
    /// The words that are allowed; `nil` when any is.
    package let choices: [String]?
    /// Whether other words than `choices` may be allowed too, which the verb decides.
    package let isOpen: Bool

    package enum Count: Hashable, Sendable {
        case one, optional
        /// Any number, but at least this many. Only the last argument of a verb can have it.
        case many(atLeast: Int)
    }

    package init(_ name: String, _ count: Count = .one, choices: [String]? = nil, isOpen: Bool = false, meaning: String) {
        self.name = name
        self.count = count
        self.meaning = meaning
        self.choices = choices
        self.isOpen = isOpen
    }

    /// The error for a word that is none of `choices`; `nil` when any is allowed.
    package func refusal(of word: String) -> UsageError.Problem? {
        guard let choices, !choices.contains(word) else { return nil }
        return .badValue(of: name, found: word, expected: alternatives(choices), nearest: nearestWord(to: word, among: choices))
    }

    var least: Int {
        switch count {
        case .one: 1
        case .optional: 0
        case .many(let least): least
        }
    }

    /// `A`, `[C...]`, `FILE...`, `[types|modules]`.
    var usage: String {
        let word = choices?.joined(separator: "|") ?? name
        return switch count {
        case .one: word
        case .optional: "[\(word)]"
        case .many(let least): least == 0 ? "[\(word)...]" : "\(word)..."
        }
    }
}

/// Options under one heading of the help.
package struct OptionGroup: Hashable, Sendable {
    package let title: String
    package let options: [Option]

    package init(_ title: String, _ options: [Option]) {
        self.title = title
        self.options = options
    }
}

/// A complete command line and its purpose.
package struct Example: Hashable, Sendable {
    package let command: String
    package let purpose: String

    package init(_ command: String, _ purpose: String) {
        self.command = command
        self.purpose = purpose
    }
}
