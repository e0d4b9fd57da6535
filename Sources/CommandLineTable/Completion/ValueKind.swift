/// What a word on the command line names, as far as a shell can find out and complete it.
package enum NamedThing: Hashable, Sendable {
    /// Something only the person knows: a number, a time, a pattern.
    case anything
    case file, folder
    /// A verb of the program itself.
    case verb
    /// A series of snapshots that the program keeps.
    case series
    /// A file, or the latest snapshot of a series: `orders@latest`.
    case snapshot

    /// What a placeholder says. These words mean the same wherever they stand in the table.
    init(placeholder: String) {
        self =
            switch placeholder {
            case "FILE", "PATH": .file
            case "DIR": .folder
            case "VERB": .verb
            case "SERIES": .series
            case "REF", "A", "B", "C": .snapshot
            default: .anything
            }
    }
}

/// What may stand in one place of a command line.
enum Candidates: Hashable {
    case named(NamedThing)
    case words([String])
    /// Several of the words, with commas between them.
    case list([String])
}

extension Argument {
    var candidates: Candidates { choices.map { .words($0) } ?? .named(NamedThing(placeholder: name)) }
}

extension Option {
    /// nil for a flag: nothing follows it.
    var candidates: Candidates? {
        switch value {
        case .flag: nil
        case .text(let placeholder): .named(NamedThing(placeholder: placeholder))
        case .number: .named(.anything)
        case .choice(let words): .words(words)
        case .choices(_, let words): .list(words)
        }
    }

    /// Every way in which the option can be spelled.
    var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + [spelling] }

    /// The first sentence of the meaning, up to a colon: what fits beside a completion.
    var shortMeaning: String {
        let sentence = firstSentence(meaning)
        for index in sentence.indices where sentence[index] == ":" && sentence[index...].hasPrefix(": ") {
            return String(sentence[..<index])
        }
        return sentence
    }
}

extension Verb {
    /// What may stand at a place among the verb's arguments, from 0; nil when nothing more is taken.
    func candidates(at place: Int) -> Candidates? {
        if place < arguments.count { return arguments[place].candidates }
        guard let last = arguments.last, case .many = last.count else { return nil }
        return last.candidates
    }

    /// Whether the last argument may be repeated.
    var takesMany: Bool {
        if case .many = arguments.last?.count { true } else { false }
    }
}

/// Up to the first full stop that ends a sentence, without it.
func firstSentence(_ text: String) -> String {
    var previous: Character?
    for index in text.indices {
        let next = text.index(after: index)
        if text[index] == ".", next == text.endIndex || text[next] == " ", previous != "." { return String(text[..<index]) }
        previous = text[index]
    }
    return text
}

extension CommandTable {
    /// The options of every verb, each once, by name.
    var options: [Option] { optionsByName.values.sorted { $0.name < $1.name } }

    /// First words of the verbs, each once, in the table's order.
    var firstWords: [String] {
        var words: [String] = []
        for verb in verbs where !words.contains(verb.words[0]) { words.append(verb.words[0]) }
        return words
    }

    /// First words that need a second one.
    var groupWords: [String] { firstWords.filter { verb([$0]) == nil } }

    /// What a list says of a first word: the verb's summary, or the verbs that begin with it.
    func summary(ofFirst word: String) -> String {
        verb([word])?.summary ?? "One of " + verbs(under: [word]).map { $0.words[1] }.joined(separator: ", ")
    }

    /// The options that a verb answers to: its own and `--help`.
    func options(of verb: Verb) -> [Option] { verb.options + (verb.options.contains(.help) ? [] : [.help]) }
}
