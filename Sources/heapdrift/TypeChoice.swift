import CommandLineTable
import SnapshotModel
import Wording

/// The types that a word of the command line means: a glob over whole names, or a name without its namespace.
struct TypeChoice {
    let asked: String
    let filter: NameFilter

    /// `names`: those of the snapshots. Throws a `Failure` when the word means none of them.
    init(_ asked: String, among names: [String]) throws {
        self.asked = asked
        let candidates = [[asked], TypeChoice.endings(asked)].map { NameFilter($0.map { NamePattern($0) }) }
        guard let filter = candidates.first(where: { names.contains(where: $0.accepts) }) else {
            throw Failure(.inconclusive, "no-type", TypeChoice.refusal(asked, names))
        }
        // Who holds types that were emitted at run time is told without the numbers in their names.
        let unnumbered = filter.patterns.map { HolderRow.unnumbered($0.source) }.filter { text in
            !filter.patterns.contains { $0.source == text }
        }
        self.filter = NameFilter(filter.patterns + unnumbered.map { NamePattern($0) })
    }

    /// `Session`: `Shop.Session`, `Shop.Web+Session`, `Shop.Session<System.String>`.
    private static func endings(_ word: String) -> [String] {
        ["", "**.", "**+"].flatMap { start in ["", "<**>"].map { start + word + $0 } }
    }

    private static func refusal(_ asked: String, _ names: [String]) -> String {
        let lowered = asked.lowercased()
        let parts = names.filter { $0.lowercased().contains(lowered) }.prefix(3)
        let near = parts.isEmpty ? [nearestWord(to: asked, among: names)].compactMap(\.self) : Array(parts)
        let meant = near.isEmpty ? "" : "; near it are " + near.map { "'\($0)'" }.joined(separator: ", ")
        return "no type of the heap is called '\(asked)', with or without a namespace\(meant). '*' and '**' in it stand for any characters"
    }
}

extension Session {
    /// The types that a word means in these snapshots.
    func types(_ asked: String, in loaded: [Loaded]) throws -> TypeChoice {
        let section = TypeRow.section.info.name
        let tables = loaded.compactMap { $0.original.table(section) }
        guard !tables.isEmpty else {
            throw Failure(
                .inconclusive, "no-types",
                "no types are known of \(loaded.map { "'\($0.original.input.path)'" }.joined(separator: " and "))")
        }
        return try TypeChoice(
            asked,
            among: tables.flatMap { table in
                table.info.position("name").map { column in (0..<table.rowCount).map { table.text(column, $0) } } ?? []
            })
    }
}
