import FoundationEssentials
import Glibc
import SnapshotModel
import Testing

@testable import Storage

@Suite struct StoreTests {
    @Test func whatIsPutComesBackEqual() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let snapshot = sample(labels: ["commit": "abc", "branch": "main"])
        let id = try store.put(snapshot, series: "orders")
        let loaded = try store.load(id)
        #expect(loaded.snapshot == snapshot)
        #expect(loaded.series == ["orders"])
        #expect(loaded.snapshot.trust.level == .good)
    }

    /// `load` keeps the names that it has read, for as long as nobody changes the store.
    @Test func namesThatCameLaterAreRead() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let other = try SnapshotStore.open(folder.store, .readWrite)
        let first = try store.put(sample(), series: nil)
        #expect(try store.load(first).snapshot == sample())
        for (writer, name) in [(store, "App.Own"), (other, "App.Other"), (store, "App.Own2")] {
            let snapshot = sample(name, types: [typeRow(name, 1, 24)])
            let id = try writer.put(snapshot, series: nil)
            #expect(try store.load(id).snapshot == snapshot)
        }
        #expect(try store.load(first).snapshot == sample())
    }

    @Test func aMadeUpSectionIsKept() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        var row = PublisherRow()
        row.publisher = "App.Bus"
        row.count = .max
        row.first = 0
        let table = Table([row, PublisherRow()], absent: ["static"])
        let id = try store.put(sample(more: [table]), series: nil)
        #expect(try store.load(id).snapshot.table("publishers") == table)
        let loaded = try store.load(id).snapshot
        #expect(
            loaded.notInInput() == Catalog.standard.names.filter { loaded.table($0) == nil } + [
                "types.live_count", "types.live_bytes", "types.held_count", "types.held_bytes", "publishers.static",
            ])
    }

    @Test func aStoreIsForItsOwnerAlone() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.path + "/new/deeper/store.db", .readWrite)
        _ = try store.put(sample(), series: nil)
        for suffix in ["", "-wal", "-shm"] {
            var found = stat()
            #expect(unsafe stat(store.path + suffix, &found) == 0)
            #expect(found.st_mode & 0o777 == 0o600)
        }
        store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new/deeper") == ["store.db"])
    }

    @Test func knowsAnInputByFingerprintAndReader() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let first = try store.put(sample("aa"), series: nil)
        let second = try store.put(sample("aa"), series: nil)
        #expect(first != second)
        #expect(try store.known(fingerprint: "aa", reader: "r1")?.id == second)
        #expect(try store.known(fingerprint: "aa", reader: "r2") == nil)
        #expect(try store.known(fingerprint: "bb", reader: "r1") == nil)
    }

    @Test func namesAreStoredOnce() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        _ = try store.put(sample(), series: nil)
        let names = try store.database.integer("SELECT sum(count) FROM stored_names")
        _ = try store.put(sample("bb", types: [typeRow("App.Order", 4, 96), typeRow("App.New", 1, 24)]), series: nil)
        #expect(try store.database.integer("SELECT sum(count) FROM stored_names") == (names ?? 0) + 1)
    }

    @Test func tenThousandTypesAreSmall() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        func types(_ step: UInt64) -> [TypeRow] {
            (0..<10_000).map { typeRow("Some.Namespace\($0 % 97).Type\($0)", UInt64($0) % 311 + step, (UInt64($0) % 311 + step) * 48) }
        }
        let first = try store.put(sample("a", types: types(1)), series: nil)
        let second = try store.put(sample("b", types: types(2)), series: nil)
        for id in [first, second] {
            let bytes = try store.database.integer("SELECT sum(length(data)) FROM stored_section WHERE snapshot = ?", .integer(id))
            #expect(bytes ?? .max <= 150_000)
        }
        #expect(try store.load(second).snapshot == sample("b", types: types(2)))
    }
}

@Suite struct StoreRefusalTests {
    @Test func whatIsNoStoreIsLeftAsItIs() throws {
        let folder = try Folder()
        let text = Data(
            "not a database, but long enough to have a header of a hundred bytes and more, as SQLite wants to see one at least".utf8)
        try text.write(to: URL(filePath: folder.store))
        #expect(throws: StoreError.notAStore(path: folder.store)) { try SnapshotStore.open(folder.store, .readWrite) }
        #expect(throws: StoreError.notAStore(path: folder.store)) { try SnapshotStore.open(folder.store, .readOnly) }
        #expect(try Data(contentsOf: URL(filePath: folder.store)) == text)
    }

    @Test func anotherProgramsDatabaseIsLeftAsItIs() throws {
        let folder = try Folder()
        let other = try Database(folder.store, .readWrite)
        try other.run("CREATE TABLE mine (a)")
        #expect(throws: StoreError.notAStore(path: folder.store)) { try SnapshotStore.open(folder.store, .readWrite) }
        #expect(try other.integer("PRAGMA user_version") == 0)
        var mode = ""
        try other.query("PRAGMA journal_mode") { row in
            mode = row.text(0)
            return false
        }
        #expect(mode == "delete")
    }

    /// Programs of this format are below the minimum that the store names, or it names none.
    @Test(arguments: [
        ["UPDATE stored_format SET oldest_reader = 6"], ["UPDATE stored_format SET oldest_reader = 9223372036854775807"],
        ["UPDATE stored_format SET oldest_reader = -1"], ["DELETE FROM stored_format"], ["DROP TABLE stored_format"],
        ["DROP TABLE stored_format", "CREATE VIEW stored_format AS SELECT 1 AS only, 4 AS oldest_reader"],
        ["DROP TABLE stored_format", "CREATE TABLE stored_format (only, oldest_reader AS (4))", "INSERT INTO stored_format VALUES (1)"],
    ])
    func aStoreWithANewerMinimumIsRefused(_ changes: [String]) throws {
        let folder = try Folder()
        let made = try SnapshotStore.open(folder.store, .readWrite)
        for sql in changes + ["PRAGMA user_version = 99"] { try made.database.run(sql) }
        let expected = StoreError.newerSchema(path: folder.store, found: 99, supported: Schema.current)
        #expect(throws: expected) { try SnapshotStore.open(folder.store, .readWrite) }
        #expect(throws: expected) { try SnapshotStore.open(folder.store, .readOnly) }
    }

    @Test func readingMakesNoStore() throws {
        let folder = try Folder()
        #expect(throws: StoreError.noStore(path: folder.store)) { try SnapshotStore.open(folder.store, .readOnly) }
        #expect(!FileManager.default.fileExists(atPath: folder.store))
    }

    @Test func anEmptyFileBecomesAStore() throws {
        let folder = try Folder()
        try Data().write(to: URL(filePath: folder.store))
        let store = try SnapshotStore.open(folder.store, .readWrite)
        #expect(try store.load(store.put(sample(), series: nil)).snapshot == sample())
    }

    @Test func aDirectoryIsNoStore() throws {
        let folder = try Folder()
        #expect(throws: StoreError.cannotOpen(path: folder.path, "it is a directory")) { try SnapshotStore.open(folder.path, .readWrite) }
    }

    @Test func aFullDiskLeavesTheStoreAsItWas() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let id = try store.put(sample(), series: "s")
        let pages = try store.database.integer("PRAGMA page_count") ?? 0
        _ = try store.database.integer("PRAGMA max_page_count = \(pages + 2)")
        let many = (0..<20_000).map { typeRow("Name\((UInt64($0) &+ 1) &* 0x9E37_79B9_7F4A_7C15)", 1, 24) }
        #expect(throws: StoreError.diskFull(path: folder.store)) { try store.put(sample("b", types: many), series: "s") }
        #expect(try store.list(series: "s").map(\.id) == [id])
        #expect(try SnapshotStore.open(folder.store, .readOnly).load(id).snapshot == sample())
        var integrity = ""
        try store.database.query("PRAGMA integrity_check") { row in
            integrity = row.text(0)
            return false
        }
        #expect(integrity == "ok")
    }

    @Test func aProcessKilledInsideATransactionLosesOnlyThat() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let id = try store.put(sample(), series: nil)
        try store.database.run("BEGIN IMMEDIATE")
        try store.database.run("INSERT INTO stored_series (name) VALUES ('half')")
        // A killed process leaves the files as they are at this moment, nothing rolled back.
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.store + suffix, toPath: folder.path + "/left.db" + suffix)
        }
        let left = try SnapshotStore.open(folder.path + "/left.db", .readWrite)
        #expect(try left.load(id).snapshot == sample())
        #expect(try left.database.integer("SELECT count(*) FROM stored_series") == 0)
        #expect(try left.put(sample("b"), series: nil) == id + 1)
    }

    @Test func damagedSectionsAreSaidNotGuessed() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let id = try store.put(sample(), series: nil)
        try store.database.run("UPDATE stored_section SET data = x'00112233' WHERE place = 0")
        #expect(throws: StoreError.damaged(path: folder.store, "section types of snapshot @\(id): the blob does not begin as one")) {
            try store.load(id)
        }
        try store.database.run("DELETE FROM stored_section WHERE place = 0")
        try store.database.run("DELETE FROM stored_names")
        #expect(throws: StoreError.damaged(path: folder.store, "section modules of snapshot @\(id): it mentions names that are not stored"))
        {
            try store.load(id)
        }
    }
}

@Suite struct StoreConcurrencyTests {
    /// Eight writers and a reader begin at once, on a store that does not exist yet. Nothing is lost, nobody is told "locked".
    @Test func manyWriteAtOnce() async throws {
        let folder = try Folder()
        let path = folder.store
        let failures = await withTaskGroup(of: String?.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    do {
                        let store = try SnapshotStore.open(path, .readWrite)
                        for number in 0..<5 {
                            let name = "Type\(writer).\(number)"
                            _ = try store.put(sample("\(writer)-\(number)", types: [typeRow(name, 1, 24)]), series: "s\(writer % 2)")
                        }
                        store.close()
                        return nil
                    } catch { return "\(error)" }
                }
            }
            group.addTask {
                do {
                    for _ in 0..<20 {
                        let store = try SnapshotStore.open(path, .readWrite)
                        for summary in try store.list(series: nil) { _ = try store.load(summary.id) }
                    }
                    return nil
                } catch { return "\(error)" }
            }
            return await group.reduce(into: [String]()) { if let failure = $1 { $0.append(failure) } }
        }
        #expect(failures == [])
        let store = try SnapshotStore.open(path, .readOnly)
        #expect(try store.list(series: nil).count == 40)
        #expect(try store.list(series: "s0").count == 20)
        for summary in try store.list(series: nil) { #expect(try store.load(summary.id).snapshot.table("types")?.rowCount == 1) }
    }
}
