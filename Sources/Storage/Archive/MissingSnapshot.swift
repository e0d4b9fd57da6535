import Wording

/// A reference that finds no snapshot, with what there is instead.
package enum MissingSnapshot: Equatable, Sendable {
    case number(Int64, path: String, count: Int, newest: Int64)
    /// Seconds since 1970.
    case removed(Int64, path: String, time: Int64)
    /// `known`: the series of the store.
    case series(String, path: String, known: [String])
    case emptySeries(String)
    /// `series@latest~BACK` of a series with `count` snapshots.
    case beyondOldest(series: String, back: Int64, count: Int)
    /// A time, in seconds since 1970, before the oldest of `count` snapshots.
    case beforeOldest(series: String, time: Int64, count: Int)
    /// `known`: the baselines of the series.
    case baseline(String, series: String, known: [String])

    package var sentence: String {
        switch self {
        case .number(let id, let path, let count, let newest):
            "@\(id): no such snapshot in \(path); " + (count == 0 ? "the store is empty" : "it holds \(count), the newest is @\(newest)")
        case .removed(let id, let path, let time): "@\(id): was removed from \(path) on \(utcText(time))"
        case .series(let name, let path, let known):
            "\(name): no such series in \(path); it holds " + (known.isEmpty ? "none" : MissingSnapshot.nearestFirst(name, known))
        case .emptySeries(let name): "\(name): the series has no snapshots"
        case .beyondOldest(let series, let back, let count):
            "\(series)@latest~\(back): the series has \(count) snapshots; the oldest is \(series)@latest~\(count - 1)"
        case .beforeOldest(let series, let time, let count):
            "\(series)@\(MissingSnapshot.place(time)): no snapshot that early; the oldest is \(series)@latest~\(count - 1)"
        case .baseline(let name, let series, let known):
            "\(series)@\(name): the series \(series) has no baseline '\(name)'; "
                + (meantInstead.map { "did you mean '\($0)'?" }
                    ?? (known.isEmpty ? "the series has none" : "it has \(MissingSnapshot.nearestFirst(name, known))"))
        }
    }

    /// The day, when the time is its last second, as it is for a reference to a day.
    private static func place(_ time: Int64) -> String {
        let text = utcText(time)
        return text.hasSuffix("T23:59:59Z") ? String(text.prefix { $0 != "T" }) : text
    }

    /// The reference that was probably meant by a mistyped one.
    package var meantInstead: String? {
        guard case .baseline(let name, let series, _) = self else { return nil }
        return nearestWord(to: name, among: ["latest"]).map { "\(series)@\($0)" }
    }

    /// At most eight names, the one that was probably meant first.
    package static func nearestFirst(_ word: String, _ names: [String]) -> String {
        let nearest = names.map { (name: $0, edits: distance(word, $0)) }
            .sorted { $0.edits != $1.edits ? $0.edits < $1.edits : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return nearest.prefix(8).map(\.name).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }

    /// Ignores case and looks at the first 64 characters.
    private static func distance(_ a: String, _ b: String) -> Int {
        editDistance(Array(a.lowercased().unicodeScalars.prefix(64)), Array(b.lowercased().unicodeScalars.prefix(64)))
    }
}
