import SnapshotModel
import Testing

@testable import Storage

/// A dump is in a store once, in SQLite and in another database.
@Suite struct PlacementTests {
    private let folder: Folder
    private let stores: [SnapshotStore]
    /// After the times of all files.
    private let now: Int64 = 10_000

    init() throws {
        folder = try Folder()
        stores = [try SnapshotStore.open(folder.store, .readWrite), SnapshotStore(MemoryTables())]
    }

    private func read(
        _ reader: String, objects: UInt64 = 3, time: Int64 = 100, from source: Capture.TimeSource = .file, labels: [String: String] = [:]
    ) -> Snapshot {
        var snapshot = sample(time: time, types: [typeRow("App.Order", objects, 24 * objects)], labels: labels)
        snapshot.input.reader = reader
        snapshot.capture.timeSource = source
        return snapshot
    }

    @Test func labelsTimeAndSeriesAreThoseGivenLast() throws {
        for store in stores {
            let first = try store.take(read("elf-core-4"), Placement(now: now))
            #expect(first.outcome == .taken)
            #expect(first.changes.isEmpty)
            let revision = ["commit": "aaa", "branch": "main"]
            let joined = try store.take(
                read("elf-core-4"), Placement(series: "orders", labels: ["team": "blue"], revision: revision, now: now))
            #expect(joined.id == first.id)
            #expect(joined.outcome == .known)
            #expect(joined.series == ["orders"])
            #expect(joined.changes.joined == "orders")
            #expect(joined.changes.labels.map(\.key) == ["branch", "commit", "team"])
            #expect(joined.changes.labels.allSatisfy { $0.before == nil })

            // The revision of today is not that of a dump of yesterday; a label that is given is meant.
            let later = ["commit": "bbb", "branch": "main", "dirty": "true"]
            let again = try #require(try store.place(first.id, Placement(series: "orders", revision: later, time: nil, now: now)))
            #expect(again.changes.isEmpty)
            let moved = try #require(
                try store.place(first.id, Placement(labels: ["commit": "ccc"], revision: later, time: 2_000, now: now)))
            #expect(moved.changes.labels == [changed("commit", "aaa", "ccc")])
            #expect(moved.changes.time?.before == 100)
            #expect(moved.changes.time?.after == 2_000)

            let stored = try store.load(first.id).snapshot
            #expect(stored.capture.labels == ["branch": "main", "commit": "ccc", "team": "blue"])
            #expect(stored.capture.time == 2_000)
            #expect(stored.capture.timeSource == .given)
            #expect(try store.list(series: nil).map(\.time) == [2_000])
            #expect(try store.list(series: nil).map(\.labels) == [stored.capture.labels])
            #expect(try store.verify().problems == [])
            #expect(try store.place(99, Placement(now: now)) == nil)
        }
    }

    private func changed(_ key: String, _ before: String, _ after: String) -> SnapshotChanges.Label? {
        var (old, new) = (read("r").capture, read("r").capture)
        (old.labels[key], new.labels[key]) = (before, after)
        return SnapshotChanges(from: old, to: new).labels.first
    }

    @Test func aNewerReadingTakesThePlaceOfTheOlder() throws {
        for store in stores {
            let old = try store.take(
                read("elf-core-3", labels: ["n": "1"]), Placement(series: "orders", labels: ["commit": "abc"], now: now)
            ).id
            try store.setBaseline("baseline", of: "orders", to: old, at: 10, note: nil, replacing: false)
            try store.record(verdict: .pass, of: old, in: "orders", budget: "b", at: 5)
            #expect(try store.known(fingerprint: "aa", reader: "elf-core-4")?.isToBeReplaced == true)
            let new = try store.take(read("elf-core-4", objects: 7, time: 500), Placement(series: "orders", now: now))
            #expect(new.id == old)
            #expect(new.outcome == .renewed)
            #expect(new.changes.isEmpty, "a file that was copied has another time")
            let stored = try store.load(old)
            #expect(stored.snapshot.totals.objects == 7)
            #expect(stored.snapshot.input.reader == "elf-core-4")
            #expect(stored.snapshot.capture.labels == ["commit": "abc", "n": "1"])
            #expect(stored.snapshot.capture.time == 100)
            #expect(stored.series == ["orders"])
            #expect(try store.baseline(named: "baseline", of: "orders") == old)
            #expect(try store.latestPassed(in: "orders", before: nil) == old)
            #expect(try store.list(series: nil).count == 1)
            // A program of the older version uses what the newer one has read.
            #expect(try store.known(fingerprint: "aa", reader: "elf-core-3") == KnownReading(id: old, isToBeReplaced: false))
            #expect(try store.take(read("elf-core-3", objects: 1), Placement(now: now)).outcome == .known)
            #expect(try store.load(old).snapshot.totals.objects == 7)
            #expect(try store.verify().problems == [])
        }
    }

    /// The time of the dump itself is better than that of a file, and worse than one that was given.
    @Test func theTimeOfANewerReading() throws {
        for store in stores {
            let id = try store.take(read("elf-core-3"), Placement(now: now)).id
            let dump = try store.take(read("elf-core-4", time: 300, from: .dump), Placement(now: now))
            #expect(dump.changes.time?.after == 300)
            #expect(try store.load(id).snapshot.capture.timeSource == .dump)
            _ = try store.place(id, Placement(time: 400, now: now))
            #expect(try store.take(read("elf-core-5", time: 300, from: .dump), Placement(now: now)).changes.isEmpty)
            #expect(try store.load(id).snapshot.capture.time == 400)
            #expect(try store.take(read("elf-core-6"), Placement(time: 500, now: now)).changes.time?.after == 500)
            #expect(try store.load(id).snapshot.capture.time == 500)
        }
    }

    /// A series has a dump once also when other sections of it are wanted: fewer are there already, more take their place.
    @Test func moreSectionsInASeries() throws {
        for store in stores {
            let part = try store.take(read("elf-core-4 only=types"), Placement(series: "orders", now: now)).id
            #expect(try store.known(fingerprint: "aa", reader: "elf-core-4", series: "orders")?.isToBeReplaced == true)
            #expect(try store.known(fingerprint: "aa", reader: "elf-core-4") == nil)
            #expect(try store.take(read("elf-core-4", objects: 5), Placement(series: "orders", now: now)).outcome == .renewed)
            #expect(try store.take(read("elf-core-5 only=types", objects: 9), Placement(series: "orders", now: now)).outcome == .known)
            #expect(try store.load(part).snapshot.totals.objects == 5)
            #expect(try store.list(series: "orders").map(\.id) == [part])
            // Outside of a series other sections are another snapshot.
            #expect(try store.take(read("elf-core-4 only=types"), Placement(now: now)).outcome == .taken)
            // A forced layout too.
            #expect(try store.take(read("elf-core-4 layout=calibrate"), Placement(series: "orders", now: now)).outcome == .taken)
        }
    }

    /// In a store that has a dump twice, as older versions made it, the one of the series is meant, however old.
    @Test func theOneOfTheSeriesIsMeant() throws {
        for store in stores {
            let old = try store.put(read("elf-core-3"), series: "orders")
            let loose = try store.put(read("elf-core-4"), series: nil)
            #expect(try store.known(fingerprint: "aa", reader: "elf-core-4")?.id == loose)
            let taken = try store.take(read("elf-core-4"), Placement(series: "orders", now: now))
            #expect(taken.id == old)
            #expect(taken.outcome == .renewed)
            #expect(try store.list(series: "orders").map(\.id) == [old])
        }
    }

    @Test func moreNamesTakeThePlaceOfFewer() throws {
        func unnamed(_ count: UInt64) -> Snapshot {
            var snapshot = read("elf-core-4")
            snapshot.trust = Trust(layout: .table, diagnostics: [.init(Trust.typesUnnamed, "unnamed", caps: .good, count: count)])
            return snapshot
        }
        for store in stores {
            let id = try store.take(unnamed(9), Placement(series: "orders", now: now)).id
            #expect(try store.take(unnamed(9), Placement(now: now)).outcome == .known)
            let named = try store.take(unnamed(2), Placement(now: now))
            #expect(named.id == id)
            #expect(named.outcome == .renewed)
            #expect(try store.take(unnamed(5), Placement(now: now)).outcome == .known)
            #expect(try store.load(id).snapshot.trust.unnamedTypes == 2)
        }
    }

    /// Facts that a newer program wrote stay when a label changes.
    @Test func unknownFactsStay() throws {
        let store = stores[0]
        let id = try store.take(read("elf-core-4"), Placement(now: now)).id
        let more = #"{"list":[1,-2,1.5,18446744073709551615,true,null,{"a":"b"}]}"#
        try store.database.run("UPDATE stored_snapshot SET capture = json_set(capture, '$.weather', json('\(more)'))")
        _ = try store.place(id, Placement(labels: ["a": "b"], time: 7, now: now))
        #expect(try store.database.integer("SELECT count(*) FROM stored_snapshot WHERE capture ->> '$.weather' = ?", .text(more)) == 1)
        #expect(try store.database.integer("SELECT count(*) FROM stored_snapshot WHERE capture ->> '$.time' = 7") == 1)
        #expect(try store.load(id).snapshot.capture.labels == ["a": "b"])
    }

    /// Nothing half way: a store that fails in the middle is as it was before.
    @Test func allOrNothing() throws {
        let store = stores[0]
        let id = try store.take(read("elf-core-3"), Placement(series: "orders", now: now)).id
        let before = try store.load(id).snapshot
        try store.database.run(
            "CREATE TEMP TRIGGER t BEFORE INSERT ON main.stored_label BEGIN SELECT RAISE(ABORT, 'no'); END")
        #expect(throws: StoreError.self) {
            try store.take(read("elf-core-4", objects: 9), Placement(series: "late", labels: ["a": "b"], now: now))
        }
        #expect(try store.load(id).snapshot == before)
        #expect(try store.load(id).series == ["orders"])
    }
}
