import Snapshot

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
    /// `badSQL`, or `damaged` when a section does not decode.
    ///
    /// The connection refuses everything but reading from then on.
    package func query(_ sql: String, columns: ([String]) -> Void, each: ([QueryValue]) -> Bool) throws(StoreError) {
        let modules = try connectedSections()
        do throws(StoreError) {
            try database.read(sql, columns: columns) { values in
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
        } catch { throw modules.compactMap(\.failure).first ?? error }
    }

    /// Connects the sections before the first query; those of snapshots that are put later are not seen by this connection.
    private func connectedSections() throws(StoreError) -> [SectionModule] {
        if connected == nil {
            let modules = try sectionModules()
            for module in modules { try module.register() }
            database.allowOnlyReading()
            connected = modules
        }
        for module in connected ?? [] { module.forgetFailure() }
        return connected ?? []
    }

    /// A module for each section of the catalog and each other one that the store holds, with the columns of its newest snapshot.
    private func sectionModules() throws(StoreError) -> [SectionModule] {
        var modules: [SectionModule] = []
        var newest: [(name: String, id: Int64)] = []
        try database.query("SELECT name, max(snapshot) FROM stored_section GROUP BY name ORDER BY name") { row in
            newest.append((row.text(0), row.integer(1)))
            return true
        }
        for (name, id) in newest {
            var blob: [UInt8] = []
            try database.query("SELECT data FROM stored_section WHERE snapshot = ? AND name = ?", .integer(id), .text(name)) { row in
                blob = row.blob(0)
                return false
            }
            do throws(CodecError) {
                modules.append(SectionModule(name, try SectionCodec.decode(blob).info.columns, self))
            } catch { throw .damaged(path: path, "section \(name) of snapshot @\(id): \(error)") }
        }
        let held = Set(newest.map(\.name))
        for info in SectionCatalog.all where !held.contains(info.name) { modules.append(SectionModule(info.name, info.columns, self)) }
        return modules
    }
}
