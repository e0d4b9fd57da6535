import FoundationEssentials
package import SnapshotModel

/// A snapshot with what the store knows of it.
package struct StoredSnapshot: Sendable {
    package let id: Int64
    /// The series it belongs to, in order of name.
    package let series: [String]
    package let snapshot: Snapshot
}

extension SnapshotStore {
    /// The whole snapshot. Throws `noSuchSnapshot`, or `damaged` when what is stored does not decode.
    package func load(_ id: Int64) throws(StoreError) -> StoredSnapshot {
        try database.reading { () throws(StoreError) in try snapshot(id, NameTable(database)) }
    }

    /// Inside a transaction, for which `names` was made.
    func snapshot(_ id: Int64, _ names: NameTable) throws(StoreError) -> StoredSnapshot {
        var parts: (input: String, capture: String, trust: String, totals: String)?
        try database.query("SELECT input, capture, trust_details, totals FROM stored_snapshot WHERE id = ?", .integer(id)) { row in
            parts = (row.text(0), row.text(1), row.text(2), row.text(3))
            return false
        }
        guard let parts else { throw try noSuchID(id) }
        var tables: [Table] = []
        try database.query("SELECT name, data FROM stored_section WHERE snapshot = ? ORDER BY place", .integer(id)) {
            (row) throws(StoreError) in
            tables.append(try table(row.text(0), row.blob(1), of: id, names))
            return true
        }
        return StoredSnapshot(
            id: id, series: try seriesNames(of: id),
            snapshot: Snapshot(
                input: try decoded(parts.input, id), capture: try decoded(parts.capture, id), trust: try decoded(parts.trust, id),
                totals: try decoded(parts.totals, id), tables: tables))
    }

    /// The blob of the section `name` back to its table.
    func table(_ name: String, _ blob: [UInt8], of id: Int64, _ names: NameTable) throws(StoreError) -> Table {
        let section: SectionCodec.Section
        do throws(CodecError) { section = try SectionCodec.decode(blob) } catch {
            throw .damaged(path: path, "section \(name) of snapshot @\(id): \(error.words)")
        }
        guard BytewiseText(section.info.name) == BytewiseText(name) else {
            throw .damaged(path: path, "section \(name) of snapshot @\(id): the blob is one of section \(section.info.name)")
        }
        let ids = NameTable.distinct(section.textColumns.compactMap { section.columns[$0] })
        guard let texts = try names.texts(ids) else {
            throw .damaged(path: path, "section \(name) of snapshot @\(id): it mentions names that are not stored")
        }
        var columns = section.columns
        for column in section.textColumns { columns[column] = columns[column].map { NameTable.places(of: $0, in: ids) } }
        return Table(info: catalog.declared(section.info), rowCount: section.rowCount, columns: columns, texts: texts)
    }

    func capture(of id: Int64) throws(StoreError) -> Capture {
        var json = ""
        try database.query("SELECT capture FROM stored_snapshot WHERE id = ?", .integer(id)) { row in
            json = row.text(0)
            return false
        }
        return try decoded(json, id)
    }

    func seriesNames(of id: Int64) throws(StoreError) -> [String] {
        var names: [String] = []
        try database.query(
            "SELECT r.name FROM stored_member m JOIN stored_series r ON r.id = m.series WHERE m.snapshot = ? ORDER BY r.name", .integer(id)
        ) { row in
            names.append(row.text(0))
            return true
        }
        return names
    }

    func decoded<Value: Decodable>(_ json: String, _ id: Int64) throws(StoreError) -> Value {
        guard let value: Value = SnapshotStore.decoded(json) else { throw unreadableFacts(id) }
        return value
    }

    /// `nil`: it is not what was stored.
    static func decoded<Value: Decodable>(_ json: String) -> Value? { try? JSONDecoder().decode(Value.self, from: Data(json.utf8)) }

    func unreadableFacts(_ id: Int64) -> StoreError { .damaged(path: path, "the facts of snapshot @\(id) cannot be read") }

    func noSuchID(_ id: Int64) throws(StoreError) -> StoreError {
        if let time = try database.integer("SELECT removed_at FROM stored_removed WHERE snapshot = ?", .integer(id)) {
            return .noSuchSnapshot("@\(id): was removed from \(path) on \(utcText(time)) ('heapdrift store gc')")
        }
        let count = try database.integer("SELECT count(*) FROM stored_snapshot") ?? 0
        let last = try database.integer("SELECT max(id) FROM stored_snapshot") ?? 0
        return .noSuchSnapshot(
            "@\(id): no such snapshot in \(path); "
                + (count == 0 ? "the store is empty" : "it holds \(count), the newest is @\(last) ('heapdrift store ls')"))
    }
}
