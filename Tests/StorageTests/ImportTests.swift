import FoundationEssentials
import SnapshotModel
import Testing

@testable import Storage

@Suite struct ImportTests {
    let folder: Folder
    let store: SnapshotStore

    init() throws {
        folder = try Folder()
        store = try SnapshotStore.open(folder.store, .readWrite)
    }

    /// A store with a series of three, a baseline that was moved, and verdicts.
    private func other(_ name: String = "other.db") throws -> SnapshotStore {
        let other = try SnapshotStore.open(folder.path + "/" + name, .readWrite)
        let ids = try (0..<3).map { try other.put(sample("f\($0)", time: Int64($0), labels: ["n": "\($0)"]), series: "orders") }
        try other.add(ids[0], to: "release")
        try other.setBaseline("baseline", of: "orders", to: ids[0], at: 10, note: "first", replacing: false)
        try other.setBaseline("baseline", of: "orders", to: ids[1], at: 20, note: nil, replacing: true)
        try other.record(verdict: .pass, of: ids[1], in: "orders", budget: "b", at: 21)
        try other.record(verdict: .fail, of: ids[2], in: "orders", budget: "b", at: 22)
        return other
    }

    @Test func everythingComesAlong() throws {
        let other = try other()
        let own = try store.put(sample("own"), series: "mine")
        let taken = try store.importSnapshots(from: other, replacing: false, at: 30)
        #expect(taken.added == [own + 1, own + 2, own + 3])
        #expect(taken.known == [])
        #expect((taken.memberships, taken.baselines, taken.verdicts) == (4, 1, 2))
        for (mine, theirs) in zip(taken.added, Int64(1)...3) {
            #expect(try store.load(mine).snapshot == other.load(theirs).snapshot)
            #expect(try store.load(mine).series == other.load(theirs).series)
        }
        #expect(try store.baseline(named: "baseline", of: "orders") == own + 2)
        #expect(try store.baselineHistory("baseline", of: "orders").map(\.snapshot) == [own + 1])
        #expect(try store.latestPassed(in: "orders", before: nil) == own + 2)
        #expect(try store.verify().problems == [])

        let again = try store.importSnapshots(from: other, replacing: false, at: 40)
        #expect(again == ImportOutcome(added: [], known: taken.added, memberships: 0, baselines: 0, verdicts: 0))
        #expect(try store.baselineHistory("baseline", of: "orders").count == 1)
    }

    @Test func otherLabelsAreNoOtherSnapshot() throws {
        _ = try store.put(sample("f0", time: 0, labels: ["n": "else", "own": "yes"]), series: "orders")
        _ = try store.put(sample("f1", time: 1), series: "orders")
        let taken = try store.importSnapshots(from: try other(), replacing: false, at: 1)
        #expect(taken.known == [1, 2])
        #expect(taken.added == [3])
        #expect(taken.labels == 1)
        #expect(taken.keptLabels == 1)
        #expect(try store.load(1).snapshot.capture.labels == ["n": "else", "own": "yes"])
        #expect(try store.load(2).snapshot.capture.labels == ["n": "1"])
        #expect(try store.verify().problems == [])
    }

    private func read(_ reader: String, _ objects: UInt64, time: Int64 = 1, process: String = "App") -> Snapshot {
        var snapshot = sample("same", time: time, types: [typeRow("App.Order", objects, 24 * objects)])
        (snapshot.input.reader, snapshot.capture.process) = (reader, process)
        return snapshot
    }

    @Test func aNewerReadingTakesThePlaceOfTheOlder() throws {
        let other = try SnapshotStore.open(folder.path + "/newer.db", .readWrite)
        _ = try other.put(read("elf-core-5", 7), series: "orders")
        let own = try store.put(read("elf-core-4", 3), series: "orders")
        try store.setBaseline("baseline", of: "orders", to: own, at: 5, note: nil, replacing: false)
        let taken = try store.importSnapshots(from: other, replacing: false, at: 30)
        #expect(taken.renewed == [own])
        #expect(taken.added + taken.known == [])
        #expect(try store.load(own).snapshot.totals.objects == 7)
        #expect(try store.load(own).snapshot.input.reader == "elf-core-5")
        #expect(try store.baseline(named: "baseline", of: "orders") == own)
        #expect(try store.importSnapshots(from: other, replacing: false, at: 40).known == [own])
        #expect(try store.verify().problems == [])
        // An older one is known.
        let older = try SnapshotStore.open(folder.path + "/older.db", .readWrite)
        _ = try older.put(read("elf-core-3", 1), series: "orders")
        #expect(try store.importSnapshots(from: older, replacing: false, at: 40).known == [own])
        #expect(try store.load(own).snapshot.totals.objects == 7)
    }

    /// A dump that was only looked at gets the place that it has in the other store; one that two series order by other times is there twice.
    @Test func theSameDumpInOtherSeries() throws {
        let loose = try store.put(read("elf-core-4", 3, time: 50), series: nil)
        let other = try SnapshotStore.open(folder.path + "/series.db", .readWrite)
        _ = try other.put(read("elf-core-4", 3, time: 9), series: "orders")
        _ = try other.put(read("elf-core-4", 3, time: 10), series: "copies")
        let taken = try store.importSnapshots(from: other, replacing: false, at: 1)
        #expect(taken.known == [loose])
        #expect(taken.added == [loose + 1])
        #expect(try store.load(loose).snapshot.capture.time == 9)
        #expect(try store.load(loose).series == ["orders"])
        #expect(try store.load(loose + 1).series == ["copies"])
        #expect(try store.importSnapshots(from: other, replacing: false, at: 1).known == [loose, loose + 1])
    }

    /// Names that were replaced must not take the place of real ones.
    @Test func aRedactedSnapshotIsAnother() throws {
        let own = try store.put(read("elf-core-4", 3), series: "orders")
        let other = try SnapshotStore.open(folder.path + "/redacted.db", .readWrite)
        _ = try other.put(read("elf-core-5", 3, process: "~0123456789"), series: "orders")
        #expect(try store.importSnapshots(from: other, replacing: false, at: 1).added == [own + 1])
        #expect(try store.load(own).snapshot.input.reader == "elf-core-4")
    }

    /// Two snapshots of one dump, as older versions stored them, stay two when they travel.
    @Test func twoStayTwo() throws {
        let other = try SnapshotStore.open(folder.path + "/two.db", .readWrite)
        for label in ["a", "b"] { _ = try other.put(sample("same", labels: ["n": label]), series: "orders") }
        #expect(try store.importSnapshots(from: other, replacing: false, at: 1).added == [1, 2])
        #expect(try store.importSnapshots(from: other, replacing: false, at: 1).known == [1, 2])
        #expect(try store.list(series: "orders").map(\.labels) == [["n": "a"], ["n": "b"]])
    }

    /// The lists of baselines are read once for an import, not once for each of them.
    @Test func manyBaselines() throws {
        let (tables, otherTables) = (MemoryTables(), MemoryTables())
        let (store, other) = (SnapshotStore(tables), SnapshotStore(otherTables))
        let id = try other.put(sample("one"), series: "orders")
        for number in 0..<300 {
            otherTables.insert(StoredBaseline(series: "orders", name: "b\(number)", snapshot: id, setAt: 1, note: nil))
            let former = FormerBaseline(snapshot: id, setAt: 1, endedAt: Int64(number), note: nil)
            otherTables.insert(FormerBaselineRecord(series: "orders", name: "b", former: former))
        }
        #expect(try store.importSnapshots(from: other, replacing: false, at: 1).baselines == 300)
        #expect(try store.importSnapshots(from: other, replacing: false, at: 1).baselines == 0)
        #expect(tables.readsOfBaselines == 4)
        #expect(try store.baselineHistory("b", of: "orders").count == 300)
    }

    @Test func aBaselineThatIsAnotherIsAConflict() throws {
        let other = try other()
        let mine = try store.put(sample("mine"), series: "orders")
        try store.setBaseline("baseline", of: "orders", to: mine, at: 5, note: nil, replacing: false)
        #expect(
            sentence { () throws(StoreError) in _ = try store.importSnapshots(from: other, replacing: false, at: 30) }
                == "orders@baseline: is @\(mine) here and @2 of 1970-01-01T00:00:01Z in \(other.path); nothing of that was taken")
        #expect(try store.list(series: nil).map(\.id) == [mine])
        _ = try store.importSnapshots(from: other, replacing: true, at: 30)
        #expect(try store.baseline(named: "baseline", of: "orders") == mine + 2)
        #expect(try store.baselineHistory("baseline", of: "orders").map(\.snapshot) == [mine, mine + 1])
        #expect(try store.baselineHistory("baseline", of: "orders").map(\.endedAt) == [30, 20])
    }

    @Test func whatIsExportedIsOneFileWithAllThatBelongsToIt() throws {
        let other = try other()
        let bytes = try other.exported([2, 3]).bytes
        #expect(try other.exported([3, 2]).bytes == bytes)
        // Not in WAL mode: a file on a read-only disk, or in an archive, has no log beside it.
        #expect(Array(bytes[18...19]) == [1, 1])
        let path = folder.path + "/two.heapdrift"
        try Data(bytes).write(to: URL(filePath: path))
        #expect(SnapshotStore.isStore(path))
        let file = try SnapshotStore.openForeign(path)
        #expect(try file.members(of: "orders").count == 2)
        #expect(try file.load(1).snapshot == other.load(2).snapshot)
        #expect(try file.verify().problems == [])
        let taken = try store.importSnapshots(from: file, replacing: false, at: 1)
        #expect((taken.added.count, taken.baselines, taken.verdicts) == (2, 1, 2))
        // Nothing of the snapshot that was not exported came along.
        #expect(try store.baselineHistory("baseline", of: "orders") == [])
        file.close()
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(bytes))
        #expect(throws: StoreError.self) { try other.exported([2, 77]) }
    }

    @Test(arguments: [
        "UPDATE stored_section SET data = zeroblob(100) WHERE snapshot = 2",
        "UPDATE stored_section SET data = (SELECT data FROM stored_section WHERE place = 1) WHERE snapshot = 2 AND place = 0",
        "DELETE FROM stored_names", "UPDATE stored_snapshot SET totals = '{\"objects\": 1}' WHERE id = 3",
        "UPDATE stored_snapshot SET capture = '[]' WHERE id = 3", "UPDATE stored_baseline SET name = 'a b'",
        "UPDATE stored_verdict SET verdict = 'great'", "UPDATE stored_series SET name = '' WHERE name = 'orders'",
        "UPDATE stored_names SET count = 9223372036854775807", "UPDATE stored_names SET first = -5",
    ])
    func nothingOfAHostileFileIsImported(_ damage: String) throws {
        let other = try other()
        try other.database.run(damage)
        #expect(throws: StoreError.self) { try store.importSnapshots(from: other, replacing: true, at: 1) }
        #expect(try store.list(series: nil) == [])
        #expect(try store.baselines(series: nil) == [])
        #expect(try store.database.integer("SELECT count(*) FROM stored_names") == 0)
        #expect(try store.verify().problems == [])
    }

    /// A view in a table's place, which could ask for anything or never end, is refused when any store is opened: `ForgedStoreTests`.
    @Test(arguments: [
        ["CREATE TRIGGER t AFTER INSERT ON stored_label BEGIN DELETE FROM stored_label; END"],
        ["DROP VIEW labels", "CREATE VIEW labels AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"],
        ["DROP TABLE stored_verdict", "CREATE TABLE stored_verdict (id, snapshot, series, budget, verdict, checked_at)"],
        ["DROP INDEX stored_member_snapshot"],
    ])
    func aFileThatIsNotMadeAsAStoreIsRefused(_ changes: [String]) throws {
        let other = try other()
        for sql in changes { try other.database.run(sql) }
        let path = other.path
        other.close()
        #expect(SnapshotStore.isStore(path))
        #expect(throws: StoreError.self) { try SnapshotStore.openForeign(path) }
        #expect(try SnapshotStore.open(path, .readOnly).verify().problems.isEmpty == false)
    }

    @Test func whatIsNoStore() throws {
        #expect(!SnapshotStore.isStore(folder.path))
        #expect(!SnapshotStore.isStore(folder.path + "/nothing"))
        let plain = folder.path + "/plain.db"
        try Database(plain, .readWrite).run("CREATE TABLE t (a)")
        #expect(!SnapshotStore.isStore(plain))
    }
}
