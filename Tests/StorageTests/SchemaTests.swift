import FoundationEssentials
import Testing

@testable import Storage

@Suite struct SchemaTests {
    /// A store as the first schema made it.
    private func olderStore(_ folder: Folder) throws -> String {
        let store = try SnapshotStore.open(folder.store, .readWrite)
        for (number, time) in [Int64(100), 200, 300].enumerated() {
            _ = try store.put(sample("f\(number)", time: time, labels: ["commit": "c\(number)"]), series: "demo")
        }
        for name in [
            "stored_baseline", "stored_former_baseline", "stored_verdict", "stored_removed", "stored_module_names", "stored_module_schema",
            "stored_format",
        ] {
            try store.database.run("DROP TABLE \(name)")
        }
        for name in ["baselines", "verdicts", "module_names"] { try store.database.run("DROP VIEW \(name)") }
        try store.database.run("PRAGMA user_version = 1")
        store.close()
        return folder.store
    }

    @Test func anOlderStoreIsReadAsItIs() throws {
        let folder = try Folder()
        let path = try olderStore(folder)
        let before = try Data(contentsOf: URL(filePath: path))
        let store = try SnapshotStore.open(path, .readOnly)
        #expect(try store.list(series: "demo").map(\.time) == [100, 200, 300])
        #expect(try store.baselines(series: nil) == [])
        #expect(try store.baselineHistory("baseline", of: "demo") == [])
        #expect(try store.latestPassed(in: "demo", before: nil) == nil)
        var rows = 0
        try store.query("select * from baselines") {
            #expect($0.contains("snapshot"))
        } each: { _ in
            rows += 1
            return true
        }
        #expect(rows == 0)
        #expect(throws: StoreError.self) { try store.database.run("DELETE FROM stored_snapshot") }
        store.close()
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func anOlderStoreKeepsEverythingWhenItIsWritten() throws {
        let folder = try Folder()
        let path = try olderStore(folder)
        let store = try SnapshotStore.open(path, .readWrite)
        #expect(try store.database.integer("PRAGMA user_version") == Schema.current)
        #expect(try store.list(series: "demo").map(\.labels["commit"]) == ["c0", "c1", "c2"])
        #expect(try store.load(2).snapshot == sample("f1", time: 200, labels: ["commit": "c1"]))
        try store.setBaseline("baseline", of: "demo", to: 2, at: 1, note: nil, replacing: false)
        #expect(try store.resolve(.baseline(series: "demo", name: "baseline")) == 2)
    }

    /// `@42` in a log or a history must not come to mean another snapshot.
    @Test func anIdIsNeverGivenAgain() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        _ = try store.put(sample("a"), series: nil)
        try store.database.run("INSERT INTO stored_removed (snapshot, fingerprint, removed_at) VALUES (7, 'b', 1)")
        #expect(try store.put(sample("c"), series: nil) == 8)
    }
}
