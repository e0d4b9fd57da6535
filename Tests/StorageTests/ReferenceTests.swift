import Testing

@testable import Storage

@Suite struct ReferenceTests {
    @Test(arguments: [
        ("@42", SnapshotReference.id(42)), ("orders@latest", .latest(series: "orders", back: 0)),
        ("orders@latest~3", .latest(series: "orders", back: 3)), ("a@b@latest", .latest(series: "a@b", back: 0)),
        ("orders@2023-11-15", .at(series: "orders", time: 1_700_092_799)),
        ("orders@2023-11-14T22:13:20Z", .at(series: "orders", time: 1_700_000_000)), ("orders", nil), ("orders@", nil),
        ("orders@release-3", .baseline(series: "orders", name: "release-3")), ("orders@new est", nil), ("orders@latest~", nil),
        ("orders@latest~-1", nil), ("@", nil), ("@x", nil), ("@99999999999999999999", nil),
        ("orders@2023-13-77", nil),
    ])
    func parses(_ text: String, _ expected: SnapshotReference?) {
        #expect(SnapshotReference(text) == expected)
    }

    private func filled() throws -> (Folder, SnapshotStore, [Int64]) {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let day: Int64 = 86_400
        // Put out of order: "latest" goes by capture time.
        let late = try store.put(sample("c", time: 20_000 * day + 5), series: "orders")
        let early = try store.put(sample("a", time: 19_998 * day), series: "orders")
        let middle = try store.put(sample("b", time: 19_999 * day + 80_000), series: "orders")
        return (folder, store, [early, middle, late])
    }

    @Test func latestGoesByCaptureTime() throws {
        let (folder, store, ids) = try filled()
        defer { withExtendedLifetime(folder) {} }
        #expect(try store.resolve(.latest(series: "orders", back: 0)) == ids[2])
        #expect(try store.resolve(.latest(series: "orders", back: 2)) == ids[0])
        #expect(try store.resolve(.at(series: "orders", time: 19_999 * 86_400 + 86_399)) == ids[1])
    }

    @Test func whatIsNotThereIsSaidWithWhatIs() throws {
        let (folder, store, _) = try filled()
        func said(_ reference: SnapshotReference) -> String? { sentence { () throws(StoreError) in _ = try store.resolve(reference) } }
        #expect(said(.latest(series: "order", back: 0)) == "order: no such series in \(folder.store); it holds orders")
        #expect(
            said(.latest(series: "orders", back: 3)) == "orders@latest~3: the series has 3 snapshots; the oldest is orders@latest~2")
        #expect(
            said(.at(series: "orders", time: 0)) == "orders@1970-01-01T00:00:00Z: no snapshot that early; the oldest is orders@latest~2")
        #expect(
            sentence { () throws(StoreError) in _ = try store.load(9) }
                == "@9: no such snapshot in \(folder.store); it holds 3, the newest is @3")
    }

    @Test func aSnapshotMayBelongToSeveralSeries() throws {
        let (folder, store, ids) = try filled()
        defer { withExtendedLifetime(folder) {} }
        try store.add(ids[0], to: "baseline")
        try store.add(ids[0], to: "baseline")
        #expect(try store.load(ids[0]).series == ["baseline", "orders"])
        #expect(try store.list(series: nil).filter { $0.id == ids[0] }.map(\.series) == ["baseline", "orders"])
    }
}
