import Wording

/// An option as a person types it: `--top N`, `-q`. Declared once, however many verbs take it.
package struct Option: Hashable, Sendable {
    /// Long name without the dashes.
    package let name: String
    /// The one-letter form, if there is one.
    package let short: Character?
    package let value: Value
    /// Every occurrence counts. Otherwise the last one does.
    package let isRepeatable: Bool
    /// One or two sentences; help adds default, environment variable and allowed words itself.
    package let meaning: String
    /// What holds when the option is not given, as help shows it.
    package let standard: String?
    /// The environment variable that says the same. Only told in help; whoever resolves the option reads it.
    package let environment: String?

    /// What comes after the option's name.
    package enum Value: Hashable, Sendable {
        /// Nothing: giving the option is all there is to say.
        case flag
        /// Any text; the placeholder stands for it in help.
        case text(String)
        /// A whole number in a range.
        case number(String, ClosedRange<Int>)
        /// One of these words.
        case choice([String])
        /// Some of these words, separated by commas; the placeholder stands for one of them.
        case choices(String, [String])
    }

    package init(
        _ name: String, short: Character? = nil, _ value: Value, repeatable: Bool = false, standard: String? = nil,
        environment: String? = nil, meaning: String
    ) {
        self.name = name
        self.short = short
        self.value = value
        isRepeatable = repeatable
        self.meaning = meaning
        self.standard = standard
        self.environment = environment
    }

    /// `-h`, `--help`: answered by the parser itself.
    package static let help = Option("help", short: "h", .flag, meaning: "Print this help and exit.")
    /// `--version`: answered by the parser itself.
    package static let version = Option("version", .flag, meaning: "Print the version and exit.")

    /// `--name`.
    package var spelling: String { "--" + name }

    var takesValue: Bool { value != .flag }

    /// `N`, `auto|always|never`, `SECTION,...`; empty for a flag. Words that would fill a line are listed in the explanation: `FORMAT`.
    package var placeholder: String {
        switch value {
        case .flag: ""
        case .text(let placeholder), .number(let placeholder, _): placeholder
        case .choice where hasManyWords: name.uppercased()
        case .choice(let words): words.joined(separator: "|")
        case .choices(let placeholder, _): placeholder + ",..."
        }
    }

    /// Too many to stand beside the option's name.
    var hasManyWords: Bool {
        if case .choice(let words) = value { words.joined(separator: "|").count > 32 } else { false }
    }

    /// What is wrong with a value, or nil: for the kinds of value that the table itself can judge.
    func objection(to text: String) -> UsageError.Problem? {
        switch value {
        case .flag, .text: return nil
        case .number(_, let range):
            if let number = Int(text), range.contains(number) { return nil }
            let bounds = range.upperBound == .max ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            return .badValue(of: spelling, found: text, expected: "a whole number \(bounds)", nearest: nil)
        case .choice(let words):
            if words.contains(text) { return nil }
            return .badValue(of: spelling, found: text, expected: alternatives(words), nearest: nearestWord(to: text, among: words))
        case .choices(_, let words):
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard let wrong = parts.first(where: { !words.contains($0) }) else { return nil }
            let expected = alternatives(words) + " (several with commas)"
            return .badValue(of: spelling, found: wrong, expected: expected, nearest: nearestWord(to: wrong, among: words))
        }
    }
}
