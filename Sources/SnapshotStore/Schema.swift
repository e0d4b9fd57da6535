/// The store's tables, as numbered steps from an empty file. A step is never changed once released; a later schema adds one.
enum Schema {
    /// "HpDf": how a store is told from other SQLite files (`file` prints it).
    static let applicationID: Int64 = 0x4870_4466

    static let current = Int64(migrations.count)

    /// Base tables carry `stored_` names or are meant to be read as they are; people get the views.
    static let migrations: [[String]] = [
        [
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
            // Names once a store. A unique index over the texts would be as large as they are, so they are found by a 64-bit hash.
            "CREATE TABLE stored_name (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL) STRICT",
            "CREATE INDEX stored_name_hash ON stored_name (hash)",
            "CREATE TABLE stored_series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
            """
            CREATE TABLE stored_member (
                series INTEGER NOT NULL REFERENCES stored_series (id) ON DELETE CASCADE,
                snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id) ON DELETE CASCADE, PRIMARY KEY (series, snapshot)) STRICT
            """,
            """
            CREATE TABLE stored_label (
                snapshot INTEGER NOT NULL REFERENCES stored_snapshot (id) ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,
                PRIMARY KEY (snapshot, key)) STRICT
            """,
            """
            CREATE VIEW snapshots AS
                SELECT s.id, r.name AS series, strftime('%Y-%m-%dT%H:%M:%SZ', s.captured_at, 'unixepoch') AS time, s.process, s.pid, s.runtime,
                    s.trust, s.objects, s.bytes, s.fingerprint, s.input ->> 'path' AS path
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
    ]

    /// Brings a store up to the current schema. Throws `notAStore` for other SQLite files and `newerSchema`.
    static func migrate(_ database: Database) throws(StoreError) {
        if try isCurrent(database) { return }
        // Several processes may create one store at once: the write lock decides who does it, the others find it done.
        try database.transaction { () throws(StoreError) in
            if try isCurrent(database) { return }
            let version = try database.integer("PRAGMA user_version") ?? 0
            for (number, statements) in migrations.enumerated() where number >= version {
                for sql in statements { try database.run(sql) }
            }
            try database.run("PRAGMA application_id = \(applicationID)")
            try database.run("PRAGMA user_version = \(current)")
        }
    }

    /// Whether the schema is the current one; false for an empty file and for older stores.
    static func isCurrent(_ database: Database) throws(StoreError) -> Bool {
        let version = try database.integer("PRAGMA user_version") ?? 0
        let application = try database.integer("PRAGMA application_id") ?? 0
        if application != applicationID {
            guard application == 0, version == 0, try database.integer("SELECT count(*) FROM sqlite_master") == 0 else {
                throw .notAStore(path: database.path)
            }
            return false
        }
        guard version <= current else { throw .newerSchema(path: database.path, found: version, supported: current) }
        return version == current
    }
}
