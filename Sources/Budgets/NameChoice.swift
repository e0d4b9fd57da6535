import SnapshotModel

/// The names of a table that a rule's patterns match, and the names with unknown parts (placeholders, replaced names) that they may match.
struct NameChoice {
    private var accepted: [Bool]
    private var open: [Int: UnnamedType] = [:]

    /// `texts` are unique and in bytewise order. `unnamed`: those of them that are names with unknown parts, by their places.
    init(_ patterns: [NamePattern], _ texts: [String], _ unnamed: [Int: UnnamedType]) {
        let filter = NameFilter(patterns)
        accepted = filter.accepted(among: texts)
        // Most placeholders of a dump differ only in their numbers.
        var known: [UnnamedType: NameFilter.Acceptance] = [:]
        let isOfStandIns = patterns.contains(where: \.isOfStandIns)
        for (place, type) in unnamed {
            let acceptance = (isOfStandIns ? nil : known[type]) ?? filter.acceptance(of: type, texts[place])
            known[type] = acceptance
            accepted[place] = acceptance == .yes
            if acceptance == .unknown { open[place] = type }
        }
    }

    /// The names with unknown parts among texts, by their places. `words`: the places of names; `modules`: of their modules.
    static func unnamed(_ words: [UInt64], _ modules: [UInt64]?, _ texts: [String]) -> [Int: UnnamedType] {
        var unnamed: [Int: UnnamedType] = [:]
        for (row, word) in words.enumerated() where word < UInt64(texts.count) && unnamed[Int(word)] == nil {
            let module = modules.flatMap { $0[row] < UInt64(texts.count) ? texts[Int($0[row])] : nil } ?? ""
            if let type = UnnamedType(maybeRedacted: texts[Int(word)], module: module) { unnamed[Int(word)] = type }
        }
        return unnamed
    }

    /// `word`: the place of the name among the texts.
    func accepts(_ word: UInt64) -> Bool { word < UInt64(accepted.count) && accepted[Int(word)] }

    /// The type, when its name has unknown parts and the patterns may match it; otherwise `nil`.
    func mayAccept(_ word: UInt64) -> UnnamedType? { word < UInt64(accepted.count) ? open[Int(word)] : nil }
}
