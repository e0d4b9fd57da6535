import Testing

@testable import Storage

@Suite struct RemovalTests {
    let folder: Folder
    let store: SnapshotStore

    init() throws {
        folder = try Folder()
        store = try SnapshotStore.open(folder.store, .readWrite)
    }

    private func put(_ name: String, _ day: Int64, _ series: String?) throws -> Int64 {
        try store.put(sample(name, time: 1_785_542_400 + day * 86_400, types: [typeRow("Type.\(name)", 1, 24)]), series: series)
    }

    @Test func whatNoRuleKeepsGoes() throws {
        let ids = try (0..<5).map { try put("n\($0)", $0, "night") }
        let loose = try put("loose", 0, nil)
        let other = try put("other", 0, "soak")
        let shared = try put("shared", 0, "night")
        try store.add(shared, to: "soak")
        try store.setBaseline("baseline", of: "night", to: ids[0], at: 1, note: nil, replacing: false)
        let names = try store.database.integer("SELECT count(*) FROM stored_names") ?? 0

        let trial = try store.removeOld(KeepRules(last: 2), series: ["night"], at: 99, isTrial: true)
        #expect(trial.removed.map(\.id) == [ids[1], ids[2]])
        #expect((trial.keptByRules, trial.keptAsBaselines, trial.keptWithoutSeries, trial.keptElsewhere) == (2, 1, 1, 2))
        #expect(try store.list(series: nil).count == 9)

        let outcome = try store.removeOld(KeepRules(last: 2), series: ["night"], at: 99, isTrial: false)
        #expect(outcome.removed == trial.removed)
        #expect(outcome.nameBlocks == 2)
        #expect(try store.database.integer("SELECT count(*) FROM stored_names") == names - 2)
        #expect(try store.list(series: "night").map(\.id) == [ids[0], shared, ids[3], ids[4]])
        for id in [loose, other, shared, ids[0], ids[3], ids[4]] { _ = try store.load(id) }
        #expect(try store.verify().problems == [])
        #expect(
            sentence { () throws(StoreError) in _ = try store.load(ids[1]) }
                == "@\(ids[1]): was removed from \(folder.store) on 1970-01-01T00:01:39Z")
    }

    @Test func aSnapshotOfTwoSeriesStaysForEither() throws {
        let old = try put("old", 0, "a")
        _ = try put("new", 1, "a")
        try store.add(old, to: "b")
        #expect(try store.removeOld(KeepRules(last: 1), series: [], at: 1, isTrial: false).removed == [])
        _ = try put("newer", 2, "b")
        let outcome = try store.removeOld(KeepRules(last: 1), series: [], at: 1, isTrial: false)
        #expect(outcome.removed.map(\.series) == ["a", "b"])
        #expect(outcome.removedCount == 1)
        #expect(try store.verify().problems == [])
    }

    @Test func anIdIsNotGivenAgainAfterTheNewestWent() throws {
        _ = try put("keep", 5, "s")
        let newest = try put("go", 0, "s")
        _ = try store.removeOld(KeepRules(last: 1), series: [], at: 1, isTrial: false)
        #expect(try put("next", 6, "s") == newest + 1)
    }

    @Test func theFileBecomesSmaller() throws {
        for number in 0..<6 {
            let types = (0..<2_000).map { typeRow("Name\((UInt64($0) &+ 1 &+ UInt64(number) << 20) &* 0x9E37_79B9_7F4A_7C15)", 1, 24) }
            _ = try store.put(sample("n\(number)", time: Int64(number), types: types), series: "s")
        }
        let before = try store.size()
        _ = try store.removeOld(KeepRules(last: 1), series: [], at: 1, isTrial: false)
        try store.compact()
        #expect(try store.size() < before)
        #expect(try store.database.integer("PRAGMA freelist_count") == 0)
        #expect(try store.verify().problems == [])
        #expect(try store.members(of: "s").count == 1)
    }

    @Test func whatCannotBeReadMayUseAnyName() throws {
        _ = try put("a", 0, "s")
        let broken = try put("b", 1, "s")
        try store.database.run("UPDATE stored_section SET data = x'00' WHERE snapshot = ? AND place = 1", .integer(broken))
        #expect(throws: StoreError.damaged(path: folder.store, "section modules of snapshot @\(broken): the blob does not begin as one")) {
            try store.removeOld(KeepRules(last: 1), series: [], at: 1, isTrial: false)
        }
        #expect(try store.list(series: "s").count == 2)
    }

    @Test func anUnknownSeriesIsSaid() throws {
        _ = try put("a", 0, "night")
        #expect(throws: StoreError.noSuchSnapshot(.series("nigth", path: folder.store, known: ["night"]))) {
            try store.removeOld(KeepRules(last: 1), series: ["nigth"], at: 1, isTrial: true)
        }
    }
}
