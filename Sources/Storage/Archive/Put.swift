import FoundationEssentials
package import SnapshotModel

extension SnapshotStore {
    /// The newest snapshot of the same input by the same reader (which includes every option that changes the content).
    package func known(fingerprint: String, reader: String) throws(StoreError) -> Int64? {
        try database.integer(
            "SELECT max(id) FROM stored_snapshot WHERE fingerprint = ? AND reader = ?", .text(fingerprint), .text(reader))
    }

    /// Stores a snapshot and makes it a member of `series`: all or nothing. Returns its id. Throws `StoreError`.
    package func put(_ snapshot: Snapshot, series: String?) throws(StoreError) -> Int64 {
        try database.transaction { () throws(StoreError) in
            let id = try insert(snapshot, NameTable(database))
            if let series { try join(id, series) }
            return id
        }
    }

    /// Puts another reading of the same input in the place of a stored snapshot, which keeps its id, series and labels: one that could name
    /// what the first could not. Throws `noSuchSnapshot`.
    package func renew(_ id: Int64, with snapshot: Snapshot) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            guard try holds(id) else { throw try noSuchID(id) }
            try database.run("DELETE FROM stored_section WHERE snapshot = ?", .integer(id))
            try database.run(
                "UPDATE stored_snapshot SET trust = ?, trust_details = ?, totals = ?, objects = ?, bytes = ? WHERE id = ?",
                .text(snapshot.trust.level.rawValue), try json(snapshot.trust), try json(snapshot.totals),
                integer(snapshot.totals.objects), integer(snapshot.totals.bytes), .integer(id))
            try insertSections(snapshot, id, NameTable(database))
        }
    }

    /// Inside a transaction, for which `names` was made.
    func insert(_ snapshot: Snapshot, _ names: NameTable) throws(StoreError) -> Int64 {
        let capture = snapshot.capture
        try database.run(
            """
            INSERT INTO stored_snapshot (id, fingerprint, reader, captured_at, process, pid, runtime, trust, objects, bytes,
                input, capture, trust_details, totals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .integer(try nextID()),
            .text(snapshot.input.fingerprint ?? ""), .text(snapshot.input.reader), .integer(capture.time), .text(capture.process),
            integer(capture.pid), capture.runtime.version.map { .text($0) } ?? .null, .text(snapshot.trust.level.rawValue),
            integer(snapshot.totals.objects), integer(snapshot.totals.bytes), try json(snapshot.input), try json(capture),
            try json(snapshot.trust), try json(snapshot.totals))
        let id = database.lastInsertedRow
        try insertSections(snapshot, id, names)
        for (key, value) in capture.labels.sorted(by: { bytewise($0.key, $1.key) }) {
            try database.run("INSERT INTO stored_label (snapshot, key, value) VALUES (?, ?, ?)", .integer(id), .text(key), .text(value))
        }
        return id
    }

    private func insertSections(_ snapshot: Snapshot, _ id: Int64, _ names: NameTable) throws(StoreError) {
        let ids = try names.ids(snapshot.tables.map(\.texts))
        for (place, table) in snapshot.tables.enumerated() {
            let blob: [UInt8]
            do throws(CodecError) { blob = try SectionCodec.encode(table, ids: ids[place]) } catch {
                throw .cannotOpen(path: path, "section \(table.info.name) cannot be stored: \(error.words)")
            }
            try database.run(
                "INSERT INTO stored_section (snapshot, place, name, row_count, data) VALUES (?, ?, ?, ?, ?)", .integer(id),
                .integer(Int64(place)), .text(table.info.name), .integer(Int64(table.rowCount)), .blob(blob))
        }
    }

    /// Makes a stored snapshot a member of a series too; a snapshot may be in several. Nothing happens when it is one already.
    /// Throws `noSuchSnapshot` for an id that the store does not hold.
    package func add(_ id: Int64, to series: String) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            guard try holds(id) else { throw try noSuchID(id) }
            try join(id, series)
        }
    }

    func join(_ id: Int64, _ series: String) throws(StoreError) {
        try database.run(
            "INSERT OR IGNORE INTO stored_member (series, snapshot) VALUES (?, ?)", .integer(try seriesID(series)), .integer(id))
    }

    /// Inside a transaction: the series' own number; made when the store does not know it.
    func seriesID(_ series: String) throws(StoreError) -> Int64 {
        try database.run("INSERT OR IGNORE INTO stored_series (name) VALUES (?)", .text(series))
        return try database.integer("SELECT id FROM stored_series WHERE name = ?", .text(series)) ?? 0
    }

    func holds(_ id: Int64) throws(StoreError) -> Bool {
        try database.integer("SELECT 1 FROM stored_snapshot WHERE id = ?", .integer(id)) != nil
    }

    /// One above every number that was ever given: `@42` in a log or a history must not come to mean another snapshot.
    private func nextID() throws(StoreError) -> Int64 {
        let last = max(
            try database.integer("SELECT max(id) FROM stored_snapshot") ?? 0,
            try database.integer("SELECT max(snapshot) FROM stored_removed") ?? 0)
        guard (0..<Int64.max).contains(last) else { throw .damaged(path: path, "the numbers of snapshots have come to their end") }
        return last + 1
    }

    /// Values above 2^63 - 1 are stored as that; the JSON beside has the exact number.
    private func integer(_ value: UInt64?) -> Database.Value { value.map { .integer(Int64(clamping: $0)) } ?? .null }

    private func json(_ value: some Encodable) throws(StoreError) -> Database.Value {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return .text(String(decoding: try encoder.encode(value), as: UTF8.self)) } catch {
            throw .cannotOpen(path: path, "facts of the snapshot cannot be written as JSON")
        }
    }
}
