/// Every verb of a program with its options, arguments and examples, as data. Parsing and help use it.
package struct CommandTable: Sendable {
    /// The program's name, as in its messages.
    package let program: String
    package let summary: String
    package let verbs: [Verb]
    /// The verb that is used when the first word is not a verb but looks like an argument.
    package let fallback: Verb?
    /// Paragraphs at the end of the program's own help.
    package let notes: [String]
    package let examples: [Example]

    /// `help` and `version` are added to `verbs`. All options of one name must be declared alike, apart from the words that a verb allows;
    /// otherwise the program traps at its first start.
    package init(program: String, summary: String, verbs: [Verb], fallback: String? = nil, notes: [String] = [], examples: [Example] = []) {
        self.program = program
        self.summary = summary
        self.verbs = verbs + [CommandTable.helpVerb, CommandTable.versionVerb]
        self.fallback = verbs.first { $0.name == fallback }
        self.notes = notes
        self.examples = examples
        var byName: [String: Option] = [:]
        var byLetter: [Character: Option] = [:]
        for option in [.help, .version] + verbs.flatMap(\.options) {
            precondition(byName.updateValue(option, forKey: option.name)?.isSameDeclaration(option) ?? true, "two options --\(option.name)")
            guard let letter = option.short else { continue }
            precondition(byLetter.updateValue(option, forKey: letter).map { $0 == option } ?? true, "two options -\(letter)")
        }
        optionsByName = byName
        optionsByLetter = byLetter
    }

    let optionsByName: [String: Option]
    let optionsByLetter: [Character: Option]

    static let helpVerb = Verb(
        "help", "Explain a verb: its arguments, options and examples.",
        arguments: [Argument("VERB", .many(atLeast: 0), meaning: "The verb to explain; without one, the list of verbs.")])
    static let versionVerb = Verb("version", "Print the version.")

    /// The verb whose words are exactly these.
    package func verb(_ words: [String]) -> Verb? { verbs.first { $0.words == words } }

    /// The verbs that begin with these words: `store` gives `store ls` and `store sql`.
    package func verbs(under words: [String]) -> [Verb] { verbs.filter { $0.words.count > words.count && $0.words.starts(with: words) } }
}
