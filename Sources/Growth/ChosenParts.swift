import SnapshotModel

/// Snapshots of which some list other parts of a section than the others: the objects of one type and those of another, or the modules that two
/// commands know. What one of them lists alone is no new row, so rows are compared that all of them have, and no sum of the section is.
struct ChosenParts {
    /// The sections, in the order of the catalog.
    let sections: [String]
    let snapshots: [Snapshot]

    init(_ given: [Snapshot], _ catalog: Catalog) {
        let sections = catalog.names.filter { name in
            given.allSatisfy { $0.table(name) != nil } && Set(given.map { $0.trust.choice(of: name) }).count > 1
        }
        self.sections = sections
        guard !sections.isEmpty else {
            snapshots = given
            return
        }
        var shared: [String: Set<[BytewiseText]>] = [:]
        for name in sections {
            let keys = given.compactMap { $0.table(name) }.map { Set(ChosenParts.keys($0)) }
            shared[name] = keys.dropFirst().reduce(keys.first ?? []) { $0.intersection($1) }
        }
        snapshots = given.map { snapshot in
            var snapshot = snapshot
            snapshot.tables = snapshot.tables.map { table in shared[table.info.name].map { ChosenParts.rows(table, $0) } ?? table }
            return snapshot
        }
    }

    /// Why less is compared, in words; `nil` when it is not.
    var words: String? {
        sections.isEmpty
            ? nil : "other parts of \(sections.joined(separator: ", ")): only rows that all list are compared, and no sums of them"
    }

    /// The key of each row.
    private static func keys(_ table: Table) -> [[BytewiseText]] {
        let columns = table.info.positions(.key)
        return (0..<table.rowCount).map { row in
            columns.map { column in
                BytewiseText(table.info.columns[column].type == .text ? table.text(column, row) : String(table.word(column, row) ?? 0))
            }
        }
    }

    private static func rows(_ table: Table, _ kept: Set<[BytewiseText]>) -> Table {
        let keys = keys(table)
        let rows = keys.indices.filter { kept.contains(keys[$0]) }
        return Table(
            info: table.info, rowCount: rows.count, columns: table.columns.map { words in words.map { words in rows.map { words[$0] } } },
            texts: table.texts)
    }
}
