/// A glob over names of types and modules. It matches whole names and is case-sensitive.
///
/// `*` matches any characters except `.` and `+`; inside `<...>` of the name it matches any characters. `**` matches any characters
/// anywhere. `?` matches one character. A leading `!` negates the pattern. `System.EventHandler<*>` matches every instance of that generic
/// type, `MyApp.*` the types of one namespace.
package struct NamePattern: Hashable, Sendable {
    package let source: String
    package let isNegated: Bool
    private let tokens: [Token]
    /// Bit i is set when token i is a letter (`literals`), a `?` (`ones`), a `*` (`runs`) or a `**` (`anything`). Only the first 63 tokens
    /// have a bit.
    private let literals: UInt64
    private let ones: UInt64
    private let runs: UInt64
    private let anything: UInt64

    private enum Token: Hashable {
        case literal(Unicode.Scalar)
        case one
        case run
        case anything
    }

    package init(_ source: String) {
        self.source = source
        isNegated = source.hasPrefix("!")
        var tokens: [Token] = []
        for scalar in (isNegated ? source.dropFirst() : source[...]).unicodeScalars {
            switch (scalar, tokens.last) {
            case ("*", .run): tokens[tokens.count - 1] = .anything
            case ("*", .anything): break
            case ("*", _): tokens.append(.run)
            case ("?", _): tokens.append(.one)
            default: tokens.append(.literal(scalar))
            }
        }
        self.tokens = tokens
        func bits(_ isWanted: (Token) -> Bool) -> UInt64 {
            tokens.prefix(63).enumerated().reduce(0) { isWanted($1.element) ? $0 | 1 << UInt64($1.offset) : $0 }
        }
        literals = bits { if case .literal = $0 { true } else { false } }
        ones = bits { $0 == .one }
        runs = bits { $0 == .run }
        anything = bits { $0 == .anything }
    }

    /// The letters of a pattern that is `**`, letters, and then `**` or nothing; `nil` for every other pattern.
    var literalMiddle: LiteralMiddle? {
        guard tokens.first == .anything else { return nil }
        let endsOpen = tokens.count > 1 && tokens.last == .anything
        var text = String.UnicodeScalarView()
        for token in tokens.dropFirst().dropLast(endsOpen ? 1 : 0) {
            guard case .literal(let scalar) = token else { return nil }
            text.append(scalar)
        }
        return LiteralMiddle(bytes: Array(String(text).utf8), isAtEnd: !endsOpen && tokens.count > 1)
    }

    /// The letters with which every matching name begins.
    var literalPrefix: [UInt8] {
        var text = String.UnicodeScalarView()
        for case .literal(let scalar) in tokens.prefix(while: { if case .literal = $0 { true } else { false } }) { text.append(scalar) }
        return Array(String(text).utf8)
    }

    /// Whether the pattern without its `!` matches `name`. Time is at most proportional to length of name x length of pattern.
    package func matches(_ name: String) -> Bool {
        tokens.count < UInt64.bitWidth ? matchesByBits(name) : matchesByList(name)
    }

    /// The same as `matchesByList`, with the reachable tokens as the bits of a word.
    private func matchesByBits(_ name: String) -> Bool {
        var reachable = skipRuns(1)
        var depth = 0
        for scalar in name.unicodeScalars {
            if scalar == ">" { depth = max(0, depth - 1) }
            let stays = anything | (depth > 0 || (scalar != "." && scalar != "+") ? runs : 0)
            var goesOn = ones
            // Few letters are reachable at a time, usually one.
            var candidates = reachable & literals
            while candidates != 0 {
                let index = candidates.trailingZeroBitCount
                if case .literal(scalar) = tokens[index] { goesOn |= 1 << UInt64(index) }
                candidates &= candidates - 1
            }
            reachable = skipRuns((reachable & stays) | (reachable & goesOn) << 1)
            if reachable == 0 { return false }
            if scalar == "<" { depth += 1 }
        }
        return reachable >> UInt64(tokens.count) & 1 == 1
    }

    /// Whether the pattern names placeholders, like `Orders.dll!**`, but no replaced names: no name of a type has a `!`.
    var isOfPlaceholders: Bool { tokens.contains(.literal("!")) && !tokens.contains(.literal("~")) }

    /// Whether the pattern names what stands for a name: placeholders, or replaced names like `~0123456789`. No name of a type has a `~`.
    package var isOfStandIns: Bool { tokens.contains(.literal("!")) || tokens.contains(.literal("~")) }

    /// Whether the pattern without its `!` matches the type whatever its unknown parts are: each is where a `**` matches, or inside of
    /// angle brackets a `*`.
    func mustMatch(_ type: UnnamedType) -> Bool {
        var reachable = [Bool](repeating: false, count: tokens.count + 1)
        reachable[0] = true
        skipRuns(&reachable)
        var depth = 0
        for part in type.parts {
            if case .letters(let text) = part {
                for scalar in text.unicodeScalars { reachable = step(reachable, scalar, depth: &depth) }
            } else {
                for index in tokens.indices { reachable[index] = reachable[index] && isRun(index, depth) }
                reachable[tokens.count] = false
                skipRuns(&reachable)
            }
        }
        return reachable[tokens.count]
    }

    private func isRun(_ index: Int, _ depth: Int) -> Bool { tokens[index] == .anything || (depth > 0 && tokens[index] == .run) }

    /// Whether the pattern without its `!` may match the real name of a type whose name is not known whole.
    func mayMatch(_ type: UnnamedType) -> Bool {
        // reachable[i]: the first i tokens can match the part of the name that was read so far. A `*` is taken for a `**`, because the
        // unknown parts may open angle brackets.
        var reachable = [Bool](repeating: false, count: tokens.count + 1)
        reachable[0] = true
        skipRuns(&reachable)
        for part in type.parts {
            switch part {
            case .letters(let text): reachable = reached(from: reachable, by: text)
            case .unknown(let module):
                let roots = UnnamedType.roots(of: module)
                let begun = roots.isEmpty ? [reachable] : roots.map { reached(from: reachable, by: $0) }
                let first = begun.compactMap { $0.firstIndex(of: true) }.min() ?? reachable.count
                for place in reachable.indices { reachable[place] = place >= first }
            case .replaced(let mayBeginAsKept): reachable = afterReplaced(reachable, mayBeginAsKept: mayBeginAsKept)
            }
        }
        return reachable[tokens.count]
    }

    /// The places that are reachable after a replaced name. It ends at a sign like `<` or at the end, and holds no sign unless it begins
    /// with `<`, like names made by compilers.
    private func afterReplaced(_ reachable: [Bool], mayBeginAsKept: Bool) -> [Bool] {
        var after = [Bool](repeating: false, count: reachable.count)
        for start in tokens.indices where reachable[start] {
            if !mayBeginAsKept, ReplacedName.keptRoots.contains(where: { isLiteral($0, at: start) }) { continue }
            var holdsSigns = true
            if case .literal(let first) = tokens[start] { holdsSigns = first == "<" }
            for place in start...tokens.count {
                after[place] = true
                if place < tokens.count, !holdsSigns, case .literal(let scalar) = tokens[place], scalar.isASCII,
                    TypeNameSign.all.contains(UInt8(scalar.value))
                {
                    break
                }
            }
        }
        return after
    }

    private func isLiteral(_ text: String, at start: Int) -> Bool {
        let letters = text.unicodeScalars.map(Token.literal)
        return start + letters.count <= tokens.count && tokens[start..<(start + letters.count)].elementsEqual(letters)
    }

    private func reached(from start: [Bool], by text: String) -> [Bool] {
        text.unicodeScalars.reduce(start) { step($0, $1) }
    }

    private func step(_ reachable: [Bool], _ scalar: Unicode.Scalar) -> [Bool] {
        var next = [Bool](repeating: false, count: tokens.count + 1)
        for index in tokens.indices where reachable[index] {
            switch tokens[index] {
            case .literal(let wanted): if wanted == scalar { next[index + 1] = true }
            case .one: next[index + 1] = true
            case .anything, .run: next[index] = true
            }
        }
        skipRuns(&next)
        return next
    }

    /// Adds the position after each run to the position before it, because a run may be empty. Two runs are never adjacent.
    private func skipRuns(_ reachable: UInt64) -> UInt64 { reachable | (reachable & (runs | anything)) << 1 }

    private func matchesByList(_ name: String) -> Bool {
        // reachable[i]: the first i tokens can match the part of the name that was read so far.
        var reachable = [Bool](repeating: false, count: tokens.count + 1)
        reachable[0] = true
        skipRuns(&reachable)
        var depth = 0
        for scalar in name.unicodeScalars { reachable = step(reachable, scalar, depth: &depth) }
        return reachable[tokens.count]
    }

    /// `depth`: the number of open angle brackets in the name.
    private func step(_ reachable: [Bool], _ scalar: Unicode.Scalar, depth: inout Int) -> [Bool] {
        if scalar == ">" { depth = max(0, depth - 1) }
        var next = [Bool](repeating: false, count: tokens.count + 1)
        for index in tokens.indices where reachable[index] {
            switch tokens[index] {
            case .literal(let wanted): if wanted == scalar { next[index + 1] = true }
            case .one: next[index + 1] = true
            case .anything: next[index] = true
            case .run: if depth > 0 || (scalar != "." && scalar != "+") { next[index] = true }
            }
        }
        if scalar == "<" { depth += 1 }
        skipRuns(&next)
        return next
    }

    private func skipRuns(_ reachable: inout [Bool]) {
        for index in tokens.indices where reachable[index] && (tokens[index] == .run || tokens[index] == .anything) {
            reachable[index + 1] = true
        }
    }
}

/// The patterns of one option. A name is accepted when a positive pattern matches (or there is none) and no negated pattern matches.
package struct NameFilter: Hashable, Sendable {
    package let patterns: [NamePattern]
    /// The real name of each stand-in. Patterns are matched against the real name.
    private(set) var real: [BytewiseText: String] = [:]

    package init(_ patterns: [NamePattern]) { self.patterns = patterns }

    /// The same filter for redacted names: its patterns are matched against the real names.
    package func seeing(_ real: [BytewiseText: String]) -> NameFilter {
        var filter = self
        filter.real = real
        return filter
    }

    package func accepts(_ name: String) -> Bool {
        let name = real.isEmpty ? name : real[BytewiseText(name)] ?? name
        let wanted = patterns.filter { !$0.isNegated }
        return (wanted.isEmpty || wanted.contains { $0.matches(name) }) && !patterns.contains { $0.isNegated && $0.matches(name) }
    }
}
