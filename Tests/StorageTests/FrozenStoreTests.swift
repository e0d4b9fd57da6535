import FoundationEssentials
import SnapshotModel
import Testing

@testable import Storage

/// `Snapshots/format-N.db` is a store that a heapdrift of format N wrote. Each is opened for ever.
@Suite struct FrozenStoreTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    private func opened(_ format: Int64, _ mode: SnapshotStore.Mode, _ folder: Folder) throws -> SnapshotStore {
        if !FileManager.default.fileExists(atPath: folder.store) {
            try FileManager.default.copyItem(atPath: Self.root + "/Snapshots/format-\(format).db", toPath: folder.store)
        }
        return try SnapshotStore.open(folder.store, mode)
    }

    @Test func everyFormatHasAStore() throws {
        for format in 1...Schema.current {
            #expect(FileManager.default.fileExists(atPath: Self.root + "/Snapshots/format-\(format).db"), "format \(format)")
        }
    }

    /// All were made from the dumps of the demo's series.
    private func check(_ store: SnapshotStore, _ format: Int64) throws {
        #expect(try store.list(series: "demo").map(\.id) == (format == 1 ? [1, 2, 3] : [1, 3]))
        #expect(try store.list(series: "demo").map(\.time).last == 1_795_402_800)
        for (id, totals) in [
            (Int64(1), Totals(objects: 542, bytes: 115_010, freeObjects: nil, freeBytes: 3_784, committed: 348_160)),
            (3, Totals(objects: 6_554, bytes: 548_450, freeObjects: nil, freeBytes: 4_680, committed: 1_400_832)),
        ] {
            let snapshot = try store.load(id).snapshot
            #expect(snapshot.totals.objects == totals.objects)
            #expect(snapshot.totals.bytes == totals.bytes)
            #expect(snapshot.totals.freeBytes == totals.freeBytes)
            #expect(snapshot.totals.committed == totals.committed)
            #expect(snapshot.trust.level == .exact)
            #expect(snapshot.table("types")?.sum("bytes") == totals.bytes)
            #expect(snapshot.capture.labels == (format == 1 ? [:] : ["commit": "c\(id - 1)"]))
            #expect(snapshot.tables.map(\.info.name) == ["types", "modules", "threads"] + (format < 3 ? [] : ["heaps"]))
        }
        let types: [TypeRow] = try #require(try store.load(3).snapshot.table("types")).rows()
        let row = try #require(types.first { $0.name == "System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs>" })
        #expect(row.module == "System.Private.CoreLib.dll")
        #expect(row.count == 2_002)
        #expect(row.bytes == 128_128)
        #expect(try store.verify().problems == [])
        guard format > 1 else { return }
        #expect(try store.baselines(series: "demo").map(\.name) == ["baseline", "release"])
        #expect(try store.baselines(series: "demo").map(\.snapshot) == [3, 1])
        #expect(try store.baselineHistory("baseline", of: "demo").map(\.note) == ["first"])
        #expect(try store.latestPassed(in: "demo", before: nil) == 3)
        #expect(sentence { () throws(StoreError) in _ = try store.load(2) }?.contains("was removed from") == true)
    }

    @Test(arguments: 1...Schema.current) func itIsReadAsItIs(_ format: Int64) throws {
        let folder = try Folder()
        let store = try opened(format, .readOnly, folder)
        let before = try Data(contentsOf: URL(filePath: folder.store))
        #expect(try store.database.integer("PRAGMA user_version") == format)
        try check(store, format)
        #expect(try store.history([1, 3], ["types": ["count"]]).section("types")?.rowCount ?? 0 > 150)
        store.close()
        #expect(try Data(contentsOf: URL(filePath: folder.store)) == before)
        #expect(try Schema.foreignObjects(SnapshotStore.openForeign(folder.store).database) == [])
    }

    /// Writing brings it to today's format; a snapshot that was there and one that comes are alike.
    @Test(arguments: 1...Schema.current) func itIsWritten(_ format: Int64) throws {
        let folder = try Folder()
        let older = try opened(format, .readOnly, folder)
        let first = try older.load(1).snapshot
        older.close()
        let store = try opened(format, .readWrite, folder)
        #expect(try store.database.integer("PRAGMA user_version") == Schema.current)
        #expect(try store.database.integer("SELECT oldest_reader FROM stored_format") == Schema.oldestReader)
        let again = try store.put(first, series: "again")
        #expect(again == 4)
        #expect(try store.load(again).snapshot == first)
        #expect(try store.load(1).snapshot == first)
        let history = try store.history([1, again], ["types": ["count", "bytes"]])
        let types = try #require(history.section("types"))
        for row in 0..<types.rowCount { #expect(types.value(0, row, 0) == types.value(0, row, 1)) }
        try check(store, format)
    }
}
