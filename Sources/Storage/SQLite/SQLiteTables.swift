import SnapshotModel

/// The tables of a store in an SQLite file.
final class SQLiteTables: StoreTables {
    let path: String
    let database: Database
    /// The sections that the connection knows as tables of SQL.
    var sectionTables: [SectionTable] = []

    init(_ path: String, _ database: Database) {
        self.path = path
        self.database = database
    }

    func close() { database.close() }

    func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result { try database.transaction(body) }
    func reading<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result { try database.reading(body) }

    /// The first number tells changes of other connections, the second those of this one.
    func state() throws(StoreError) -> [Int64]? {
        let others = try database.integer("PRAGMA data_version")
        let own = try database.integer("SELECT total_changes()")
        return if let others, let own { [others, own] } else { nil }
    }

    // MARK: Snapshots

    func insert(_ snapshot: SnapshotRecord, labels: [String: String]) throws(StoreError) {
        try database.run(
            """
            INSERT INTO stored_snapshot (id, fingerprint, reader, captured_at, process, pid, runtime, trust, objects, bytes,
                input, capture, trust_details, totals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .integer(snapshot.id), .text(snapshot.fingerprint), .text(snapshot.reader), .integer(snapshot.capturedAt),
            .text(snapshot.process), .optional(snapshot.pid), .optional(snapshot.runtime), .text(snapshot.trust),
            .optional(snapshot.objects), .optional(snapshot.bytes), .text(snapshot.input), .text(snapshot.capture),
            .text(snapshot.trustDetails), .text(snapshot.totals))
        try insertLabels(labels, of: snapshot.id)
    }

    func replaceLabels(of snapshot: Int64, with labels: [String: String]) throws(StoreError) {
        try database.run("DELETE FROM stored_label WHERE snapshot = ?", .integer(snapshot))
        try insertLabels(labels, of: snapshot)
    }

    private func insertLabels(_ labels: [String: String], of snapshot: Int64) throws(StoreError) {
        for (key, value) in labels.sorted(by: { bytewise($0.key, $1.key) }) {
            try database.run(
                "INSERT INTO stored_label (snapshot, key, value) VALUES (?, ?, ?)", .integer(snapshot), .text(key), .text(value))
        }
    }

    func update(_ snapshot: SnapshotRecord) throws(StoreError) {
        try database.run(
            """
            UPDATE stored_snapshot SET fingerprint = ?, reader = ?, captured_at = ?, process = ?, pid = ?, runtime = ?, trust = ?,
                objects = ?, bytes = ?, input = ?, capture = ?, trust_details = ?, totals = ? WHERE id = ?
            """, .text(snapshot.fingerprint), .text(snapshot.reader), .integer(snapshot.capturedAt), .text(snapshot.process),
            .optional(snapshot.pid), .optional(snapshot.runtime), .text(snapshot.trust), .optional(snapshot.objects),
            .optional(snapshot.bytes), .text(snapshot.input), .text(snapshot.capture), .text(snapshot.trustDetails),
            .text(snapshot.totals), .integer(snapshot.id))
    }

    func remove(_ snapshot: Int64, at time: Int64) throws(StoreError) {
        try database.run(
            """
            INSERT INTO stored_removed (snapshot, fingerprint, removed_at) SELECT id, fingerprint, ? FROM stored_snapshot WHERE id = ?
            ON CONFLICT (snapshot) DO UPDATE SET fingerprint = excluded.fingerprint, removed_at = excluded.removed_at
            """, .integer(time), .integer(snapshot))
        try database.run("DELETE FROM stored_snapshot WHERE id = ?", .integer(snapshot))
    }

    func snapshot(_ id: Int64) throws(StoreError) -> SnapshotRecord? {
        var found: SnapshotRecord?
        let sql = """
            SELECT fingerprint, reader, captured_at, process, pid, runtime, trust, objects, bytes, input, capture, trust_details, totals
            FROM stored_snapshot WHERE id = ?
            """
        try database.query(sql, .integer(id)) { row in
            found = SnapshotRecord(
                id: id, fingerprint: row.text(0), reader: row.text(1), capturedAt: row.integer(2), process: row.text(3),
                pid: row.optionalInteger(4), runtime: row.optionalText(5), trust: row.text(6), objects: row.optionalInteger(7),
                bytes: row.optionalInteger(8), input: row.text(9), capture: row.text(10), trustDetails: row.text(11), totals: row.text(12))
            return false
        }
        return found
    }

    func snapshotIDs() throws(StoreError) -> [Int64] { try integers("SELECT id FROM stored_snapshot ORDER BY id") }

    func readings(fingerprint: String) throws(StoreError) -> [(id: Int64, reader: String)] {
        var found: [(id: Int64, reader: String)] = []
        try database.query("SELECT id, reader FROM stored_snapshot WHERE fingerprint = ? ORDER BY id DESC", .text(fingerprint)) { row in
            found.append((row.integer(0), row.text(1)))
            return true
        }
        return found
    }

    func largestNumber() throws(StoreError) -> Int64 {
        max(
            try database.integer("SELECT max(id) FROM stored_snapshot") ?? 0,
            try database.integer("SELECT max(snapshot) FROM stored_removed") ?? 0)
    }

    func removalTime(of snapshot: Int64) throws(StoreError) -> Int64? {
        try database.integer("SELECT removed_at FROM stored_removed WHERE snapshot = ?", .integer(snapshot))
    }

    func summaries(series: String?) throws(StoreError) -> [SnapshotSummary] {
        var labels: [Int64: [String: String]] = [:]
        try database.query("SELECT snapshot, key, value FROM stored_label") { row in
            labels[row.integer(0), default: [:]][row.text(1)] = row.text(2)
            return true
        }
        var summaries: [SnapshotSummary] = []
        let sql = """
            SELECT s.id, r.name, s.captured_at, s.process, s.runtime, s.trust, s.objects, s.bytes
            FROM stored_snapshot s LEFT JOIN stored_member m ON m.snapshot = s.id LEFT JOIN stored_series r ON r.id = m.series
            WHERE ?1 IS NULL OR r.name = ?1 ORDER BY r.name, s.captured_at, s.id
            """
        try database.query(sql, .optional(series)) { row in
            summaries.append(
                SnapshotSummary(
                    id: row.integer(0), series: row.optionalText(1), time: row.integer(2), process: row.text(3),
                    runtime: row.optionalText(4), trust: Trust.Level(rawValue: row.text(5)) ?? .partial,
                    objects: row.optionalInteger(6).map { UInt64(clamping: $0) },
                    bytes: row.optionalInteger(7).map { UInt64(clamping: $0) }, labels: labels[row.integer(0)] ?? [:]))
            return true
        }
        return summaries
    }

    func labels(of snapshot: Int64) throws(StoreError) -> [String: String] {
        var labels: [String: String] = [:]
        try database.query("SELECT key, value FROM stored_label WHERE snapshot = ?", .integer(snapshot)) { row in
            labels[row.text(0)] = row.text(1)
            return true
        }
        return labels
    }

    // MARK: Sections

    func insert(_ section: SectionRecord, _ blob: [UInt8]) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_section (snapshot, place, name, row_count, data) VALUES (?, ?, ?, ?, ?)", .integer(section.snapshot),
            .integer(section.place), .text(section.name), .integer(section.rowCount), .blob(blob))
    }

    func removeSections(of snapshot: Int64) throws(StoreError) {
        try database.run("DELETE FROM stored_section WHERE snapshot = ?", .integer(snapshot))
    }

    func sections(of snapshot: Int64) throws(StoreError) -> [SectionRecord] {
        var sections: [SectionRecord] = []
        try database.query("SELECT place, name, row_count FROM stored_section WHERE snapshot = ? ORDER BY place", .integer(snapshot)) {
            row in
            sections.append(SectionRecord(snapshot: snapshot, place: row.integer(0), name: row.text(1), rowCount: row.integer(2)))
            return true
        }
        // Every reader looks sections up by name, and two of one name would count twice in some of them.
        guard Set(sections.map { BytewiseText($0.name) }).count == sections.count else {
            throw .damaged(path: database.path, "snapshot @\(snapshot) has two sections of one name")
        }
        return sections
    }

    func blob(of section: SectionRecord) throws(StoreError) -> [UInt8] {
        try blob(
            "SELECT data FROM stored_section WHERE snapshot = ? AND place = ?", .integer(section.snapshot), .integer(section.place))
    }

    // MARK: Names

    func nameBlocks() throws(StoreError) -> [NameBlockRecord] {
        var blocks: [NameBlockRecord] = []
        try database.query("SELECT first, count FROM stored_names ORDER BY first") { row in
            blocks.append(NameBlockRecord(first: row.integer(0), count: row.integer(1)))
            return true
        }
        return blocks
    }

    func blob(of names: NameBlockRecord) throws(StoreError) -> [UInt8] {
        try blob("SELECT data FROM stored_names WHERE first = ?", .integer(names.first))
    }

    func insert(_ names: NameBlockRecord, _ blob: [UInt8]) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_names (first, count, data) VALUES (?, ?, ?)", .integer(names.first), .integer(names.count), .blob(blob))
    }

    func remove(_ names: NameBlockRecord) throws(StoreError) {
        try database.run("DELETE FROM stored_names WHERE first = ?", .integer(names.first))
    }

    // MARK: Series

    func seriesNames() throws(StoreError) -> [String] { try texts("SELECT name FROM stored_series ORDER BY name") }

    func seriesNames(of snapshot: Int64) throws(StoreError) -> [String] {
        try texts(
            "SELECT r.name FROM stored_member m JOIN stored_series r ON r.id = m.series WHERE m.snapshot = ? ORDER BY r.name",
            .integer(snapshot))
    }

    func add(_ snapshot: Int64, toSeries series: String) throws(StoreError) {
        try database.run(
            "INSERT OR IGNORE INTO stored_member (series, snapshot) VALUES (?, ?)", .integer(try seriesID(series)), .integer(snapshot))
    }

    func remove(_ snapshot: Int64, fromSeries series: String) throws(StoreError) {
        try database.run(
            "DELETE FROM stored_member WHERE snapshot = ? AND series = (SELECT id FROM stored_series WHERE name = ?)", .integer(snapshot),
            .text(series))
    }

    /// The number of a series, which is made when there is none of that name.
    private func seriesID(_ series: String) throws(StoreError) -> Int64 {
        try database.run("INSERT OR IGNORE INTO stored_series (name) VALUES (?)", .text(series))
        return try database.integer("SELECT id FROM stored_series WHERE name = ?", .text(series)) ?? 0
    }

    // MARK: Baselines

    func baselines() throws(StoreError) -> [StoredBaseline] {
        var found: [StoredBaseline] = []
        let sql = """
            SELECT r.name, b.name, b.snapshot, b.set_at, b.note FROM stored_baseline b JOIN stored_series r ON r.id = b.series
            ORDER BY r.name, b.name
            """
        try database.query(sql) { row in
            found.append(
                StoredBaseline(
                    series: row.text(0), name: row.text(1), snapshot: row.integer(2), setAt: row.integer(3), note: row.optionalText(4)))
            return true
        }
        return found
    }

    func insert(_ baseline: StoredBaseline) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_baseline (series, name, snapshot, set_at, note) VALUES (?, ?, ?, ?, ?)",
            .integer(try seriesID(baseline.series)), .text(baseline.name), .integer(baseline.snapshot), .integer(baseline.setAt),
            .optional(baseline.note))
    }

    func removeBaseline(_ name: String, ofSeries series: String) throws(StoreError) {
        try database.run("DELETE FROM stored_baseline WHERE series = ? AND name = ?", .integer(try seriesID(series)), .text(name))
    }

    func formerBaselines() throws(StoreError) -> [FormerBaselineRecord] {
        var found: [FormerBaselineRecord] = []
        let sql = """
            SELECT r.name, f.name, f.snapshot, f.set_at, f.ended_at, f.note FROM stored_former_baseline f
            JOIN stored_series r ON r.id = f.series ORDER BY f.id
            """
        try database.query(sql) { row in
            found.append(
                FormerBaselineRecord(
                    series: row.text(0), name: row.text(1),
                    former: FormerBaseline(
                        snapshot: row.integer(2), setAt: row.integer(3), endedAt: row.integer(4), note: row.optionalText(5))))
            return true
        }
        return found
    }

    func insert(_ record: FormerBaselineRecord) throws(StoreError) {
        let former = record.former
        try database.run(
            "INSERT INTO stored_former_baseline (series, name, snapshot, set_at, note, ended_at) VALUES (?, ?, ?, ?, ?, ?)",
            .integer(try seriesID(record.series)), .text(record.name), .integer(former.snapshot), .integer(former.setAt),
            .optional(former.note), .integer(former.endedAt))
    }

    // MARK: Verdicts

    func verdicts() throws(StoreError) -> [VerdictRecord] {
        var found: [VerdictRecord] = []
        let sql = """
            SELECT v.snapshot, r.name, v.budget, v.verdict, v.checked_at FROM stored_verdict v JOIN stored_series r ON r.id = v.series
            ORDER BY v.id
            """
        try database.query(sql) { row in
            found.append(
                VerdictRecord(
                    snapshot: row.integer(0), series: row.text(1), budget: row.text(2), verdict: row.text(3), checkedAt: row.integer(4)))
            return true
        }
        return found
    }

    func insert(_ verdict: VerdictRecord) throws(StoreError) {
        try database.run(
            "INSERT INTO stored_verdict (snapshot, series, budget, verdict, checked_at) VALUES (?, ?, ?, ?, ?)",
            .integer(verdict.snapshot), .integer(try seriesID(verdict.series)), .text(verdict.budget), .text(verdict.verdict),
            .integer(verdict.checkedAt))
    }

    func removeVerdicts(on snapshot: Int64, inSeries series: String) throws(StoreError) {
        try database.run(
            "DELETE FROM stored_verdict WHERE snapshot = ? AND series = (SELECT id FROM stored_series WHERE name = ?)", .integer(snapshot),
            .text(series))
    }

    // MARK: The whole

    func size() throws(StoreError) -> Int64 {
        let (pages, bytes) = (try database.integer("PRAGMA page_count") ?? 0, try database.integer("PRAGMA page_size") ?? 0)
        return pages.multipliedReportingOverflow(by: bytes).partialValue
    }

    func compact() throws(StoreError) {
        guard try database.integer("PRAGMA freelist_count") ?? 0 > 0 else { return }
        try database.vacuum()
        try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    func problems(limit: Int) throws(StoreError) -> [String] {
        var problems = try Schema.foreignObjects(database).map { "\($0) is not as a store has it" }
        try database.query("PRAGMA integrity_check") { row in
            if row.text(0) != "ok" { problems.append(row.text(0)) }
            return problems.count < limit
        }
        try database.query("PRAGMA foreign_key_check") { row in
            problems.append("a row of \(row.text(0)) belongs to one of \(row.text(2)) that is not there")
            return problems.count < limit
        }
        return problems
    }

    // MARK: Values of one column

    private func integers(_ sql: String, _ values: Database.Value...) throws(StoreError) -> [Int64] {
        var found: [Int64] = []
        try database.rows(sql, values) { row in
            found.append(row.integer(0))
            return true
        }
        return found
    }

    private func texts(_ sql: String, _ values: Database.Value...) throws(StoreError) -> [String] {
        var found: [String] = []
        try database.rows(sql, values) { row in
            found.append(row.text(0))
            return true
        }
        return found
    }

    /// Empty when there is no such row: an empty blob is none that the codec makes.
    private func blob(_ sql: String, _ values: Database.Value...) throws(StoreError) -> [UInt8] {
        var found: [UInt8] = []
        try database.rows(sql, values) { row in
            found = row.blob(0)
            return false
        }
        return found
    }
}

extension Database.Value {
    static func optional(_ number: Int64?) -> Self { number.map { .integer($0) } ?? .null }
    static func optional(_ text: String?) -> Self { text.map { .text($0) } ?? .null }
}
