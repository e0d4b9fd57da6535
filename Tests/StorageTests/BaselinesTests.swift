import Testing

@testable import Storage

@Suite struct BaselinesTests {
    let folder: Folder
    let store: SnapshotStore
    /// Of the series `orders`, the oldest first.
    let ids: [Int64]

    init() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        self.folder = folder
        self.store = store
        ids = try (0..<3).map { try store.put(sample("f\($0)", time: 1_785_542_400 + Int64($0) * 86_400), series: "orders") }
    }

    @Test func aBaselineIsFoundByItsName() throws {
        #expect(try store.setBaseline("release-3", of: "orders", to: ids[1], at: 50, note: "shipped", replacing: false) == nil)
        #expect(try store.resolve(.baseline(series: "orders", name: "release-3")) == ids[1])
        #expect(try store.baseline(named: "release-3", of: "orders") == ids[1])
        #expect(try store.baseline(named: "baseline", of: "orders") == nil)
        let expected = StoredBaseline(series: "orders", name: "release-3", snapshot: ids[1], setAt: 50, note: "shipped")
        #expect(try store.baselines(series: nil) == [expected])
        #expect(try store.baselines(series: "other") == [])
    }

    @Test func nothingIsOverwrittenSilently() throws {
        try store.setBaseline("baseline", of: "orders", to: ids[0], at: 1_785_542_400, note: nil, replacing: false)
        #expect(
            sentence { () throws(StoreError) in
                try store.setBaseline("baseline", of: "orders", to: ids[1], at: 2, note: nil, replacing: false)
            } == "orders@baseline: is @\(ids[0]) since 2026-08-01T00:00:00Z")
        #expect(try store.baseline(named: "baseline", of: "orders") == ids[0])
        #expect(try store.baselineHistory("baseline", of: "orders") == [])
        #expect(try store.setBaseline("baseline", of: "orders", to: ids[0], at: 3, note: nil, replacing: false) == ids[0])
        #expect(try store.baselines(series: "orders").map(\.setAt) == [1_785_542_400])
    }

    @Test func whatItWasIsKept() throws {
        try store.setBaseline("baseline", of: "orders", to: ids[0], at: 10, note: "first", replacing: false)
        #expect(try store.setBaseline("baseline", of: "orders", to: ids[1], at: 20, note: nil, replacing: true) == ids[0])
        let accepted = try store.acceptLatest(as: "baseline", of: "orders", at: 30, note: "known cache")
        #expect(accepted == (ids[1], ids[2]))
        #expect(try store.acceptLatest(as: "baseline", of: "orders", at: 35, note: nil) == (ids[2], ids[2]))
        #expect(try store.removeBaseline("baseline", of: "orders", at: 40) == ids[2])
        #expect(
            try store.baselineHistory("baseline", of: "orders") == [
                FormerBaseline(snapshot: ids[2], setAt: 30, endedAt: 40, note: "known cache"),
                FormerBaseline(snapshot: ids[1], setAt: 20, endedAt: 30, note: nil),
                FormerBaseline(snapshot: ids[0], setAt: 10, endedAt: 20, note: "first"),
            ])
        #expect(try store.baselines(series: nil) == [])
    }

    @Test func anUnknownNameIsAnsweredWithThoseThereAre() throws {
        for name in ["nightly", "release-3"] {
            try store.setBaseline(name, of: "orders", to: ids[0], at: 1, note: nil, replacing: false)
        }
        func sentence(_ series: String, _ name: String) -> String? {
            do throws(StoreError) { _ = try store.resolve(.baseline(series: series, name: name)) } catch { return error.sentence }
            return nil
        }
        #expect(
            sentence("orders", "relase-3") == "orders@relase-3: the series orders has no baseline 'relase-3'; it has release-3, nightly")
        #expect(sentence("orders", "lates") == "orders@lates: the series orders has no baseline 'lates'; did you mean 'orders@latest'?")
        #expect(sentence("order", "nightly") == "order: no such series in \(folder.store); it holds orders")
        #expect(throws: StoreError.self) { try store.removeBaseline("relase-3", of: "orders", at: 2) }
        _ = try store.put(sample("x"), series: "empty")
        #expect(
            sentence("empty", "baseline")
                == "empty@baseline: the series empty has no baseline 'baseline'; the series has none"
        )
    }

    @Test(arguments: [
        "latest", "", "a b", "a@b", "2026-08-01", "2026-08", "ü", "a/b", "a~1", "\u{1B}[31m", String(repeating: "n", count: 101),
    ])
    func aNameMustBeReachable(_ name: String) throws {
        #expect(throws: StoreError.badBaselineName(name)) {
            try store.setBaseline(name, of: "orders", to: ids[0], at: 1, note: nil, replacing: false)
        }
        #expect(SnapshotReference("orders@\(name)") != .baseline(series: "orders", name: name))
    }

    @Test func anUnknownSnapshotIsNoBaseline() throws {
        #expect(throws: StoreError.self) { try store.setBaseline("baseline", of: "orders", to: 99, at: 1, note: nil, replacing: false) }
        #expect(try store.baselines(series: nil) == [])
    }
}

@Suite struct VerdictsTests {
    @Test func theNewestWhoseLastVerdictIsPass() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        // Put out of order: what counts is the time of capture.
        let late = try store.put(sample("c", time: 300), series: "s")
        let early = try store.put(sample("a", time: 100), series: "s")
        let middle = try store.put(sample("b", time: 200), series: "s")
        #expect(try store.latestPassed(in: "s", before: nil) == nil)
        for id in [early, middle, late] { try store.record(verdict: .pass, of: id, in: "s", budget: "b1", at: 1) }
        #expect(try store.latestPassed(in: "s", before: nil) == late)
        #expect(try store.latestPassed(in: "s", before: late) == middle)
        #expect(try store.latestPassed(in: "s", before: early) == nil)
        try store.record(verdict: .fail, of: middle, in: "s", budget: "b2", at: 2)
        #expect(try store.latestPassed(in: "s", before: late) == early)
        try store.record(verdict: .pass, of: middle, in: "s", budget: "b2", at: 2)
        #expect(try store.latestPassed(in: "s", before: late) == middle)
        // The verdict of a budget is not undone by another one, neither way.
        try store.record(verdict: .fail, of: middle, in: "s", budget: "b1", at: 3)
        try store.record(verdict: .pass, of: middle, in: "s", budget: "b2", at: 4)
        #expect(try store.latestPassed(in: "s", before: late, by: "b1") == early)
        #expect(try store.latestPassed(in: "s", before: late, by: "b2") == middle)
        #expect(try store.latestPassed(in: "s", before: late, by: "b3") == middle)
        try store.record(verdict: .inconclusive, of: middle, in: "s", budget: "b2", at: 5)
        #expect(try store.latestPassed(in: "s", before: late) == early)
        #expect(try store.latestPassed(in: "other", before: nil) == nil)
        #expect(throws: StoreError.noSuchSnapshot(.series("x", path: folder.store, known: ["s"]))) {
            try store.record(verdict: .pass, of: early, in: "x", budget: "", at: 1)
        }
        #expect(throws: StoreError.self) { try store.record(verdict: .pass, of: 99, in: "s", budget: "", at: 1) }
    }

    @Test func membersAreInTheOrderOfCapture() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let late = try store.put(sample("c", time: 300), series: "s")
        let early = try store.put(sample("a", time: 100), series: "s")
        #expect(try store.members(of: "s").map(\.id) == [early, late])
        #expect(throws: StoreError.self) { try store.members(of: "t") }
    }
}
