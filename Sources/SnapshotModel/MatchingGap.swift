/// Rows without names that cannot be compared with those of another snapshot.
package struct MatchingGap: Equatable, Sendable {
    package let section: String
    /// The number of rows without names.
    package let rows: Int
    /// Their modules, as the snapshots name them, the program's own first.
    package let modules: [String]
    /// Whether the other snapshot has another build of a module. Otherwise the builds are not known.
    package let isOfOtherBuilds: Bool

    package init(section: String, rows: Int, modules: [String], isOfOtherBuilds: Bool) {
        self.section = section
        self.rows = rows
        self.modules = modules
        self.isOfOtherBuilds = isOfOtherBuilds
    }
}

extension Redaction {
    package func applied(to gap: MatchingGap) -> MatchingGap {
        MatchingGap(section: gap.section, rows: gap.rows, modules: gap.modules.map(name), isOfOtherBuilds: gap.isOfOtherBuilds)
    }
}
