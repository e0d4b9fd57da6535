import Testing

@testable import Storage

@Suite struct VerifyTests {
    private func filled(_ folder: Folder) throws -> SnapshotStore {
        let store = try SnapshotStore.open(folder.store, .readWrite)
        for number in Int64(1)...2 { _ = try store.put(sample("f\(number)", time: number, labels: ["n": "\(number)"]), series: "s") }
        try store.setBaseline("baseline", of: "s", to: 1, at: 1, note: nil, replacing: false)
        try store.record(verdict: .pass, of: 2, in: "s", budget: "b", at: 1)
        return store
    }

    @Test func aSoundStoreIsCounted() throws {
        let folder = try Folder()
        let found = try filled(folder).verify()
        #expect(found.problems == [])
        #expect((found.snapshots, found.sections, found.series, found.baselines, found.verdicts) == (2, 6, 1, 1, 1))
        #expect(found.names == 5)
        #expect(found.bytes > 0)
    }

    @Test(arguments: [
        (
            "UPDATE stored_section SET data = zeroblob(9) WHERE snapshot = 1 AND place = 0",
            "section types of snapshot @1: the blob does not begin as one"
        ),
        (
            "UPDATE stored_section SET row_count = 7 WHERE snapshot = 2 AND place = 0",
            "snapshot @2: section types does not have the 7 rows that are said"
        ),
        ("UPDATE stored_snapshot SET objects = 1 WHERE id = 2", "snapshot @2: objects is not what was stored"),
        (
            "UPDATE stored_snapshot SET totals = json_set(totals, '$.bytes', 5), bytes = 5 WHERE id = 1",
            "snapshot @1: its total of bytes is 5, but its types sum up to 432"
        ),
        ("UPDATE stored_label SET value = 'x' WHERE snapshot = 1", "snapshot @1: the labels are not those of its capture"),
        ("UPDATE stored_snapshot SET trust = 'exact' WHERE id = 1", "snapshot @1: trust is not what was stored"),
        ("UPDATE stored_snapshot SET input = '{}' WHERE id = 1", "the facts of snapshot @1 cannot be read"),
        ("UPDATE stored_names SET data = x'00'", "names @0: the blob does not begin as one"),
        ("UPDATE stored_names SET count = 3", "names @0: 5 instead of 3"),
        ("UPDATE stored_verdict SET verdict = 'odd'", "a verdict on snapshot @2 is 'odd'"),
        ("UPDATE stored_baseline SET name = 'latest'", "a baseline of s is called 'latest'"),
        ("DELETE FROM stored_series", "a row of stored_member belongs to one of stored_series that is not there"),
    ])
    func damageIsSaid(_ damage: String, _ problem: String) throws {
        let folder = try Folder()
        let store = try filled(folder)
        try store.database.run("PRAGMA foreign_keys = OFF")
        try store.database.run(damage)
        let found = try store.verify()
        #expect(found.problems.contains(problem), "\(found.problems)")
        #expect(found.snapshots == 2)
    }

    /// Names that a section mentions and nobody stored.
    @Test func aMissingNameIsSaid() throws {
        let folder = try Folder()
        let store = try filled(folder)
        try store.database.run("DELETE FROM stored_names")
        #expect(try store.verify().problems.contains("section types of snapshot @1: it mentions names that are not stored"))
    }
}
