import SnapshotModel
import Testing

@testable import Storage

/// The archive over a database that is not SQLite does the same as over one that is.
@Suite struct MemoryTablesTests {
    private let folder: Folder
    private let stores: [SnapshotStore]

    init() throws {
        folder = try Folder()
        stores = [try SnapshotStore.open(folder.store, .readWrite), SnapshotStore(MemoryTables())]
    }

    private func filled(_ store: SnapshotStore) throws -> [Int64] {
        let ids = try (0..<3).map { number in
            let types = [typeRow("App.Order", UInt64(number) + 1, 24), typeRow("App.Only\(number)", 1, 24)]
            return try store.put(sample("f\(number)", time: Int64(number), types: types, labels: ["n": "\(number)"]), series: "orders")
        }
        try store.add(ids[0], to: "other")
        _ = try store.put(sample("loose"), series: nil)
        return ids
    }

    @Test func putFindLoadAndList() throws {
        for store in stores {
            let ids = try filled(store)
            #expect(ids == [1, 2, 3])
            #expect(try store.load(2).snapshot.capture.labels == ["n": "1"])
            #expect(try store.load(1).series == ["orders", "other"])
            #expect(try store.known(fingerprint: "f2", reader: "r1")?.id == 3)
            #expect(try store.known(fingerprint: "f3", reader: "r1") == nil)
            #expect(try store.list(series: nil).map(\.id) == [4, 1, 2, 3, 1])
            #expect(try store.list(series: "other").map(\.labels) == [["n": "0"]])
            #expect(try store.resolve(.latest(series: "orders", back: 1)) == 2)
            #expect(sentence { () throws(StoreError) in _ = try store.load(9) }?.contains("it holds 4, the newest is @4") == true)
            #expect(try store.verify().problems == [])
            #expect(try store.verify().names == 8)
        }
        #expect(try stores[0].load(3).snapshot == stores[1].load(3).snapshot)
        #expect(try stores[0].list(series: nil) == stores[1].list(series: nil))
    }

    @Test func historiesAreEqual() throws {
        let histories = try stores.map { store in try store.history(filled(store), ["types": ["count", "bytes"]]) }
        #expect(histories[0].section("types")?.keys == histories[1].section("types")?.keys)
        #expect(histories[1].section("types")?.allValues[0].joined().count == 12)
        #expect(histories[0].section("types")?.allValues == histories[1].section("types")?.allValues)
        for (a, b) in zip(histories[0].metrics, histories[1].metrics) { #expect(a.values == b.values) }
    }

    @Test func baselinesAndVerdicts() throws {
        for store in stores {
            let ids = try filled(store)
            try store.setBaseline("baseline", of: "orders", to: ids[0], at: 10, note: "first", replacing: false)
            #expect(try store.acceptLatest(as: "baseline", of: "orders", at: 20, note: nil) == (1, 3))
            #expect(try store.baselineHistory("baseline", of: "orders").map(\.snapshot) == [1])
            try store.record(verdict: .pass, of: ids[1], in: "orders", budget: "b", at: 5)
            try store.record(verdict: .pass, of: ids[2], in: "orders", budget: "b", at: 5)
            try store.record(verdict: .fail, of: ids[2], in: "orders", budget: "b", at: 5)
            #expect(try store.latestPassed(in: "orders", before: nil) == 2)
            #expect(try store.latestPassed(in: "orders", before: 2) == nil)
        }
    }

    @Test func removalLeavesNothingUnused() throws {
        for store in stores {
            _ = try filled(store)
            let outcome = try store.removeOld(KeepRules(last: 1), series: ["orders"], at: 99, isTrial: false)
            #expect(outcome.removedCount == 1)
            #expect(outcome.keptElsewhere == 1)
            #expect(outcome.nameBlocks == 1)
            #expect(sentence { () throws(StoreError) in _ = try store.load(2) }?.contains("was removed") == true)
            #expect(try store.verify().problems == [])
            #expect(try store.put(sample("next"), series: nil) == 5)
        }
    }

    /// From one database to the other and back, and nothing half way.
    @Test func importGoesBothWays() throws {
        let ids = try filled(stores[0])
        try stores[0].setBaseline("baseline", of: "orders", to: ids[0], at: 10, note: nil, replacing: false)
        let outcome = try stores[1].importSnapshots(from: stores[0], replacing: false, at: 30)
        #expect(outcome == ImportOutcome(added: [1, 2, 3, 4], known: [], memberships: 4, baselines: 1, verdicts: 0))
        #expect(try stores[0].importSnapshots(from: stores[1], replacing: false, at: 40).known == [1, 2, 3, 4])
        try stores[1].setBaseline("baseline", of: "orders", to: ids[1], at: 50, note: nil, replacing: true)
        let added = try stores[1].put(sample("more"), series: "orders")
        #expect(throws: StoreError.self) { try stores[0].importSnapshots(from: stores[1], replacing: false, at: 60) }
        #expect(try stores[0].list(series: "orders").map(\.id) == ids)
        #expect(try stores[0].importSnapshots(from: stores[1], replacing: true, at: 60).added == [added])
    }

    @Test func namesOfModulesAndTheEnd() throws {
        let store = stores[1]
        let build = ModuleBuild(file: "App.dll", timeStamp: 1, imageSize: 2)
        try store.keep([build: LearntNames(names: ["A", "B"], schema: nil)])
        #expect(try store.moduleNames(build) == ["A", "B"])
        store.close()
        #expect(throws: StoreError.cannotOpen(path: "memory", "it has been closed")) { try store.list(series: nil) }
        #expect(throws: StoreError.self) { try store.query("select 1", columns: { _ in }, each: { _ in true }) }
    }
}
