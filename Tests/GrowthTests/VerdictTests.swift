import SnapshotModel
import Testing

@testable import Growth

@Suite struct VerdictTests {
    private func verdict(_ before: Totals, _ after: Totals, _ old: [Table] = [], _ new: [Table] = []) -> Verdict {
        diff(snapshot(totals: before, old), snapshot(totals: after, new)).verdict
    }
    private func heap(_ objects: UInt64, _ bytes: UInt64) -> Totals { Totals(objects: objects, bytes: bytes) }

    @Test func followsTheTotals() {
        #expect(verdict(heap(1000, 1_000_000), heap(2000, 2_000_000)) == .grew)
        #expect(verdict(heap(2000, 2_000_000), heap(1000, 1_000_000)) == .shrank)
        #expect(verdict(heap(10_000, 1_000_000), heap(10_099, 1_063_999)) == .steady)
        #expect(verdict(heap(10, 10), heap(10, 10)) == .identical)
        #expect(verdict(Totals(committed: 1), Totals(committed: 2)) == .inconclusive)
    }

    /// A mini dump has no heap: growth of the committed bytes is growth, and without it nothing is known.
    @Test func committedBytesStandInForTheHeap() {
        let small = Totals(committed: 10_000_000)
        #expect(verdict(small, Totals(committed: 12_800_000)) == .grew)
        #expect(verdict(small, Totals(committed: 10_050_000)) == .inconclusive)
        #expect(verdict(small, Totals(committed: 5_000_000)) == .inconclusive)
        #expect(verdict(small, small) == .inconclusive)
        #expect(verdict(Totals(), Totals()) == .inconclusive)
        // With a heap they take no part, since every collection changes them.
        let full = Totals(objects: 10, bytes: 1_000, committed: 10_000_000)
        #expect(verdict(full, Totals(objects: 10, bytes: 1_000, committed: 90_000_000)) == .steady)
        // On one side alone there is no heap to compare either.
        #expect(verdict(full, Totals(committed: 12_800_000)) == .grew)
        #expect(verdict(full, small) == .inconclusive)
        #expect(verdict(small, full) == .inconclusive)
    }

    @Test func whatCouldNotBeComparedIsNotSteady() {
        let totals = heap(10_000, 1_000_000)
        #expect(verdict(totals, totals, [threads(3)], []) == .inconclusive)
        #expect(verdict(totals, totals, [], [threads(3)]) == .inconclusive)
        #expect(verdict(heap(20_000, 2_000_000), totals, [threads(3)], []) == .inconclusive)
        // Growth of what could be compared is growth.
        #expect(verdict(totals, heap(20_000, 2_000_000), [threads(3)], []) == .grew)
        #expect(verdict(small(threads: 3), small(threads: 43)) == .grew)
        #expect(verdict(small(threads: 43), small(threads: 3)) == .inconclusive)
        #expect(verdict(Totals(objects: 10), Totals(objects: 10)) == .inconclusive)
        // Neither was taken with threads.
        #expect(verdict(totals, totals, [], []) == .identical)
    }

    /// What could be read in part is the least that it can be.
    @Test func aPartProvesOnlyWhatItIsMoreThan() {
        func cut(_ objects: UInt64, _ code: String? = "heap-damaged", count: UInt64? = nil, bytes: UInt64? = nil) -> Snapshot {
            var snapshot = snapshot(totals: heap(objects, objects * 100), [])
            snapshot.input.fingerprint = "\(objects)\(code ?? "")"
            if let code {
                snapshot.trust = Trust(
                    layout: .table, diagnostics: [Trust.Diagnostic(code, "", caps: .partial, bytes: bytes, count: count)])
            }
            return snapshot
        }
        #expect(diff(cut(1000, nil), cut(2000)).verdict == .grew)
        #expect(diff(cut(2000), cut(1000, nil)).verdict == .shrank)
        let unsure = [
            (cut(1000), cut(2000, nil)), (cut(2000, nil), cut(1000)), (cut(1000), cut(2000)), (cut(1000), cut(1000, nil)),
            (cut(1000, nil), cut(1010)),
        ]
        for (before, after) in unsure {
            let found = diff(before, after)
            #expect(found.verdict == .inconclusive)
            #expect(Set(found.deciding.uncertain.map(\.name)) == ["objects", "bytes"])
        }
        // The same file is the same.
        #expect(diff(cut(1000), cut(1000)).verdict == .identical)
        // What is missing of a printed table is in its total.
        #expect(diff(cut(1000, "types-cut", count: 3, bytes: 99), cut(2000, nil)).verdict == .grew)
        #expect(diff(cut(1000, "types-cut", count: 3), cut(2000, nil)).verdict == .inconclusive)
        // Nothing that decides is missing, and yet something is.
        #expect(diff(cut(1000, "delegates-damaged"), cut(1000, nil)).verdict == .steady)
    }

    /// What the user did not ask for takes no part in the verdict, and is listed.
    @Test func sectionsThatWereNotReadAreListed() {
        let totals = heap(10_000, 1_000_000)
        var (old, new) = (snapshot(totals: totals, []), snapshot(totals: totals, []))
        #expect(diff(old, new).notComparable == [])
        old.input.reader = "elf-core-6 only=types"
        new.input.reader = "elf-core-6 only=types"
        let found = diff(old, new)
        #expect(found.verdict == .identical)
        // Cores have no handles of Windows, and nothing that texts alone have.
        let others = Catalog.standard.sections.filter { $0.name != "types" && $0.question?.system == nil && $0.question?.form == nil }
        #expect(found.notComparable == others.map { MissingPart(section: $0.name, missingIn: .both) })
        new.input.reader = "elf-core-6"
        #expect(diff(old, new).notComparable == [])
    }

    /// Snapshots of earlier versions have no GC handles. Those that pin or keep alive decide where both snapshots have them.
    @Test func handlesDecideWhereBothHaveThem() {
        func handles(_ kind: String, _ count: UInt64) -> Table {
            var row = HandleRow()
            (row.type, row.kind, row.count) = ("System.Byte[]", kind, count)
            return Table([row])
        }
        let totals = heap(10_000, 1_000_000)
        for kind in ["pinned", "strong"] {
            #expect(verdict(totals, totals, [handles(kind, 10)], [handles(kind, 5_010)]) == .grew)
            // Threads and statics have handles too, so a few more say nothing.
            #expect(verdict(totals, totals, [handles(kind, 10)], [handles(kind, 60)]) == .steady)
        }
        #expect(verdict(totals, totals, [handles("weak-long", 10)], [handles("weak-long", 5_010)]) == .steady)
        #expect(verdict(totals, totals, [], [handles("pinned", 5_010)]) == .steady)
    }

    /// The stacks of mini dumps are unknown, and their threads are not.
    @Test func aTotalOfATopicThatIsKnownInPart() {
        let totals = heap(10_000, 1_000_000)
        let unknown = Table([ThreadRow(), ThreadRow()], absent: ["stack_reserved"])
        let found = diff(snapshot(totals: totals, [unknown]), snapshot(totals: totals, [threads(2)]))
        #expect(found.verdict == .inconclusive)
        #expect(found.deciding.missing.map(\.name) == ["thread_stacks"])
        #expect(diff(snapshot(totals: totals, [unknown]), snapshot(totals: totals, [unknown])).verdict == .identical)
    }

    private func small(threads count: UInt64) -> Snapshot { snapshot(totals: Totals(committed: 10_000_000), [threads(count)]) }
    private func verdict(_ before: Snapshot, _ after: Snapshot) -> Verdict { diff(before, after).verdict }

    /// A snapshot with objects of 100 bytes in generations 0 and 2.
    private func generations(_ gen0: UInt64, _ gen2: UInt64) -> Snapshot {
        var row = TypeRow()
        row.name = "A"
        (row.gen0, row.gen2) = (.init(count: gen0, bytes: gen0 * 100), .init(count: gen2, bytes: gen2 * 100))
        (row.count, row.bytes) = (gen0 + gen2, (gen0 + gen2) * 100)
        return snapshot(totals: heap(row.count, row.bytes), [Table([row])])
    }

    @Test func generation0AloneIsNoGrowth() {
        #expect(verdict(generations(1_000, 10_000), generations(160_000, 10_000)) == .steady)
        #expect(verdict(generations(1_000, 10_000), generations(160_000, 10_050)) == .steady)
        #expect(verdict(generations(1_000, 10_000), generations(1_000, 20_000)) == .grew)
        #expect(verdict(generations(1_000, 10_000), generations(160_000, 20_000)) == .grew)
        // Objects that moved from generation 0 to the next are no growth of the heap.
        #expect(verdict(generations(20_000, 0), generations(0, 20_000)) == .steady)
        #expect(verdict(generations(160_000, 10_000), generations(1_000, 10_000)) == .shrank)
        let grown = diff(generations(1_000, 10_000), generations(160_000, 10_000))
        #expect(grown.deciding.grownYoung.map(\.name) == ["bytes", "objects"])
        #expect(grown.total("bytes")?.young == Change(100_000, 16_000_000))
        #expect(grown.total("bytes")?.outside == Change(1_000_000, 1_000_000))
    }

    @Test func growthIsNotOutvoted() {
        #expect(verdict(heap(9000, 9_000_000), heap(1000, 1_000_000), [threads(3)], [threads(43)]) == .grew)
        #expect(verdict(heap(1000, 9_000_000), heap(9000, 1_000_000)) == .grew)
    }

    @Test func threadsAndStacksCountLikeTheHeap() {
        #expect(verdict(heap(10, 10), heap(10, 10), [threads(10)], [threads(12, reserved: 65_536)]) == .shrank)
        #expect(verdict(heap(10, 10), heap(10, 10), [threads(10, reserved: 100)], [threads(14, reserved: 100)]) == .grew)
    }

    @Test func identicalMeansThatNoRowMovedEither() {
        let (old, new) = (Table([GadgetRow("a", 1, 2), GadgetRow("b", 2, 1)]), Table([GadgetRow("a", 2, 1), GadgetRow("b", 1, 2)]))
        #expect(verdict(heap(3, 3), heap(3, 3), [old], [new]) == .steady)
        #expect(verdict(heap(3, 3), heap(3, 3), [old], [old]) == .identical)
        #expect(verdict(heap(3, 3), heap(3, 3), [old], []) == .steady)
        #expect(verdict(Totals(objects: 1, bytes: 9, committed: 5), Totals(objects: 1, bytes: 9, committed: 6)) == .steady)
    }

    /// A full dump holds more of the memory, by which its owners are told.
    @Test func ownersOfMemoryDependOnTheKindOfDump() {
        func ledger(_ malloc: UInt64, other: UInt64) -> Table {
            Table(
                [("malloc", malloc), ("other private memory", other)].map { kind, bytes in
                    var row = LedgerRow()
                    (row.kind, row.owner, row.touched, row.committed) = (kind, LedgerRow.native, bytes, bytes)
                    return row
                })
        }
        let heap = snapshot(totals: heap(10, 1000), [ledger(3_420_000, other: 398_000)])
        var full = snapshot(totals: self.heap(10, 1000), [ledger(3_268_000, other: 550_000)])
        #expect(diff(heap, full).verdict == .steady)
        full.capture.dumpKind = .full
        #expect(diff(heap, full).verdict == .identical)
        full.tables.append(threads(3))
        #expect(diff(heap, full).verdict == .inconclusive)
        full.tables = [ledger(43_268_000, other: 550_000)]
        #expect(diff(heap, full).verdict == .steady)
    }

    /// What is different in another program did not grow.
    @Test func twoProgramsHaveNoVerdict() {
        for (before, after) in [(1000, 2000), (2000, 1000), (1000, 1000)] as [(UInt64, UInt64)] {
            let pair = diff(
                snapshot(totals: heap(before, before * 1000), []), snapshot(process: "billing", totals: heap(after, after * 1000), []))
            #expect(pair.verdict == .inconclusive)
        }
        #expect(diff(snapshot(totals: heap(1, 1), []), snapshot(process: "", totals: heap(9_000, 9_000_000), [])).verdict == .grew)
    }

    @Test func comparabilityNamesWhatDiffers() {
        let pair = diff(snapshot([]), snapshot(process: "billing", version: "9.0.1", server: true, []))
        #expect(
            pair.comparability.reasons == [
                "different processes: orders, billing", "different major versions of the runtime: 8, 9",
                "different collectors: workstation GC with regions, server GC with regions",
            ])
        #expect(diff(snapshot(version: "8.0.4", []), snapshot(process: "", version: "8.0.11", [])).comparability.isComparable)
        #expect(diff(snapshot(version: nil, []), snapshot(version: "8.0.11", [])).comparability.isComparable)
    }
}
