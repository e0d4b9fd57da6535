import FoundationEssentials
import Glibc
import SnapshotModel
import Testing

@testable import Storage

/// A store of a newer program is opened, listed and compared by what is understood. Its sections leave every store as they entered it.
@Suite struct NewerStoreTests {
    private let folder: Folder

    /// The committed store; with HEAPDRIFT_UPDATE_GOLDENS=1 it is made when it is not there.
    private static let committed: String = {
        let path = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Snapshots/newer-format.db"
        if unsafe getenv("HEAPDRIFT_UPDATE_GOLDENS") != nil, !FileManager.default.fileExists(atPath: path) { try? NewerStore.make(path) }
        return path
    }()

    init() throws {
        folder = try Folder()
        try FileManager.default.copyItem(atPath: Self.committed, toPath: folder.store)
    }

    private static let parts: [NewerPart] = [
        .column("weight", section: "types"), .column("kind", section: "timers"), .column("chain", section: "timers"),
        .unit(column: "due", section: "timers"), .comparison(section: "timers"), .section("journal"),
    ]

    /// The sections as the inventing program sees them: name, rows, names in their order, and all other bytes.
    private func whole(_ store: SnapshotStore, _ id: Int64) throws -> [String] {
        let names = NameTable(store.tables)
        return try store.tables.sections(of: id).map { record in
            let moved = try SectionCodec.moved(try store.tables.blob(of: record))
            return "\(record.name) \(record.rowCount) \(try #require(try names.texts(inAnyOrder: moved.names))) \(moved.rest)"
        }
    }

    private func timers(_ store: SnapshotStore, _ id: Int64) throws -> SectionRecord {
        try #require(try store.tables.sections(of: id).first { $0.name == "timers" })
    }

    @Test(arguments: [SnapshotStore.Mode.readOnly, .readWrite]) func itIsOpenedListedAndLoaded(_ mode: SnapshotStore.Mode) throws {
        let store = try SnapshotStore.open(folder.store, mode)
        #expect(try store.list(series: "demo").map(\.id) == [1, 2])
        let stored = try store.load(2)
        #expect(stored.newer == Self.parts)
        let types: [TypeRow] = try #require(stored.snapshot.table("types")).rows()
        #expect(types == [typeRow("App.Line", 9, 360), typeRow("App.Order", 6, 144)])
        let timers = try #require(stored.snapshot.table("timers"))
        #expect(timers.info.columns.map(\.name) == ["callback", "count", "due"])
        #expect(timers.info.columns.map(\.unit) == [.none, .count(of: "timers"), .none])
        #expect(timers.info.comparison == .bySums)
        #expect((0..<2).map { timers.text(0, $0) } == ["Shop.Cache.Sweep", "Shop.Poller.Tick"])
        #expect(timers.sum("count") == 7)
        #expect(stored.snapshot.table("journal") == nil)
        #expect(try NewerStore.chains(self.timers(store, 2), store) == [["Shop.Host.Start"], ["Shop.Host.Start", "Shop.Poller.Tick"]])
    }

    @Test func itsHistoryIsReadAndItIsWhole() throws {
        let store = try SnapshotStore.open(folder.store, .readOnly)
        let history = try store.history([1, 2], ["types": ["count", "weight"], "timers": ["count"]])
        #expect(history.section("types")?.allValues.map { Array($0.joined()) } == [[9, 9, 3, 6]])
        #expect(history.section("timers") == nil)
        let found = try store.verify()
        #expect(found.problems == [])
        #expect(found.newer == Self.parts)
        #expect(found.sections == 10)
    }

    @Test func sqlSeesWhatIsUnderstood() throws {
        let store = try SnapshotStore.open(folder.store, .readOnly)
        var cells: [[QueryValue]] = []
        let sql =
            "SELECT t.callback, t.count, l.weight, (SELECT count(*) FROM journal) FROM timers t LEFT JOIN labels l WHERE t.snapshot = 1"
        try store.query(sql) { _ in
        } each: {
            cells.append($0)
            return true
        }
        #expect(cells.map(\.first) == [.text("Shop.Cache.Sweep"), .text("Shop.Poller.Tick")])
        #expect(cells.map { $0[3] } == [.integer(0), .integer(0)])
    }

    @Test func writingLeavesWhatIsNotKnown() throws {
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let before = try whole(store, 1)
        #expect(try store.put(sample("new"), series: "demo") == 3)
        try store.setBaseline("baseline", of: "demo", to: 1, at: 1, note: nil, replacing: false)
        #expect(try store.removeOld(KeepRules(last: 1), series: ["demo"], at: 9, isTrial: false).removedCount == 1)
        try store.compact()
        store.close()
        let again = try SnapshotStore.open(folder.store, .readWrite)
        #expect(try again.database.integer("PRAGMA user_version") == NewerStore.format)
        #expect(try again.database.integer("SELECT oldest_reader FROM stored_format") == 4)
        #expect(try again.database.integer("SELECT count(*) FROM stored_story WHERE words = 'once'") == 1)
        #expect(try again.database.integer("SELECT count(*) FROM stored_section WHERE mood = 'merry'") == 5)
        #expect(try whole(again, 1) == before)
        #expect(try again.verify().problems == [])
    }

    /// Through a file into a store that has given other numbers to names, and on into a third: nothing is lost.
    @Test func everySectionComesOutAsItWentIn() throws {
        let store = try SnapshotStore.openForeign(folder.store)
        let expected = try whole(store, 2)
        let (bytes, leftOut) = try store.exported([2])
        #expect(leftOut == [])
        let path = folder.path + "/one.heapdrift"
        try Data(bytes).write(to: URL(filePath: path))
        let file = try SnapshotStore.openForeign(path)
        #expect(try file.database.integer("PRAGMA user_version") == Schema.current)
        #expect(try whole(file, 1) == expected)

        let other = try SnapshotStore.open(folder.path + "/other.db", .readWrite)
        _ = try other.put(sample("own", types: [typeRow("Shop.Host.Start", 1, 24), typeRow("Zebra", 1, 24)]), series: nil)
        #expect(try other.importSnapshots(from: file, replacing: false, at: 1).added == [2])
        #expect(try whole(other, 2) == expected)
        #expect(try NewerStore.chains(timers(other, 2), other) == [["Shop.Host.Start"], ["Shop.Host.Start", "Shop.Poller.Tick"]])
        #expect(try other.importSnapshots(from: store, replacing: false, at: 1).known == [2])
        #expect(try other.load(2).newer == Self.parts)
        #expect(try other.verify().problems == [])
    }

    /// Also where only the content tells two snapshots apart.
    @Test func withoutAFingerprintWhatIsKeptCounts() throws {
        let store = try SnapshotStore.open(folder.store, .readOnly)
        let stored = try store.load(1)
        var snapshot = stored.snapshot
        snapshot.input.fingerprint = nil
        let other = try SnapshotStore.open(folder.path + "/other.db", .readWrite)
        let id = try other.put(snapshot, keeping: stored.kept, series: nil)
        #expect(try other.twin(of: snapshot, keeping: stored.kept) == id)
        #expect(try other.twin(of: snapshot) == nil)
    }

    /// A name in what is not understood cannot be replaced, and must not get out.
    @Test func aChangedExportLeavesOutWhatIsNotUnderstood() throws {
        let store = try SnapshotStore.open(folder.store, .readOnly)
        let redaction = Redaction(hash: { String($0.utf8.count) })
        let (bytes, leftOut) = try store.exported([1]) { redaction.applied(to: $0) }
        #expect(leftOut == Self.parts)
        let path = folder.path + "/redacted.heapdrift"
        try Data(bytes).write(to: URL(filePath: path))
        let file = try SnapshotStore.openForeign(path)
        let stored = try file.load(1)
        #expect(stored.newer == [])
        #expect(try #require(stored.snapshot.table("timers")).texts.allSatisfy { $0.hasPrefix("~") })
        var names: [String] = []
        for block in try file.tables.nameBlocks() { names += try NameBlock.decode(try file.tables.blob(of: block)) }
        #expect(!names.contains { $0.contains("Shop") })
    }

    /// Whatever bytes a section has that is not understood: it is refused, or what is understood of it holds together.
    @Test func changedBytesAreErrorsOrHarmless() throws {
        let store = try SnapshotStore.open(folder.store, .readOnly)
        for record in try store.tables.sections(of: 1) where ["timers", "journal"].contains(record.name) {
            let blob = try store.tables.blob(of: record)
            let content = try LZ4Frame.decompress(blob[4...])
            for place in content.indices {
                for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] where content[place] != value {
                    var changed = content
                    changed[place] = value
                    let again = Array(blob[..<4]) + (try LZ4Frame.compress(changed))
                    guard let section = try? SectionCodec.decode(again, keepsPlaces: true) else { continue }
                    let names = try #require(section.names)
                    for (column, words) in zip(section.info.columns, section.columns) {
                        #expect(words == nil || words?.count == section.rowCount)
                        if column.type == .text { #expect(words?.allSatisfy { $0 < UInt64(names.count) } ?? true) }
                    }
                    let moved = try SectionCodec.moved(again)
                    #expect(moved.names == names)
                    #expect(try SectionCodec.decode(SectionCodec.encode(moved)).newer == section.newer)
                }
            }
        }
    }

    @Test func aFileFromElsewhereMayNotHideBehindItsFormat() throws {
        let store = try SnapshotStore.open(folder.store, .readWrite)
        #expect(try Schema.foreignObjects(store.database) == [])
        for (changes, found) in [
            (["DROP TABLE stored_verdict", "CREATE VIEW stored_verdict AS SELECT 1"], "table stored_verdict"),
            (
                ["DROP TABLE stored_removed", "CREATE TABLE stored_removed (snapshot INTEGER PRIMARY KEY, removed_at)"],
                "table stored_removed"
            ),
            (["DROP VIEW totals"], "view totals"), (["DROP INDEX stored_member_snapshot"], "index stored_member_snapshot"),
            (["CREATE TRIGGER t AFTER INSERT ON stored_label BEGIN DELETE FROM stored_label; END"], "trigger t"),
        ] {
            try store.database.run("BEGIN")
            for sql in changes { try store.database.run(sql) }
            #expect(try Schema.foreignObjects(store.database).contains(found), "\(changes)")
            try store.database.run("ROLLBACK")
        }
    }
}
