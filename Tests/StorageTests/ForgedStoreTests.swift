import SnapshotModel
import Testing

@testable import Storage

/// Stores that no program wrote: each is an error that names what is wrong, and never a hang, a store that is damaged by it, or a wrong number.
@Suite struct ForgedStoreTests {
    private let folder: Folder
    private let store: SnapshotStore

    init() throws {
        folder = try Folder()
        store = try SnapshotStore.open(folder.store, .readWrite)
        _ = try store.put(sample("a"), series: "s")
    }

    private func damaged(_ body: () throws -> Void) -> String? {
        do { try body() } catch StoreError.damaged(_, let what) { return what } catch { return "\(error)" }
        return nil
    }

    /// The tables of a store without a format could be views that never end.
    @Test(arguments: ["0", "-1", "-2147483648"]) func aFormatBelowTheFirst(_ format: String) throws {
        try store.database.run("PRAGMA user_version = \(format)")
        #expect(damaged { _ = try SnapshotStore.open(folder.store, .readOnly) } == "its format is \(format)")
        #expect(damaged { _ = try SnapshotStore.open(folder.store, .readWrite) } == "its format is \(format)")
        #expect(damaged { _ = try SnapshotStore.openForeign(folder.store) } == "its format is \(format)")
    }

    @Test func aViewInThePlaceOfATable() throws {
        try store.database.run("DROP TABLE stored_removed")
        try store.database.run(
            "CREATE VIEW stored_removed AS WITH RECURSIVE n(snapshot) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT * FROM n")
        #expect(damaged { _ = try SnapshotStore.open(folder.store, .readOnly) } == "a view stands in the place of a table")
        #expect(damaged { _ = try SnapshotStore.open(folder.store, .readWrite) } == "a view stands in the place of a table")
    }

    /// Each is a blob of some hundred bytes. Absent columns count too.
    @Test func sectionsOfMoreCellsThanASnapshotMayHave() throws {
        let columns = (0..<8).map { ColumnInfo(name: "c\($0)", role: .measure, type: .integer) }
        for place in 10..<13 as Range<Int64> {
            let info = SectionInfo(name: "s\(place)", comparison: .bySums, rowUnit: .rows, columns: columns)
            var writer = ByteWriter()
            SectionDeclaration(info).write(&writer)
            writer.varint(1 << 21)
            var absent = ByteWriter()
            ColumnCodec.encode(nil, &absent)
            for _ in columns {
                writer.varint(UInt64(absent.bytes.count))
                writer.append(absent.bytes)
            }
            let blob = try SectionCodec.encode(SectionCodec.Moved(names: [], rest: writer.bytes))
            try store.tables.insert(SectionRecord(snapshot: 1, place: place, name: info.name, rowCount: 1 << 21), blob)
        }
        #expect(damaged { _ = try store.load(1) } == "the sections of snapshot @1 have more than 33554432 cells")
    }

    @Test func aBlockOfMoreNamesThanItHasRoomFor() throws {
        let blob = try NameBlock.encode([String](repeating: "", count: (1 << 20) + 1)[...])
        #expect(throws: CodecError.self) { try NameBlock.decode(blob) }
    }

    @Test func twoSectionsOfOneName() throws {
        try store.database.run(
            "INSERT INTO stored_section SELECT snapshot, 50, name, row_count, data FROM stored_section WHERE name = 'types'")
        let said = "snapshot @1 has two sections of one name"
        #expect(damaged { _ = try store.load(1) } == said)
        #expect(damaged { _ = try store.history([1], ["types": ["count"]]) } == said)
    }

    @Test func noNumbersAreLeftForNames() throws {
        let blob = try NameBlock.encode(["last"])
        try store.tables.insert(NameBlockRecord(first: Int64(NameTable.limit) - 1, count: 1), blob)
        #expect(
            damaged { _ = try store.put(sample("b", types: [typeRow("App.New", 1, 24)]), series: "s") }
                == "there are no numbers left for names")
        // Nothing of it is written, and what was there can be read.
        #expect(try store.list(series: nil).count == 1)
        #expect(try store.load(1).snapshot.table("types")?.rowCount == 2)
    }

    @Test(arguments: [[UInt64.max], [3, 1 << 53]]) func aNumberThatNoNameCanHave(_ names: [UInt64]) throws {
        let blob = try SectionCodec.encode(SectionCodec.Moved(names: names, rest: []))
        #expect(throws: CodecError.self) { try SectionCodec.names(of: blob) }
    }

    /// A constant column has two bytes whatever its length, and the bytes of a column that nobody knows leave room for a large number.
    @Test func aListOfNamesThatIsLongerThanAnySection() throws {
        var writer = ByteWriter()
        writer.varint((1 << 24) + 1)
        ColumnCodec.encode([7, 7], &writer)
        let blob = Array("HDS".utf8) + [2] + (try LZ4Frame.compress(writer.bytes + [UInt8](repeating: 0, count: (1 << 24) + 9)))
        #expect(throws: CodecError.self) { try SectionCodec.names(of: blob) }
    }

    /// In the forged store a thousand numbers are names of the same text. In another store that is one number, and the list of the section,
    /// written anew, would be shorter than any list of a thousand may be.
    @Test func manyNumbersOfOneText() throws {
        let other = try SnapshotStore.open(folder.path + "/other.db", .readWrite)
        let id = try other.put(sample("b"), series: "s")
        try other.tables.insert(
            NameBlockRecord(first: 1000, count: 1000), try NameBlock.encode([String](repeating: "", count: 1000)[...]))
        var writer = ByteWriter()
        var declaration = SectionDeclaration(SectionInfo(name: "extra", comparison: .bySums, rowUnit: .rows, columns: []))
        declaration.columns = [.init(name: "c", role: "line", type: "prose", unit: "none")]
        declaration.write(&writer)
        writer.varint(0)
        writer.varint(0)
        try other.tables.insert(
            SectionRecord(snapshot: id, place: 9, name: "extra", rowCount: 0),
            try SectionCodec.encode(SectionCodec.Moved(names: Array(1000..<2000), rest: writer.bytes)))
        #expect(try other.load(id).newer == [.section("extra")])

        #expect(throws: StoreError.self) { try store.importSnapshots(from: other, replacing: false, at: 30) }
        #expect(try store.list(series: nil).map(\.id) == [1])
        #expect(try store.verify().problems == [])
    }
}
