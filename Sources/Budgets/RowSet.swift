package import SnapshotModel

/// Rows of a followed section, chosen by their names, and one of the two followed measures: `type:MyApp.**`, `type-bytes:MyApp.**`.
package struct RowSet: Sendable {
    package let section: SectionInfo
    package let patterns: [NamePattern]
    package let measured: Finding.FollowedMeasure
    /// The name of the measure's column.
    package let column: String
    package let unit: Unit

    /// `nil` when the section's rows are not followed, or have no followed measure in bytes and `isSize` is set.
    package init?(_ section: SectionInfo, _ patterns: [NamePattern], isSize: Bool) {
        guard let followed = section.followed, let column = isSize ? followed.size : followed.count,
            let position = section.position(column)
        else { return nil }
        self.section = section
        self.patterns = patterns
        self.column = column
        measured = Finding.FollowedMeasure(noun: followed.noun, isSize: isSize)
        unit = section.columns[position].unit
    }

    /// `MyApp.**`, `A, B`.
    package var text: String { patterns.map(\.source).joined(separator: ", ") }

    /// As written in a budget: `type:MyApp.**`.
    package var name: String { "\(measured.word):\(text)" }

    /// The parts of a snapshot that are read: the names of the rows and the measure.
    package var parts: [SnapshotPart] { [SnapshotPart(section.name), SnapshotPart(section.name, column)] }

    /// The rows of a table of this section that the patterns match; `nil` when the table has no names.
    package func rows(of table: Table) -> [Int]? { matched(table)?.rows }

    /// The same, with the rows without names that the patterns may match.
    func matched(_ table: Table) -> (rows: [Int], unnamed: [UnnamedType])? {
        guard let name = table.info.positions(.key).first(where: { table.info.columns[$0].type == .text }), let words = table.columns[name]
        else { return nil }
        let keys = table.info.positions(.key).filter { table.info.columns[$0].type == .text }
        let modules = keys.dropFirst().first.flatMap { table.columns[$0] }
        let choice = NameChoice(patterns, table.texts, NameChoice.unnamed(words, modules, table.texts))
        let rows = (0..<table.rowCount).filter { choice.accepts(words[$0]) }
        return (rows, (0..<table.rowCount).compactMap { choice.mayAccept(words[$0]) })
    }
}
