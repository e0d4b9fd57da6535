/// The store's tables, as numbered steps from an empty file. A step is never changed once released; a later format adds one.
///
/// A store carries two numbers: its format (`user_version`), which is the number of steps that it has taken, and the oldest format whose
/// programs may read and write it (`stored_format`). A program opens a store of a newer format as long as it is not below that minimum. It
/// then leaves what it does not know as it is, and both numbers too. A later step may therefore add tables, views, indexes, and columns that
/// are optional or have a default, and may change views; blobs may declare what is new (`SectionCodec`). A step that does anything else
/// raises `oldestReader`.
enum Schema {
    /// "HpDf": distinguishes a store from other SQLite files (`file` prints it).
    static let applicationID: Int64 = 0x4870_4466

    static let current = Int64(migrations.count)

    /// Base tables carry `stored_` names or are meant to be read as they are; people get the views.
    static let migrations: [[String]] = [snapshotTables, baselineTables, moduleNameTables, formatTable, moduleSchemaTable]

    /// The oldest format whose programs may use what this program writes. Programs before format 4 know no such number, and blobs of version
    /// 1 alone.
    static let oldestReader: Int64 = 4

    /// Step 1: snapshots, their sections and names, series, labels.
    private static let snapshotTables = [
        """
        CREATE TABLE stored_snapshot (
            id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, reader TEXT NOT NULL, captured_at INTEGER NOT NULL,
            process TEXT NOT NULL, pid INTEGER, runtime TEXT, trust TEXT NOT NULL, objects INTEGER, bytes INTEGER,
            input TEXT NOT NULL, capture TEXT NOT NULL, trust_details TEXT NOT NULL, totals TEXT NOT NULL) STRICT
        """,
        "CREATE INDEX stored_snapshot_fingerprint ON stored_snapshot (fingerprint)",
        """
        CREATE TABLE stored_section (
            snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id) ON DELETE CASCADE, place INTEGER NOT NULL, name TEXT NOT NULL,
            row_count INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (snapshot, place)) STRICT
        """,
        "CREATE INDEX stored_section_name ON stored_section (name, snapshot)",
        "CREATE TABLE stored_names (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, data BLOB NOT NULL) STRICT",
        "CREATE TABLE stored_series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
        """
        CREATE TABLE stored_member (
            series INTEGER NOT NULL REFERENCES stored_series (id) ON DELETE CASCADE,
            snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id) ON DELETE CASCADE, PRIMARY KEY (series, snapshot)) STRICT
        """,
        "CREATE INDEX stored_member_snapshot ON stored_member (snapshot)",
        """
        CREATE TABLE stored_label (
            snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id) ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (snapshot, key)) STRICT
        """,
        """
        CREATE VIEW snapshots AS
            SELECT s.id, r.name AS series, strftime('%Y-%m-%dT%H:%M:%SZ', s.captured_at, 'unixepoch') AS time, s.process, s.pid, s.runtime,
                s.trust, s.objects, s.bytes, s.input ->> 'kind' AS kind, s.input ->> 'path' AS path, s.fingerprint, s.reader
            FROM stored_snapshot s LEFT JOIN stored_member m ON m.snapshot = s.id LEFT JOIN stored_series r ON r.id = m.series
        """,
        """
        CREATE VIEW totals AS
            SELECT id AS snapshot, totals ->> 'objects' AS objects, totals ->> 'bytes' AS bytes, totals ->> 'free_objects' AS free_objects,
                totals ->> 'free_bytes' AS free_bytes, totals ->> 'committed' AS committed, totals ->> 'reserved' AS reserved
            FROM stored_snapshot
        """,
        "CREATE VIEW labels AS SELECT snapshot, key, value FROM stored_label",
        "CREATE VIEW sections AS SELECT snapshot, name, row_count AS rows, length(data) AS stored_bytes FROM stored_section",
    ]

    /// Step 2: named baselines with what they were before, verdicts of gates, and which ids must not be given away again.
    private static let baselineTables = [
        """
        CREATE TABLE stored_baseline (
            series INTEGER NOT NULL REFERENCES stored_series (id), name TEXT NOT NULL,
            snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id), set_at INTEGER NOT NULL, note TEXT, PRIMARY KEY (series, name)) STRICT
        """,
        "CREATE INDEX stored_baseline_snapshot ON stored_baseline (snapshot)",
        """
        CREATE TABLE stored_former_baseline (
            id INTEGER PRIMARY KEY, series INTEGER NOT NULL REFERENCES stored_series (id), name TEXT NOT NULL, snapshot INTEGER NOT NULL,
            set_at INTEGER NOT NULL, note TEXT, ended_at INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX stored_former_baseline_name ON stored_former_baseline (series, name)",
        """
        CREATE TABLE stored_verdict (
            id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id) ON DELETE CASCADE,
            series INTEGER NOT NULL REFERENCES stored_series (id), budget TEXT NOT NULL, verdict TEXT NOT NULL,
            checked_at INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX stored_verdict_snapshot ON stored_verdict (snapshot, series)",
        "CREATE TABLE stored_removed (snapshot INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, removed_at INTEGER NOT NULL) STRICT",
        """
        CREATE VIEW baselines AS
            SELECT r.name AS series, b.name, b.snapshot, strftime('%Y-%m-%dT%H:%M:%SZ', b.set_at, 'unixepoch') AS set_at, b.note
            FROM stored_baseline b JOIN stored_series r ON r.id = b.series
        """,
        """
        CREATE VIEW verdicts AS
            SELECT v.snapshot, r.name AS series, v.verdict, v.budget, strftime('%Y-%m-%dT%H:%M:%SZ', v.checked_at, 'unixepoch') AS checked_at
            FROM stored_verdict v JOIN stored_series r ON r.id = v.series
        """,
    ]

    /// Step 3: names of the types of modules' builds, learnt from their files, for dumps that hold no names.
    private static let moduleNameTables = [
        """
        CREATE TABLE stored_module_names (
            file TEXT NOT NULL, time_stamp INTEGER NOT NULL, image_size INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
            data BLOB NOT NULL, PRIMARY KEY (file, time_stamp, image_size, first)) STRICT
        """,
        """
        CREATE VIEW module_names AS
            SELECT file, time_stamp, image_size, sum(count) AS types, sum(length(data)) AS stored_bytes FROM stored_module_names
            GROUP BY file, time_stamp, image_size
        """,
    ]

    /// Step 4: the oldest format whose programs may use the store. Never changed by a later step: every later program reads it.
    private static let formatTable = [
        "CREATE TABLE stored_format (only INTEGER PRIMARY KEY CHECK (only = 1), oldest_reader INTEGER NOT NULL) STRICT"
    ]

    /// Step 5: what the metadata of those builds says, for dumps that do not say the builds by the headers of their files.
    private static let moduleSchemaTable = [
        """
        CREATE TABLE stored_module_schema (
            file TEXT NOT NULL, time_stamp INTEGER NOT NULL, image_size INTEGER NOT NULL, schema TEXT NOT NULL,
            PRIMARY KEY (file, time_stamp, image_size)) STRICT
        """
    ]

    /// Empty tables of the connection's own, which stand for the tables that an older store does not have yet.
    private static let standIns: [(since: Int64, name: String, columns: [String])] = [
        (2, "stored_baseline", ["series", "name", "snapshot", "set_at", "note"]),
        (2, "stored_former_baseline", ["id", "series", "name", "snapshot", "set_at", "note", "ended_at"]),
        (2, "stored_verdict", ["id", "snapshot", "series", "budget", "verdict", "checked_at"]),
        (2, "stored_removed", ["snapshot", "fingerprint", "removed_at"]),
        (2, "baselines", ["series", "name", "snapshot", "set_at", "note"]),
        (3, "stored_module_names", ["file", "time_stamp", "image_size", "first", "count", "data"]),
        (3, "module_names", ["file", "time_stamp", "image_size", "types", "stored_bytes"]),
        (5, "stored_module_schema", ["file", "time_stamp", "image_size", "schema"]),
        (2, "verdicts", ["snapshot", "series", "verdict", "budget", "checked_at"]),
    ]

    /// Makes an older store readable as it is: reading must not change a file, and cannot change one on a read-only disk.
    static func standIn(_ database: Database) throws(StoreError) {
        let version = try database.integer("PRAGMA user_version") ?? 0
        try database.run("PRAGMA query_only = OFF")
        try database.run("PRAGMA temp_store = MEMORY")
        for table in standIns where table.since > version {
            let columns = table.columns.map { "NULL AS \($0)" }.joined(separator: ", ")
            try database.run("CREATE TEMP VIEW \(table.name) AS SELECT \(columns) WHERE 0")
        }
        try database.run("PRAGMA query_only = ON")
    }

    /// A table or view as `sqlite_schema` has it.
    private struct Object {
        let type: String
        let sql: String
    }

    /// The store's tables, indexes and views that are not as they were made (missing, of another declaration), and all triggers. A file from
    /// elsewhere may have a view in a table's place that never ends. Tables of other names are not looked at. In a store of a newer format a
    /// table may have more columns and a view may be another.
    static func foreignObjects(_ database: Database) throws(StoreError) -> [String] {
        let version = try database.integer("PRAGMA user_version") ?? 0
        var found: [String: Object] = [:]
        var foreign: [String] = []
        try database.query("SELECT type, name, sql FROM main.sqlite_schema ORDER BY name") { row in
            if row.text(0) == "trigger" { foreign.append("trigger \(row.text(1))") }
            found[row.text(1)] = Object(type: row.text(0), sql: row.text(2))
            return true
        }
        for sql in migrations.prefix(Int(clamping: max(version, 1))).flatMap({ $0 }) {
            let words = sql.split(maxSplits: 3, whereSeparator: { $0 == " " || $0 == "\n" })
            guard words.count > 2 else { continue }
            let (kind, name) = (words[1].lowercased(), String(words[2]))
            guard let object = found[name], object.sql != sql else {
                if found[name] == nil { foreign.append("\(kind) \(name)") }
                continue
            }
            if version > current, object.type == kind {
                if kind == "view" { continue }
                if kind == "table", object.sql.hasPrefix("CREATE TABLE "), try extendsOwnTable(name, database) { continue }
            }
            foreign.append("\(kind) \(name)")
        }
        return foreign
    }

    /// Whether a table has all columns that this program knows, as stored values and first, whatever else it has.
    private static func extendsOwnTable(_ name: String, _ database: Database) throws(StoreError) -> Bool {
        func columns(_ database: Database) throws(StoreError) -> [[Database.Value]] {
            var columns: [[Database.Value]] = []
            try database.query("PRAGMA table_xinfo(\(name))") { row in
                // Name, type, whether NULL is refused, the place in the primary key, whether it is computed.
                columns.append([row[1], row[2], row[3], row[5], row[6]])
                return true
            }
            return columns
        }
        let reference = try Database("", .memory)
        try migrate(reference)
        let (own, found) = (try columns(reference), try columns(database))
        return !own.isEmpty && Array(found.prefix(own.count)) == own
    }

    /// The kind of a file, by its header, its `user_version` and its `stored_format`.
    enum State: Equatable {
        /// Nothing in it yet.
        case empty
        /// A store of an earlier format, which `migrate` brings up to date.
        case older
        case current
        /// A store of a later format, which programs of this one may use.
        case newer
    }

    /// Brings an empty file or an older store up to the last of `migrations`. Throws `notAStore` for other SQLite files and `newerSchema`.
    static func migrate(_ database: Database, _ migrations: [[String]] = migrations) throws(StoreError) {
        // Several processes may create one store at once: the write lock decides which does it, the others find it done.
        try database.transaction { () throws(StoreError) in
            switch try state(database, newest: migrations.count) {
            case .current, .newer: return
            case .empty, .older: break
            }
            let version = try database.integer("PRAGMA user_version") ?? 0
            for (number, statements) in migrations.enumerated() where number >= version {
                for sql in statements { try database.run(sql) }
            }
            try database.run("PRAGMA application_id = \(applicationID)")
            try database.run("PRAGMA user_version = \(migrations.count)")
            if migrations.count >= oldestReader {
                // A store of format 4 or later has the row already.
                try database.run("INSERT OR REPLACE INTO stored_format (only, oldest_reader) VALUES (1, ?)", .integer(oldestReader))
            }
        }
    }

    /// Throws `notAStore` for other SQLite files, and `newerSchema` for a store that programs of this format may not use.
    static func state(_ database: Database, newest: Int = migrations.count) throws(StoreError) -> State {
        // At one moment: between two looks another process may have made the store.
        try database.reading { () throws(StoreError) in
            let (version, application) = (
                try database.integer("PRAGMA user_version") ?? 0, try database.integer("PRAGMA application_id") ?? 0
            )
            guard application == applicationID else {
                let tables = try database.integer("SELECT count(*) FROM sqlite_master") ?? 0
                guard application == 0, version == 0, tables == 0 else { throw .notAStore(path: database.path) }
                return .empty
            }
            // Migrations set both numbers together, and only a damaged or forged file has the one without the other.
            guard version > 0 else { throw .damaged(path: database.path, "its format is \(version)") }
            if version <= newest {
                // A view in the place of a table may never end.
                let views = "SELECT count(*) FROM main.sqlite_master WHERE type = 'view' AND name LIKE 'stored\\_%' ESCAPE '\\'"
                guard try database.integer(views) == 0 else {
                    throw .damaged(path: database.path, "a view stands in the place of a table")
                }
                return version == newest ? .current : .older
            }
            guard let oldest = try oldestReader(of: database), (0...Int64(newest)).contains(oldest) else {
                throw .newerSchema(path: database.path, found: version, supported: Int64(newest))
            }
            return .newer
        }
    }

    /// `nil` when the store does not say it, in the one way in which it is said.
    private static func oldestReader(of database: Database) throws(StoreError) -> Int64? {
        let table = "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'stored_format' AND sql = ?"
        guard try database.integer(table, .text(formatTable[0])) != nil else { return nil }
        return try database.integer("SELECT oldest_reader FROM main.stored_format WHERE only = 1")
    }
}
