import FoundationEssentials
import SnapshotModel

@testable import Storage

/// A store as a later heapdrift might write it, with inventions of every kind: a section, units, a role, a comparison, column types, a
/// table, a column of a table and another view. `Snapshots/newer-format.db` is one.
enum NewerStore {
    static let format: Int64 = 6

    static func make(_ path: String) throws {
        let store = try SnapshotStore.open(path, .readWrite)
        for step in UInt64(1)...2 {
            let types = [typeRow("App.Order", 3 * step, 72 * step), typeRow("App.Line", 9, 360)]
            let id = try store.put(sample("f\(step)", time: 1_700_000_000 + Int64(step) * 86_400, types: types), series: "demo")
            try store.tables.transaction { () throws(StoreError) in try addInventions(to: id, step, store.tables) }
        }
        let changes = [
            "CREATE TABLE stored_story (snapshot INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT",
            "INSERT INTO stored_story VALUES (1, 'once')", "ALTER TABLE stored_section ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",
            "UPDATE stored_section SET mood = 'merry' WHERE snapshot = 1", "DROP VIEW labels",
            "CREATE VIEW labels AS SELECT snapshot, key, value, 1 AS weight FROM stored_label", "PRAGMA user_version = \(format)",
            "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE", "PRAGMA page_size = 1024",
        ]
        for sql in changes { try store.database.run(sql) }
        try store.database.vacuum()
        store.close()
    }

    private static func addInventions(to id: Int64, _ step: UInt64, _ tables: any StoreTables) throws(StoreError) {
        var timers = SectionDeclaration(SectionInfo(name: "timers", comparison: .byKey, rowUnit: .rows, columns: []))
        timers.comparison = "byTree"
        timers.columns = [
            .init(name: "callback", role: "key", type: "text", unit: "none"),
            .init(name: "kind", role: "facet", type: "text", unit: "none"),
            .init(name: "count", role: "measure", type: "integer", unit: "timers"),
            .init(name: "due", role: "measure", type: "integer", unit: "µs/tick"),
            .init(name: "chain", role: "attribute", type: "name_list", unit: "none"),
        ]
        var journal = SectionDeclaration(SectionInfo(name: "journal", comparison: .bySums, rowUnit: .rows, columns: []))
        journal.columns = [.init(name: "entry", role: "line", type: "prose", unit: "none")]
        let names = try NameTable(tables).ids([timerNames])[0]
        try add(
            "timers", timers, 2, names, [column([1, 0]), column([3, 3]), column([step, 5]), column([40, 7]), [1, 2, 2, 2, 0]], id, 3, tables
        )
        try add("journal", journal, 1, [], [Array("Dear diary".utf8)], id, 4, tables)

        // The section that every program knows, with a column more.
        let types = try tables.sections(of: id)[0]
        let blob = try tables.blob(of: types)
        let section: SectionCodec.Section
        do throws(CodecError) { section = try SectionCodec.decode(blob, keepsPlaces: true) } catch { throw .damaged(path: "", error.words) }
        var declaration = SectionDeclaration(section.info)
        declaration.columns.append(.init(name: "weight", role: "weight", type: "integer", unit: "none"))
        try (tables as? SQLiteTables)?.database.run("DELETE FROM stored_section WHERE snapshot = ? AND place = 0", .integer(id))
        try add(
            "types", declaration, section.rowCount, section.names ?? [],
            section.columns.map { column($0 ?? []) } + [column([11, 12])], id, 0, tables)
    }

    /// In the order of the section, which is not that of their numbers.
    static let timerNames = ["Shop.Poller.Tick", "Shop.Cache.Sweep", "Shop.Host.Start", "periodic"]

    private static func column(_ words: [UInt64]) -> [UInt8] {
        var writer = ByteWriter()
        ColumnCodec.encode(words, &writer)
        return writer.bytes
    }

    private static func add(
        _ name: String, _ declaration: SectionDeclaration, _ rowCount: Int, _ names: [UInt64], _ columns: [[UInt8]], _ id: Int64,
        _ place: Int64, _ tables: any StoreTables
    ) throws(StoreError) {
        var writer = ByteWriter()
        declaration.write(&writer)
        writer.varint(UInt64(rowCount))
        for column in columns {
            writer.varint(UInt64(column.count))
            writer.append(column)
        }
        let blob: [UInt8]
        do throws(CodecError) { blob = try SectionCodec.encode(.init(names: names, rest: writer.bytes)) } catch {
            throw .damaged(path: "", error.words)
        }
        try tables.insert(SectionRecord(snapshot: id, place: place, name: name, rowCount: Int64(rowCount)), blob)
    }

    /// The column `chain` as the program that invented it would read it: some names for each row.
    static func chains(_ record: SectionRecord, _ store: SnapshotStore) throws -> [[String]] {
        let moved = try SectionCodec.moved(try store.tables.blob(of: record))
        let names = try NameTable(store.tables).texts(inAnyOrder: moved.names) ?? []
        var reader = ByteReader(moved.rest[...])
        let declaration = try SectionDeclaration(&reader)
        let rowCount = try reader.count("rows", limit: 100)
        var chains: [[String]] = []
        for column in declaration.columns {
            var cells = ByteReader(try reader.bytes(try reader.count("bytes", limit: reader.left)))
            guard column.type == "name_list" else { continue }
            for _ in 0..<rowCount {
                let count = try cells.count("names", limit: 10)
                chains.append(try (0..<count).map { _ in names[Int(try cells.varint())] })
            }
        }
        return chains
    }
}
