import Growth
package import SnapshotModel

extension Finding {
    /// Rows that cannot be compared, because one of the snapshots has no name for them.
    package struct UnmatchedRows: Equatable, Sendable {
        /// The number of the rows, those with a name among them.
        package let rows: Int
        package let unit: Unit
        /// The modules of the rows without names, the program's own first.
        package let modules: [String]
        /// Whether the other snapshot has another build of a module. Otherwise the builds are not known.
        package let isOfOtherBuilds: Bool

        package init(rows: Int, of unit: Unit, modules: [String], isOfOtherBuilds: Bool) {
            self.rows = rows
            self.unit = unit
            self.modules = modules
            self.isOfOtherBuilds = isOfOtherBuilds
        }
    }
}

extension RowTable {
    /// The obstacle that rows without a counterpart are; `nil` when there are none.
    func obstacle(_ rows: [Int], of section: SectionInfo, shown: (String) -> String) -> Finding.Obstacle? {
        guard let gap, !rows.isEmpty else { return nil }
        return .rowsUnmatched(gap.unmatched(rows.count, of: section.rowUnit, shown: shown))
    }
}

extension MatchingGap {
    func unmatched(_ rows: Int, of unit: Unit, shown: (String) -> String) -> Finding.UnmatchedRows {
        Finding.UnmatchedRows(rows: rows, of: unit, modules: modules.map(shown), isOfOtherBuilds: isOfOtherBuilds)
    }
}
