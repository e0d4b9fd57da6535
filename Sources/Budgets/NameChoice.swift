import SnapshotModel

/// The names of a table that a rule's patterns match, and the names with placeholders that they may match.
struct NameChoice {
    private var accepted: [Bool]
    private var open: [Int: UnnamedType] = [:]

    /// `texts` are unique and in bytewise order.
    init(_ patterns: [NamePattern], _ texts: [String]) {
        let filter = NameFilter(patterns)
        accepted = filter.accepted(among: texts)
        // Most placeholders of a dump differ only in their numbers.
        var known: [UnnamedType: NameFilter.Acceptance] = [:]
        let isOfPlaceholders = patterns.contains(where: \.isOfPlaceholders)
        for (place, text) in texts.enumerated() {
            guard let type = UnnamedType(text) else { continue }
            let acceptance = (isOfPlaceholders ? nil : known[type]) ?? filter.acceptance(of: type, text)
            known[type] = acceptance
            accepted[place] = acceptance == .yes
            if acceptance == .unknown { open[place] = type }
        }
    }

    /// `word`: the place of the name among the texts.
    func accepts(_ word: UInt64) -> Bool { word < UInt64(accepted.count) && accepted[Int(word)] }

    /// The type, when its name has placeholders and the patterns may match it; otherwise `nil`.
    func mayAccept(_ word: UInt64) -> UnnamedType? { word < UInt64(accepted.count) ? open[Int(word)] : nil }
}
