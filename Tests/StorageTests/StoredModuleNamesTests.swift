import SnapshotModel
import Testing

@testable import Storage

@Suite struct StoredModuleNamesTests {
    private let build = ModuleBuild(file: "App.dll", timeStamp: .max, imageSize: 0x9000)

    private func learnt(_ names: [String], _ schema: String? = nil) -> LearntNames {
        LearntNames(names: names, schema: schema.flatMap { ModuleSchema($0) })
    }

    private static let schema = "rows-00112233445566aa-8899aabbccddeeff"
    private var schema: ModuleSchema? { ModuleSchema(Self.schema) }

    @Test func whatIsKeptComesBack() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        // Two blocks' worth, with rows that have no name.
        let names = (0..<30_000).map { $0 % 1000 == 7 ? "" : "Shop.Orders.Number\($0)+With.A.Long.Name.Of.Its.Own" }
        try store.keep([build: learnt(names), ModuleBuild(file: "Other.dll", timeStamp: 1, imageSize: 2): learnt([])])
        #expect(try store.moduleNames(build) == names)
        #expect(try store.database.integer("SELECT count(*) FROM stored_module_names WHERE file = 'app.dll'") ?? 0 > 1)
        #expect(try store.moduleNames(ModuleBuild(file: "APP.DLL", timeStamp: .max, imageSize: 0x9000)) == names)
        for other in [
            ModuleBuild(file: "App2.dll", timeStamp: .max, imageSize: 0x9000),
            ModuleBuild(file: "App.dll", timeStamp: 0, imageSize: 0x9000),
            ModuleBuild(file: "App.dll", timeStamp: .max, imageSize: 0x9001),
        ] { #expect(try store.moduleNames(other) == nil) }
        // What is known stays.
        try store.keep([build: learnt(["x"])])
        #expect(try store.moduleNames(build) == names)
        #expect(try store.verify().problems == [])
    }

    @Test func damageIsSaid() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        try store.keep([build: learnt(["A", "B"])])
        try store.database.run("UPDATE stored_module_names SET count = 3")
        #expect(throws: StoreError.self) { try store.moduleNames(build) }
        #expect(try store.verify().problems.count == 1)
        try store.database.run("UPDATE stored_module_names SET data = x'00'")
        #expect(throws: StoreError.self) { try store.moduleNames(build) }
    }

    /// An older store, read as it is, has none.
    @Test func anOlderStoreHasNone() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        for sql in [
            "DROP VIEW module_names", "DROP TABLE stored_module_names", "DROP TABLE stored_module_schema", "DROP TABLE stored_format",
            "PRAGMA user_version = 2",
        ] {
            try store.database.run(sql)
        }
        store.close()
        let older = try SnapshotStore.open(folder.store, .readOnly)
        #expect(try older.moduleNames(build) == nil)
        #expect(try older.moduleSchemas() == [:])
        older.close()
        let migrated = try SnapshotStore.open(folder.store, .readWrite)
        try migrated.keep([build: learnt(["A"], Self.schema)])
        #expect(try migrated.moduleNames(build) == ["A"])
        #expect(try migrated.moduleSchemas() == [build: schema])
    }

    /// A build whose names are known gets a schema later. The names of another file of the same time stamp and size have none.
    @Test func aSchemaComesLater() throws {
        let folder = try Folder()
        for store in [try SnapshotStore.open(folder.store, .readWrite), SnapshotStore(MemoryTables())] {
            try store.keep([build: learnt(["A"])])
            #expect(try store.moduleSchemas() == [:])
            try store.keep([build: learnt(["B"], Self.schema)])
            #expect(try store.moduleSchemas() == [:])
            try store.keep([build: learnt(["A"], Self.schema)])
            #expect(try store.moduleSchemas() == [build: schema])
            try store.keep([build: learnt(["A"], "rows-0000000000000000")])
            #expect(try store.moduleSchemas() == [build: schema])
            #expect(try store.verify().problems == [])
        }
    }

    /// A text that is none is passed over.
    @Test func aSchemaThatIsNone() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        try store.keep([build: learnt(["A"], Self.schema)])
        try store.database.run("UPDATE stored_module_schema SET schema = 'rows-x'")
        #expect(try store.moduleSchemas() == [:])
        #expect(try store.moduleNames(build) == ["A"])
    }
}
