import Wording

/// An option of the command line: `--top N`, `-q`. It is declared once, even if many verbs take it.
///
/// Two options of one name are equal: a verb may allow fewer words than the option has (`Verb.allowing`).
package struct Option: Hashable, Sendable {
    /// Long name without the dashes.
    package let name: String
    /// The one-letter form, if there is one.
    package let short: Character?
    package let value: Value
    /// Whether every occurrence counts, and not only the last one.
    package let isRepeatable: Bool
    /// Whether it takes every word up to the next option, and not only one: `--against A B C`. Such an option is repeatable.
    package let takesSeveral: Bool
    /// One or two sentences. Help adds the default, the environment variable and the allowed words.
    package let meaning: String
    /// The default, as help shows it.
    package let standard: String?
    /// The environment variable with the same meaning. The table only shows it in help; the program reads it.
    package let environment: String?

    package static func == (a: Option, b: Option) -> Bool { a.name == b.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Whether both are declared alike, except that one may allow fewer words.
    func isSameDeclaration(_ other: Option) -> Bool {
        func form(_ value: Value) -> Value { if case .choice = value { .choice([]) } else { value } }
        return name == other.name && short == other.short && form(value) == form(other.value) && isRepeatable == other.isRepeatable
            && takesSeveral == other.takesSeveral
            && meaning == other.meaning && standard == other.standard && environment == other.environment
    }

    /// The same option with these words alone.
    func allowing(_ words: [String]) -> Option {
        Option(
            name, short: short, .choice(words), repeatable: isRepeatable, several: takesSeveral, standard: standard,
            environment: environment, meaning: meaning)
    }

    /// The form of an option's value.
    package enum Value: Hashable, Sendable {
        /// The option has no value.
        case flag
        /// Any text. Help shows the placeholder for it.
        case text(String)
        /// A whole number in a range.
        case number(String, ClosedRange<Int>)
        /// One of these words.
        case choice([String])
        /// Some of these words, separated by commas. Help shows the placeholder for one of them.
        case choices(String, [String])
    }

    package init(
        _ name: String, short: Character? = nil, _ value: Value, repeatable: Bool = false, several: Bool = false,
        standard: String? = nil, environment: String? = nil, meaning: String
    ) {
        self.name = name
        self.short = short
        self.value = value
        isRepeatable = repeatable || several
        takesSeveral = several
        self.meaning = meaning
        self.standard = standard
        self.environment = environment
    }

    /// `-h`, `--help`. The parser handles it.
    package static let help = Option("help", short: "h", .flag, meaning: "Print this help and exit.")
    /// `--version`. The parser handles it.
    package static let version = Option("version", .flag, meaning: "Print the version and exit.")

    /// `--name`.
    package var spelling: String { "--" + name }

    var takesValue: Bool { value != .flag }

    /// `N`, `auto|always|never`, `SECTION,...`; empty for a flag. If there are too many words for one line, it is the option's name, like
    /// `FORMAT`, and the explanation lists the words.
    package var placeholder: String {
        switch value {
        case .flag: ""
        case .text(let placeholder) where takesSeveral: placeholder + "..."
        case .text(let placeholder), .number(let placeholder, _): placeholder
        case .choice where hasManyWords: name.uppercased()
        case .choice(let words): words.joined(separator: "|")
        case .choices(let placeholder, _): placeholder + ",..."
        }
    }

    /// Whether there are too many words to show beside the option's name.
    var hasManyWords: Bool {
        if case .choice(let words) = value { words.joined(separator: "|").count > 32 } else { false }
    }

    /// The problem with a value, if the table can check this kind of value; `nil` when there is none.
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
