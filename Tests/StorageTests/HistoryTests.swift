import SnapshotModel
import Testing

@testable import Storage

@Suite struct HistoryTests {
    /// A finalization section as a later reader will write it: a metric that counts by a text.
    private struct FinalizationRow: SectionRow {
        var type = ""
        var state = ""
        var count: UInt64 = 0
        static let section = Section<FinalizationRow>(
            "finalization", [.key("type", \.type), .key("state", \.state), .measure("count", \.count, .objects)])
    }

    private static func finalization(_ ready: UInt64) -> Table {
        Table(
            [("App.Bitmap", "ready", ready), ("App.Bitmap", "queued", 5), ("App.Font", "ready", 2)].map { type, state, count in
                var row = FinalizationRow()
                (row.type, row.state, row.count) = (type, state, count)
                return row
            })
    }

    private static let wanted = [
        "types": ["count", "bytes", "gen2_count"], "finalization": ["count"], "threads": ["stack_reserved"], "no": [],
    ]

    /// Rows that come, go, change places, have equal names in two modules, are there twice, or have no name; hostile counts.
    private static let snapshots: [Snapshot] = {
        let letters = (0..<40).map { typeRow("App.Type\($0)", UInt64($0), UInt64($0) * 24) }
        return [
            sample("a", time: 100, types: letters, labels: ["commit": "1"]),
            sample(
                "b", time: 200, types: letters.filter { $0.count % 3 != 0 } + [typeRow("App.Aardvark", 7, 168), typeRow("Zebra", 1, 24)]),
            sample(
                "c", time: 300,
                types: [typeRow("App.Type3", 9, 9, module: "Other.dll"), typeRow("", 1, 24), typeRow("", 2, 48, module: "")]),
            hostile,
            sample(
                "e", time: 500, types: letters.reversed() + [typeRow("e\u{301}", 1, 24), typeRow("\u{e9}", 2, 24)], more: [finalization(4)]),
        ]
    }()

    private static let hostile: Snapshot = {
        var snapshot = sample("d", time: 400, more: [finalization(3)])
        snapshot.tables[0] = Table([typeRow("App.Type3", .max, .max), typeRow("App.Type3", 5, .max)])
        return snapshot
    }()

    @Test func theStreamedHistoryIsThatOfTheSnapshotsInMemory() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let ids = try Self.snapshots.map { snapshot throws(StoreError) in try store.put(snapshot, series: "night") }
        let loaded = try ids.map { id throws(StoreError) in try store.load(id) }.map { (id: Optional($0.id), snapshot: $0.snapshot) }
        let streamed = try store.history(ids, Self.wanted)
        expectEqual(streamed, SeriesHistory(loaded, Self.wanted))
        #expect(streamed.sections.map(\.section) == ["finalization", "types"])
        let ready = streamed.metrics.first { $0.metric.name == "process.finalizer_ready" }
        #expect(ready?.values == [nil, nil, nil, 5, 6])
        // Any order and choice.
        let some = [4, 0, 2]
        expectEqual(
            try store.history(some.map { ids[$0] }, ["types": ["bytes"]]), SeriesHistory(some.map { loaded[$0] }, ["types": ["bytes"]]))
    }

    @Test func ofNoSnapshotsThereIsAnEmptyHistory() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let history = try store.history([], Self.wanted)
        #expect(history.points.isEmpty)
        #expect(history.sections.isEmpty)
        #expect(history.metrics.allSatisfy { $0.values.isEmpty })
        #expect(throws: StoreError.self) { try store.history([7], Self.wanted) }
    }

    @Test func aColumnThatASnapshotCannotGiveIsUnknownThereAndNotZero() throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        var without = Self.snapshots[0]
        without.tables[0] = Table([typeRow("App.Order", 3, 72)], absent: ["bytes", "gen2_bytes"])
        let snapshots = [Self.snapshots[1], without]
        let ids = try snapshots.map { snapshot throws(StoreError) in try store.put(snapshot, series: nil) }
        let history = try store.history(ids, ["types": ["count", "bytes"]])
        expectEqual(history, SeriesHistory(zip(ids, snapshots).map { ($0, $1) }, ["types": ["count", "bytes"]]))
        #expect(history.section("types")?.isGiven == [[true, true], [true, false]])
        #expect(history.metrics.first { $0.metric.name == "heap.gen2" }?.values.last == .some(nil))
    }

    /// As many as fill several batches, with rows that come, go, stay and change.
    private static let manySnapshots = (0..<70).map { day in
        let types = (0..<30).compactMap { number -> TypeRow? in
            if number % 7 == 3, (day + number) % 11 == 0 { return nil }
            if number % 5 == 4, day < number { return nil }
            let count = number % 3 == 0 ? UInt64(number + 1) : UInt64(number * 1_000 + (day * 7 + number) % 40)
            return typeRow("App.Type\(number)", count, count * UInt64(24 + number))
        }
        return sample("day-\(day)", time: Int64(day) * 86_400, types: types, more: day % 4 == 0 ? [finalization(UInt64(day))] : [])
    }

    @Test(arguments: [1, 2, 5]) func theNumberOfWorkersChangesNothing(_ workers: Int) throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        let ids = try Self.manySnapshots.map { snapshot throws(StoreError) in try store.put(snapshot, series: "night") }
        let history = try store.history(ids, Self.wanted, workers: workers)
        expectEqual(history, SeriesHistory(zip(ids, Self.manySnapshots).map { ($0, $1) }, Self.wanted))
    }

    @Test(arguments: [1, 2, 5]) func theFirstSnapshotThatIsDamagedIsNamed(_ workers: Int) throws {
        let folder = try Folder()
        let store = try SnapshotStore.open(folder.store, .readWrite)
        var ids = try Self.manySnapshots.prefix(40).map { snapshot throws(StoreError) in try store.put(snapshot, series: "night") }
        try damage(folder.store, "UPDATE stored_section SET data = x'00' WHERE snapshot = \(ids[11]) AND name = 'types'")
        try damage(folder.store, "UPDATE stored_snapshot SET totals = '?' WHERE id = \(ids[12])")
        ids[13] = 1_000
        #expect(throws: StoreError.damaged(path: folder.store, "section types of snapshot @\(ids[11]): the blob does not begin as one")) {
            try store.history(ids, Self.wanted, workers: workers)
        }
        #expect(throws: StoreError.damaged(path: folder.store, "the facts of snapshot @\(ids[12]) cannot be read")) {
            try store.history(Array(ids[12...]), Self.wanted, workers: workers)
        }
        #expect(throws: StoreError.self) { try store.history(Array(ids[13...]), Self.wanted, workers: workers) }
        expectEqual(
            try store.history(Array(ids[14...]), Self.wanted, workers: workers),
            SeriesHistory(zip(ids, Self.manySnapshots).dropFirst(14).map { ($0, $1) }, Self.wanted))
    }

    /// A blob that is damaged after its declaration must not spoil the next section with the same declaration.
    @Test func aDamagedSectionLeavesTheDecoderWhole() throws {
        let table = Table([typeRow("A", 1, 24), typeRow("B", 200, 4_800)])
        let blob = try SectionCodec.encode(table, ids: Array(0..<UInt64(table.texts.count)))
        let content = try LZ4Frame.decompress(SectionCodec.parts(of: blob).frame)
        let damaged = Array(blob[..<4]) + (try LZ4Frame.compress(Array(content.dropLast())))
        var decoder = HistoryDecoder([WantedSection(name: "types", keys: ["name"], measures: ["count"], sums: [])])
        var part = HistoryPoint.Part()
        for (blob, fault) in [(damaged, "the data ends too early"), (blob, nil), (damaged, "the data ends too early"), (blob, nil)] {
            part.blob = blob
            decoder.decode(&part, limit: .max)
            #expect(part.fault == fault)
        }
        #expect(part.section.measure(0) == [1, 200])
        // Too large to be kept for later: it is decoded when it is its turn.
        decoder.decode(&part, limit: 3)
        #expect(!part.isDecoded)
    }

    private func damage(_ path: String, _ sql: String) throws {
        let other = try Database(path, .readWrite)
        try other.run(sql)
        other.close()
    }

    private func expectEqual(_ a: SeriesHistory, _ b: SeriesHistory, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(a.points.map(\.id) == b.points.map(\.id), sourceLocation: sourceLocation)
        #expect(a.points.map(\.capture) == b.points.map(\.capture), sourceLocation: sourceLocation)
        #expect(a.points.map(\.trust) == b.points.map(\.trust), sourceLocation: sourceLocation)
        for (x, y) in zip(a.metrics, b.metrics) {
            #expect(x.metric == y.metric, "\(x.metric.name)", sourceLocation: sourceLocation)
            #expect(x.values == y.values, "\(x.metric.name)", sourceLocation: sourceLocation)
        }
        #expect(a.metrics.count == b.metrics.count, sourceLocation: sourceLocation)
        #expect(a.sections.count == b.sections.count, sourceLocation: sourceLocation)
        for (x, y) in zip(a.sections, b.sections) {
            #expect(x.section == y.section, sourceLocation: sourceLocation)
            #expect(x.rowUnit == y.rowUnit, sourceLocation: sourceLocation)
            #expect(x.pointCount == y.pointCount, sourceLocation: sourceLocation)
            #expect(x.keyNames == y.keyNames, sourceLocation: sourceLocation)
            #expect(x.measures == y.measures, sourceLocation: sourceLocation)
            #expect(x.keys.map { $0.map(BytewiseText.init) } == y.keys.map { $0.map(BytewiseText.init) }, sourceLocation: sourceLocation)
            #expect(x.allValues == y.allValues, sourceLocation: sourceLocation)
            #expect(x.isGiven == y.isGiven, sourceLocation: sourceLocation)
        }
    }
}

extension SectionHistory {
    /// By measure and row.
    var allValues: [[[Int128?]]] { measures.indices.map { measure in (0..<rowCount).map { values(measure, $0) } } }
}
