import SnapshotModel
import Testing

@testable import Storage

@Suite struct QueryTests {
    private func run(_ store: SnapshotStore, _ sql: String) throws -> (columns: [String], rows: [[QueryValue]]) {
        var names: [String] = []
        var rows: [[QueryValue]] = []
        func keep(_ row: [QueryValue]) -> Bool {
            rows.append(row)
            return true
        }
        try store.query(sql, columns: { names = $0 }, each: keep)
        return (names, rows)
    }

    private func filled() throws -> (Folder, SnapshotStore) {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        var publisher = PublisherRow()
        publisher.publisher = "App.Bus"
        publisher.count = .max
        publisher.isStatic = true
        _ = try store.put(sample("a"), series: "s")
        _ = try store.put(sample("b", types: [typeRow("App.Order", 5, 120)], more: [Table([publisher, PublisherRow()])]), series: "s")
        return (folder, store)
    }

    @Test func sectionsAreTables() throws {
        let (folder, store) = try filled()
        defer { withExtendedLifetime(folder) {} }
        let growth = try run(
            store, "SELECT b.name, b.count - a.count AS more FROM types a JOIN types b USING (name) WHERE a.snapshot = 1 AND b.snapshot = 2"
        )
        #expect(growth.columns == ["name", "more"])
        #expect(growth.rows == [[.text("App.Order"), .integer(2)]])
        #expect(
            try run(store, "SELECT snapshot, count(*), sum(bytes) FROM types GROUP BY 1").rows == [
                [.integer(1), .integer(2), .integer(432)], [.integer(2), .integer(1), .integer(120)],
            ])
        #expect(
            try run(store, "SELECT managed_id, stack_reserved FROM threads WHERE snapshot = 1").rows == [[.integer(1), .integer(8 << 20)]])
    }

    @Test func aMadeUpSectionIsATableToo() throws {
        let (folder, store) = try filled()
        defer { withExtendedLifetime(folder) {} }
        #expect(
            try run(store, "SELECT * FROM publishers ORDER BY publisher DESC").rows == [
                [.integer(2), .text("App.Bus"), .integer(.max), .null, .integer(1)],
                [.integer(2), .text(""), .integer(0), .null, .integer(0)],
            ])
    }

    @Test func oneSnapshotDecodesOneBlob() throws {
        let (folder, store) = try filled()
        defer { withExtendedLifetime(folder) {} }
        try store.database.run("UPDATE stored_section SET data = x'00' WHERE snapshot = 1 AND name = 'types'")
        #expect(try run(store, "SELECT count(*) FROM types WHERE snapshot = 2").rows == [[.integer(1)]])
        #expect(throws: StoreError.damaged(path: folder.store, "section types of snapshot @1: the blob does not begin as one")) {
            try run(store, "SELECT count(*) FROM types")
        }
    }

    @Test func viewsForPeople() throws {
        let (folder, store) = try filled()
        defer { withExtendedLifetime(folder) {} }
        #expect(
            try run(store, "SELECT id, series, time, process, objects FROM snapshots").rows.first == [
                .integer(1), .text("s"), .text("2023-11-14T22:13:20Z"), .text("App"), .integer(12),
            ])
        #expect(try run(store, "SELECT bytes, committed FROM totals WHERE snapshot = 1").rows == [[.integer(432), .null]])
    }

    @Test(arguments: [
        "DELETE FROM stored_snapshot", "ATTACH 'x' AS y", "PRAGMA user_version = 3", "SELECT load_extension('x')",
        "CREATE TEMP TABLE t (a)",
        "SELECT 1; SELECT 2", "", "SELEC 1", "VACUUM", "SELECT * FROM nothing",
    ])
    func onlyReadingIsAllowed(_ sql: String) throws {
        let (folder, store) = try filled()
        defer { withExtendedLifetime(folder) {} }
        let error = #expect(throws: StoreError.self) { try run(store, sql) }
        guard case .badSQL = error else {
            Issue.record("\(sql): \(String(describing: error))")
            return
        }
        #expect(try store.list(series: nil).count == 2)
    }

    @Test func anEmptyStoreHasEmptyTables() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        #expect(try run(store, "SELECT name, gen2_bytes FROM types").rows == [])
    }
}
