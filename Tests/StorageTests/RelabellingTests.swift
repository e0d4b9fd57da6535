import SnapshotModel
import Testing

@testable import Storage

/// `remove` and `relabel`, in SQLite and in another database.
@Suite struct RelabellingTests {
    private let folder: Folder
    private let stores: [SnapshotStore]

    init() throws {
        folder = try Folder()
        stores = [try SnapshotStore.open(folder.store, .readWrite), SnapshotStore(MemoryTables())]
    }

    /// @1 and @2 in `orders` (@2 is a baseline and passed), @3 in both series, @4 in none.
    private func fill(_ store: SnapshotStore) throws {
        for number in 1...4 {
            let types = [typeRow("App.Order", UInt64(number), 24), typeRow("App.Only\(number)", 1, 24)]
            _ = try store.put(
                sample("f\(number)", time: Int64(number), types: types, labels: ["n": "\(number)"]), series: number < 4 ? "orders" : nil)
        }
        try store.add(3, to: "other")
        try store.setBaseline("release", of: "orders", to: 2, at: 10, note: "why", replacing: false)
        try store.record(verdict: .pass, of: 2, in: "orders", budget: "b", at: 5)
        try store.record(verdict: .fail, of: 2, in: "other", budget: "b", at: 5)
    }

    @Test func whatIsRemovedIsReturned() throws {
        for store in stores {
            try fill(store)
            let references: [SnapshotReference] = [
                .latest(series: "orders", back: 0), .baseline(series: "orders", name: "release"), .id(2),
            ]
            let trial = try store.remove(references, at: 99, isTrial: true)
            #expect(trial.ids == [3, 2])
            #expect(trial.removed.map(\.series) == ["orders", "orders", "other"])
            #expect(trial.baselines.map(\.name) == ["release"])
            #expect(trial.verdicts == 2)
            #expect(try store.list(series: nil).count == 5)

            var done = try store.remove(references, at: 99, isTrial: false)
            #expect(done.nameBlocks == 2)
            done.nameBlocks = 0
            #expect(done == trial)
            #expect(try store.list(series: nil).map(\.id) == [4, 1])
            #expect(try store.baselines(series: nil) == [])
            #expect(try store.baselineHistory("release", of: "orders").map(\.snapshot) == [2])
            #expect(try store.latestPassed(in: "orders", before: nil) == nil)
            #expect(throws: StoreError.noSuchSnapshot(.removed(2, path: store.path, time: 99))) { try store.load(2) }
            #expect(try store.put(sample("next"), series: nil) == 5)
            #expect(try store.verify().problems == [])
        }
    }

    @Test func anUnknownOneRemovesNone() throws {
        for store in stores {
            try fill(store)
            #expect(throws: StoreError.self) { try store.remove([.id(1), .id(77)], at: 99, isTrial: false) }
            #expect(throws: StoreError.self) { try store.remove([.id(1), .latest(series: "none", back: 0)], at: 99, isTrial: false) }
            #expect(try store.list(series: nil).count == 5)
        }
    }

    @Test func labelsAndTime() throws {
        for store in stores {
            try fill(store)
            let change = Relabelling(labels: ["n": "x", "new": "y"], removedLabels: ["none"], time: 900)
            let trial = try store.relabel([.id(1)], change, isTrial: true)
            #expect(try store.load(1).snapshot.capture.labels == ["n": "1"])
            let done = try store.relabel([.id(1)], change, isTrial: false)
            #expect(done == trial)
            #expect(done[0].changes.labels.map(\.key) == ["n", "new"])
            #expect(done[0].changes.time?.after == 900)
            #expect(done[0].missingLabels == ["none"])
            #expect(try store.load(1).snapshot.capture.labels == ["n": "x", "new": "y"])
            #expect(try store.resolve(.latest(series: "orders", back: 0)) == 1)
            _ = try store.relabel([.id(1)], Relabelling(removedLabels: ["n", "new"]), isTrial: false)
            #expect(try store.list(series: nil).first { $0.id == 1 }?.labels == [:])
            #expect(try store.relabel([.id(1)], Relabelling(time: 900), isTrial: false)[0].changes.isEmpty)
            #expect(try store.verify().problems == [])
        }
    }

    @Test func fromSeriesToSeries() throws {
        for store in stores {
            try fill(store)
            // The references are resolved before anything moves.
            let both: [SnapshotReference] = [.latest(series: "orders", back: 1), .latest(series: "orders", back: 2), .id(2)]
            let moved = try store.relabel(both, Relabelling(series: "late"), isTrial: false)
            #expect(moved.map(\.id) == [2, 1])
            #expect(moved.map(\.changes.left) == ["orders", "orders"])
            #expect(moved[0].verdicts == 1)
            #expect(moved[0].baselines.map(\.name) == ["release"])
            #expect(try store.list(series: "late").map(\.id) == [1, 2])
            #expect(try store.list(series: "orders").map(\.id) == [3])
            // A verdict of one series is none of another.
            #expect(try store.latestPassed(in: "late", before: nil) == nil)
            #expect(try store.baseline(named: "release", of: "orders") == 2)

            #expect(throws: StoreError.severalSeries(3, ["orders", "other"])) {
                try store.relabel([.id(3)], Relabelling(series: "late"), isTrial: false)
            }
            let third = try store.relabel([.latest(series: "other", back: 0)], Relabelling(series: "late"), isTrial: false)
            #expect(third[0].changes.left == "other")
            #expect(try store.load(3).series == ["late", "orders"])
            // It is in the other series already: it only leaves the one.
            let fourth = try store.relabel([.latest(series: "orders", back: 0)], Relabelling(series: "late"), isTrial: false)
            #expect(fourth[0].changes.left == "orders")
            #expect(fourth[0].changes.joined == nil)
            #expect(try store.load(3).series == ["late"])
            #expect(try store.relabel([.id(3)], Relabelling(series: "late"), isTrial: false)[0].changes.isEmpty)
            #expect(try store.relabel([.id(4)], Relabelling(series: "late"), isTrial: false)[0].changes.joined == "late")
            #expect(try store.verify().problems == [])
        }
    }

    @Test func aSeriesHasADumpOnce() throws {
        for store in stores {
            try fill(store)
            let twin = try store.put(sample("f1"), series: "copies")
            let third = try store.put(sample("f1"), series: nil)
            #expect(throws: StoreError.sameInput(twin, 1, series: "orders")) {
                try store.relabel([.id(twin)], Relabelling(series: "orders"), isTrial: true)
            }
            #expect(throws: StoreError.sameInput(third, 1, series: "new")) {
                try store.relabel([.id(1), .id(third)], Relabelling(series: "new", time: 7), isTrial: false)
            }
            #expect(try store.load(1).series == ["orders"])
            #expect(try store.load(1).snapshot.capture.time == 1)
        }
    }
}
