/// The candidate that was probably meant by a mistyped word; `nil` when none is near. The first one wins among equally near candidates.
///
/// A candidate is near if it has at most one slip for every three letters (a letter missing, added or wrong, or two exchanged), without
/// regard to case. It is also near if one of the words begins with the other.
package func nearestWord(to word: String, among candidates: [String]) -> String? {
    let typed = Array(word.lowercased().unicodeScalars)
    guard typed.count >= 2, typed.count <= 64 else { return nil }
    var best: (word: String, distance: Int)?
    for candidate in candidates {
        let letters = Array(candidate.lowercased().unicodeScalars)
        let begins = letters.starts(with: typed) || (letters.count >= 3 && typed.starts(with: letters))
        let distance = editDistance(typed, letters)
        guard begins || distance <= max(1, min(typed.count, letters.count) / 3) else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.word
}

/// The optimal string alignment distance: the smallest number of insertions, deletions, replacements and exchanges of neighbours that turn
/// one sequence into the other, where no place is edited twice.
package func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for row in 1..<(a.count + 1) {
        var current = [row]
        for column in 1..<(b.count + 1) {
            let replaced = last[column - 1] + (a[row - 1] == b[column - 1] ? 0 : 1)
            var cheapest = min(replaced, last[column] + 1, current[column - 1] + 1)
            if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] {
                cheapest = min(cheapest, beforeLast[column - 2] + 1)
            }
            current.append(cheapest)
        }
        beforeLast = last
        last = current
    }
    return last[b.count]
}
