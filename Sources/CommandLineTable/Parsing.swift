import Wording

extension CommandTable {
    /// Parses a command line without the program's name.
    ///
    /// `looksLikeArgument` decides whether a first word that is not a verb is an argument of the fallback verb, like a file that exists, or
    /// a mistyped verb.
    package func parse(_ words: [String], looksLikeArgument: (String) -> Bool) throws(UsageError) -> Request {
        if words.isEmpty { return .nothing }
        let tokens = Lexer(self, words).tokens
        let operands = tokens.compactMap { token in if case .operand(let word, let literal) = token { (word, literal) } else { nil } }
        let found = find(operands.prefix { !$0.1 }.map(\.0))

        // Options before the first operand are checked before the verb, because the value of an unknown option would be taken for the verb.
        for token in tokens {
            if case .operand = token { break }
            if let problem = problem(of: token, for: found?.verb) { throw UsageError(problem, verb: found?.words ?? []) }
        }
        if asks(.help, tokens) {
            if let words = found?.words { return .help(words) }
            return .help(operands.isEmpty ? [] : try resolve(found, operands, looksLikeArgument).words)
        }
        if asks(.version, tokens) { return .version }

        let verb = try resolve(found, operands, looksLikeArgument)
        var options: [(option: Option, text: String)] = []
        for token in tokens {
            if let problem = problem(of: token, for: verb) { throw UsageError(problem, verb: verb.words) }
            if case .option(let option, let text) = token { options.append((option, text)) }
        }
        let arguments = operands.map(\.0).dropFirst(found == nil ? 0 : verb.words.count)
        if verb == CommandTable.versionVerb {
            if let word = arguments.first { throw UsageError(.unwantedArgument(word), verb: verb.words) }
            return .version
        }
        if verb == CommandTable.helpVerb { return .help(try topic(Array(arguments))) }
        try check(Array(arguments), for: verb)
        return .run(ParsedCommand(verb: verb, arguments: Array(arguments), options: options, isVerbImplied: found == nil))
    }

    /// The verb with which the operands begin, or the first word of several verbs. `nil` when the first operand is neither.
    private func find(_ operands: [String]) -> (words: [String], verb: Verb?)? {
        guard let first = operands.first else { return nil }
        if operands.count > 1, let verb = verb([first, operands[1]]) { return (verb.words, verb) }
        if let verb = verb([first]) { return (verb.words, verb) }
        return verbs(under: [first]).isEmpty ? nil : ([first], nil)
    }

    private func resolve(
        _ found: (words: [String], verb: Verb?)?, _ operands: [(word: String, literal: Bool)], _ looksLikeArgument: (String) -> Bool
    ) throws(UsageError) -> Verb {
        if let verb = found?.verb { return verb }
        if let group = found?.words {
            let choices = verbs(under: group).map { $0.words[group.count] }
            guard operands.count > group.count else {
                throw UsageError(.incompleteVerb(group.joined(separator: " "), choices: choices), verb: group)
            }
            let typed = operands[group.count].word
            let nearest = nearestWord(to: typed, among: choices).map { (group + [$0]).joined(separator: " ") }
            throw UsageError(.unknownVerb((group + [typed]).joined(separator: " "), nearest: nearest), verb: group)
        }
        guard let first = operands.first else { throw UsageError(.noVerb) }
        if let fallback, first.literal || looksLikeArgument(first.word) { return fallback }
        throw UsageError(
            .unknownVerb(first.word, nearest: nearestWord(to: first.word, among: verbs.map { $0.words[0] }), orFile: fallback != nil))
    }

    /// The words of `help`, if a verb begins with them.
    private func topic(_ words: [String]) throws(UsageError) -> [String] {
        if words.isEmpty || verb(words) != nil || !verbs(under: words).isEmpty { return words }
        let typed = words.joined(separator: " ")
        let first = nearestWord(to: words[0], among: verbs.map { $0.words[0] })
        throw UsageError(.unknownVerb(typed, nearest: nearestWord(to: typed, among: verbs.map(\.name)) ?? first))
    }

    private func asks(_ option: Option, _ tokens: [Lexer.Token]) -> Bool {
        tokens.contains { if case .option(option, _) = $0 { true } else { false } }
    }

    /// The problem with a token of `verb`, or of any verb if it is `nil`.
    private func problem(of token: Lexer.Token, for verb: Verb?) -> UsageError.Problem? {
        switch token {
        case .operand, .option(.help, _), .option(.version, _): return nil
        case .failure(let problem): return problem
        case .unknown(let spelling): return unknownOption(spelling, for: verb)
        case .option(let option, let text):
            guard let verb else { return option.objection(to: text) }
            // The verb may allow fewer words.
            guard let own = verb.options.first(where: { $0 == option }) else { return unknownOption(option.spelling, for: verb) }
            return own.objection(to: text)
        }
    }

    private func unknownOption(_ spelling: String, for verb: Verb?) -> UsageError.Problem {
        let others = spelling.hasPrefix("--") ? verbs.filter { $0.options.contains { $0.spelling == spelling } }.map(\.name) : []
        let candidates = [.help] + (verb?.options ?? verbs.flatMap(\.options))
        let nearest = spelling.hasPrefix("--") ? nearestWord(to: String(spelling.dropFirst(2)), among: candidates.map(\.name)) : nil
        return .unknownOption(spelling, nearest: nearest.map { "--" + $0 }, others: others)
    }

    private func check(_ arguments: [String], for verb: Verb) throws(UsageError) {
        var place = 0
        for argument in verb.arguments {
            for missing in 0..<max(argument.least, 1) {
                guard place < arguments.count else {
                    if missing < argument.least { throw UsageError(.missingArgument(argument.name), verb: verb.words) }
                    break
                }
                if !argument.isOpen, let problem = argument.refusal(of: arguments[place]) { throw UsageError(problem, verb: verb.words) }
                place += 1
            }
            if case .many = argument.count { return }
        }
        if place < arguments.count { throw UsageError(.unwantedArgument(arguments[place]), verb: verb.words) }
    }
}
