import RawMemory

extension NameFilter {
    /// The result of `accepts` for each name. `names` must be unique and in bytewise order. This is far faster than `accepts` when patterns
    /// begin with letters: only the names with these first letters are looked at.
    package func accepted(among names: [String]) -> [Bool] {
        if !real.isEmpty { return names.map(accepts) }
        let wanted = patterns.filter { !$0.isNegated }
        var accepted = [Bool](repeating: wanted.isEmpty, count: names.count)
        for pattern in wanted { pattern.mark(names) { accepted[$0] = true } }
        for pattern in patterns where pattern.isNegated { pattern.mark(names) { accepted[$0] = false } }
        return accepted
    }
}

extension NamePattern {
    /// Calls `found` with the index of each name that matches.
    fileprivate func mark(_ names: [String], _ found: (Int) -> Void) {
        if let middle = literalMiddle {
            for place in names.indices where middle.accepts(names[place]) { found(place) }
            return
        }
        let prefix = literalPrefix
        var place = names.partitioningIndex { !$0.utf8.lexicographicallyPrecedes(prefix) }
        while place < names.count, names[place].utf8.starts(with: prefix) {
            if matches(names[place]) { found(place) }
            place += 1
        }
    }
}

/// The pattern `**`, `**Cache` or `**Cache**`: letters anywhere in a name, or at its end. Most globs that begin with `**` have this form.
/// They are matched as bytes.
struct LiteralMiddle: Hashable {
    let bytes: [UInt8]
    let isAtEnd: Bool

    // `memmem`, which the Glibc module leaves out, takes 1.3 to 2.5 times as long as `firstOffset`.
    func accepts(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { text in
            guard text.count >= bytes.count else { return false }
            if isAtEnd { return unsafe text.suffix(bytes.count).elementsEqual(bytes) }
            if bytes.isEmpty { return true }
            return unsafe RawSpan(_unsafeElements: text).firstOffset(of: bytes) != nil
        }
    }
}
