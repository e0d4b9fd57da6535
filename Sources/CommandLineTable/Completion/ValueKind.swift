/// The kind of a value or argument, as far as a shell can complete it.
package enum ValueKind: Hashable, Sendable {
    /// A value that cannot be completed: a number, a time, a pattern.
    case anything
    case file, folder
    /// A verb of the program itself.
    case verb
    /// A series of snapshots that the program keeps.
    case series
    /// A file, or the latest snapshot of a series: `orders@latest`.
    case snapshot

    /// The kind by the placeholder. These words have the same meaning everywhere in the table.
    init(placeholder: String) {
        self =
            switch placeholder {
            case "FILE", "PATH", "FOLDER": .file
            case "DIR": .folder
            case "VERB": .verb
            case "SERIES": .series
            case "REF", "A", "B", "C", "WHAT": .snapshot
            default: .anything
            }
    }
}

/// The words that can be offered in one place of a command line.
enum Candidates: Hashable {
    case named(ValueKind)
    case words([String])
    /// Several of the words, with commas between them.
    case list([String])
}

extension Argument {
    var candidates: Candidates { choices.map { .words($0) } ?? .named(ValueKind(placeholder: name)) }
}

extension Option {
    /// The candidates for the option's value; `nil` for a flag.
    var candidates: Candidates? {
        switch value {
        case .flag: nil
        case .text(let placeholder): .named(ValueKind(placeholder: placeholder))
        case .number: .named(.anything)
        case .choice(let words): .words(words)
        case .choices(_, let words): .list(words)
        }
    }

    /// Every way in which the option can be spelled.
    var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + [spelling] }

    /// The first sentence of the meaning up to a colon. It is short enough to be shown beside a completion.
    var shortMeaning: String {
        let sentence = firstSentence(meaning)
        for index in sentence.indices where sentence[index] == ":" && sentence[index...].hasPrefix(": ") {
            return String(sentence[..<index])
        }
        return sentence
    }
}

extension Verb {
    /// The candidates for an argument of the verb by its number, from 0; `nil` when the verb has no more arguments.
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

/// The first sentence, without its full stop.
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
    /// The options of all verbs, each once, sorted by name.
    var options: [Option] { optionsByName.values.sorted { $0.name < $1.name } }

    /// First words of the verbs, each once, in the table's order.
    var firstWords: [String] {
        var words: [String] = []
        for verb in verbs where !words.contains(verb.words[0]) { words.append(verb.words[0]) }
        return words
    }

    /// First words that need a second one.
    var groupWords: [String] { firstWords.filter { verb([$0]) == nil } }

    /// The text for a first word in a list: the verb's summary, or the second words of the verbs that begin with it.
    func summary(ofFirst word: String) -> String {
        verb([word])?.summary ?? "One of " + verbs(under: [word]).map { $0.words[1] }.joined(separator: ", ")
    }

    /// The options that a verb accepts: its own and `--help`.
    func options(of verb: Verb) -> [Option] { verb.options + (verb.options.contains(.help) ? [] : [.help]) }
}
