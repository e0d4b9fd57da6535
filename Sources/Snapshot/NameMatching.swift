extension NameFilter {
    /// Which of `names`, in bytewise order and each once, are taken: the same as `accepts` for each, in far less time where patterns begin
    /// with letters: then only the names that begin so are looked at.
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
    /// Calls for the place of each name that matches.
    fileprivate func mark(_ names: [String], _ found: (Int) -> Void) {
        let prefix = literalPrefix
        var place = firstPlace(names.count) { !names[$0].utf8.lexicographicallyPrecedes(prefix) }
        while place < names.count, names[place].utf8.starts(with: prefix) {
            if matches(names[place]) { found(place) }
            place += 1
        }
    }

    /// The first of `count` places for which `isBehind`, false up to somewhere and true from there on, is true.
    private func firstPlace(_ count: Int, _ isBehind: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
