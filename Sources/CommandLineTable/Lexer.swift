/// Divides a command line into options and operands, before the verb is known.
struct Lexer {
    enum Token {
        case operand(String, literal: Bool)
        case option(Option, text: String)
        /// An option that the table does not know, without its value.
        case unknown(String)
        case failure(UsageError.Problem)
    }

    private let table: CommandTable
    private let words: [String]
    private var next = 0
    private(set) var tokens: [Token] = []

    /// Options can be anywhere. Everything after `--` is an operand, and so is a single `-`.
    init(_ table: CommandTable, _ words: [String]) {
        self.table = table
        self.words = words
        while next < words.count {
            let word = words[next]
            next += 1
            if word == "--" {
                tokens += words[next...].map { .operand($0, literal: true) }
                return
            }
            if word.hasPrefix("--") {
                long(word)
            } else if word.hasPrefix("-"), word != "-" {
                cluster(word)
            } else {
                tokens.append(.operand(word, literal: false))
            }
        }
    }

    /// `--name`, `--name=value`, `--name value`.
    private mutating func long(_ word: String) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = table.optionsByName[parts[0]] else { return tokens.append(.unknown("--" + parts[0])) }
        if parts.count == 2 {
            tokens.append(option.takesValue ? .option(option, text: parts[1]) : .failure(.unwantedValue(of: option.spelling)))
        } else {
            take(option, spelled: option.spelling)
        }
    }

    /// `-q`, `-qv`, `-o FILE`, `-oFILE`, `-qoFILE`.
    private mutating func cluster(_ word: String) {
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            guard let option = table.optionsByLetter[letter] else { return tokens.append(.unknown("-\(letter)")) }
            if option.takesValue, !rest.isEmpty { return tokens.append(.option(option, text: String(rest))) }
            take(option, spelled: "-\(letter)")
        }
    }

    private mutating func take(_ option: Option, spelled spelling: String) {
        guard option.takesValue else { return tokens.append(.option(option, text: "")) }
        // The name of an option is not taken as a value. `--name=--value` can give such a value.
        guard next < words.count, words[next] != "--", !isKnownOption(words[next]) else {
            return tokens.append(.failure(.missingValue(of: spelling, placeholder: option.placeholder)))
        }
        repeat {
            tokens.append(.option(option, text: words[next]))
            next += 1
        } while option.takesSeveral && next < words.count && isOperand(words[next])
    }

    private func isOperand(_ word: String) -> Bool { word == "-" || !word.hasPrefix("-") }

    private func isKnownOption(_ word: String) -> Bool {
        if word.hasPrefix("--") { return table.optionsByName[String(word.dropFirst(2).prefix { $0 != "=" })] != nil }
        return word.count == 2 && word.first == "-" && word.last.map { table.optionsByLetter[$0] != nil } ?? false
    }
}
