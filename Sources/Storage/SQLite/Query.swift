import SnapshotModel

/// A cell of a query's result.
package enum QueryValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension SnapshotStore {
    /// Runs one statement of SQL that only reads. Tables: the views `snapshots`, `totals`, `labels`, `sections`, and each section by its
    /// name (`types`, `modules`, `threads`). `columns` is called once before the first row; `each` answers whether to go on. Throws
    /// `badSQL`, or `damaged` when a section that the statement reads does not decode.
    package func query(_ sql: String, columns: ([String]) -> Void, each: ([QueryValue]) -> Bool) throws(StoreError) {
        guard let tables = tables as? SQLiteTables else { throw .badSQL("SQL: this store is not in an SQLite file") }
        try connectSections(tables)
        // Decoded sections are valid for one statement.
        for section in tables.sectionTables { section.begin() }
        defer { for section in tables.sectionTables { section.begin() } }
        do throws(StoreError) {
            try tables.database.read(sql, columns: columns) { values in
                each(
                    values.map { value in
                        switch value {
                        case .null: .null
                        case .integer(let number): .integer(number)
                        case .real(let number): .real(number)
                        case .text(let text): .text(text)
                        case .blob(let bytes): .blob(bytes)
                        }
                    })
            }
        } catch { throw tables.sectionTables.compactMap(\.failure).first ?? error }
    }

    /// Makes tables of the catalog's sections and of each other one that the store holds and the connection does not know yet. A section
    /// that SQL cannot have as a table (its name is a keyword of SQLite's own, its blob is damaged) is left out: the others remain readable.
    private func connectSections(_ tables: SQLiteTables) throws(StoreError) {
        var newest: [(name: String, id: Int64)] = []
        try tables.database.query("SELECT name, max(snapshot) FROM stored_section GROUP BY name ORDER BY name") { row in
            newest.append((row.text(0), row.integer(1)))
            return true
        }
        for info in catalog.sections where !newest.contains(where: { $0.name == info.name }) { newest.append((info.name, -1)) }
        for (name, id) in newest where !tables.sectionTables.contains(where: { $0.name == name }) {
            let section = SectionTable(name, try columns(of: name, newest: id), self, tables.database)
            section.register()
            tables.sectionTables.append(section)
        }
    }

    /// The columns of a section's table: those of the catalog, then others that its newest snapshot has.
    private func columns(of name: String, newest id: Int64) throws(StoreError) -> [ColumnInfo] {
        var columns = catalog.section(name)?.columns ?? []
        guard let record = try tables.sections(of: id).first(where: { bytewiseEqual($0.name, name) }),
            let found = try? declaration(of: record).info
        else { return columns }
        columns += found.columns.filter { column in !columns.contains { $0.name.lowercased() == column.name.lowercased() } }
        return columns
    }
}
