import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Snapshots of what a debugger printed. The numbers are made up.
@Suite struct PrintedTablesTests {
    private static let heap = """
        > dumpheap -stat
        Statistics:
                  MT     Count   TotalSize Class Name
        7f3a10a0b1c0     1,000      24,000 Shop.Basket
        7f3a10a0b1d8         2          48 Shop.Basket
        5558fbe656a0        10       5,000 Free
        7f3a10a0b2d0   100,000   6,400,000 System.EventHandler<Shop.OrderArgs>
        Total 101,012 objects, 6,429,048 bytes
        > eeheap -gc
        Number of GC Heaps: 1
        ----------------------------------------
        generation 0 starts at 7f423d1f52c8
        generation 1 starts at 7f423d1f5000
        generation 2 starts at 7f43c7fff000
        ephemeral segment allocation context: none
        Small object heap
                 segment            begin        allocated        committed allocated size     committed size
            7f423d1f0000     7f423d1f1000     7f423d1f6000     7f423d1f8000 0x5000 (20480)     0x7000 (28672)
        Large object heap starts at 7f43d7fff000
        ------------------------------
        GC Allocated Heap Size:    Size: 0x5000 (20480) bytes.
        GC Committed Heap Size:    Size: 0x7000 (28672) bytes.

        """

    private func snapshot(_ text: String, _ options: ReductionOptions = ReductionOptions()) throws -> Snapshot {
        try reduced(Array(text.utf8), options)
    }

    private func types(_ snapshot: Snapshot) -> [String: [UInt64]] {
        let rows: [TypeRow] = snapshot.table("types")?.rows() ?? []
        return Dictionary(rows.map { ($0.name, [$0.count, $0.bytes]) }, uniquingKeysWith: { first, _ in first })
    }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    @Test func aWholeTableIsExact() throws {
        let found = try snapshot(Self.heap)
        #expect(found.input.kind == "text" && found.input.reader == "text-3" && found.input.fingerprint?.count == 64)
        #expect(types(found) == ["Shop.Basket": [1002, 24_048], "System.EventHandler<Shop.OrderArgs>": [100_000, 6_400_000]])
        // SOS counts gaps among the objects; snapshots count them apart.
        #expect(found.totals.objects == 101_002 && found.totals.bytes == 6_424_048)
        #expect(found.totals.freeObjects == 10 && found.totals.freeBytes == 5000 && found.totals.committed == 28_672)
        #expect(found.trust.level == .exact && found.trust.layout == nil)
        let missing = Set(found.notInInput())
        #expect(missing.isSuperset(of: ["holders", "threads", "types.module", "types.live_bytes", "types.gen0_bytes", "heaps.free"]))
        #expect(!missing.contains("types.bytes") && !missing.contains("heaps.committed"))
        let heaps: [HeapRow] = try #require(found.table("heaps")).rows()
        #expect(
            heaps.map { "\($0.generation) \($0.allocated) \($0.committed)" }.sorted() == [
                "gen0 3384 7480", "gen1 712 712", "gen2 16384 20480",
            ])
        #expect(found.capture.process.isEmpty && found.capture.os == nil && found.capture.runtime.version == nil)
    }

    @Test func theSameTextIsTheSameInput() throws {
        #expect(try snapshot(Self.heap).input.fingerprint == snapshot(Self.heap).input.fingerprint)
        #expect(try snapshot(Self.heap).input.fingerprint != snapshot(Self.heap + " ").input.fingerprint)
    }

    @Test func onlyTheSectionsThatAreAskedFor() throws {
        var options = ReductionOptions()
        options.only = ["heaps"]
        let found = try snapshot(Self.heap, options)
        #expect(found.tables.map(\.info.name) == ["heaps"] && found.input.onlySections == ["heaps"])
    }

    @Test func rowsThatWereCutAreInARowOfTheirOwn() throws {
        let text = Self.heap.replacing("7f3a10a0b1c0     1,000      24,000 Shop.Basket", with: "...")
        let found = try snapshot(text)
        #expect(types(found)["(not listed)"] == [1000, 24_000])
        #expect(found.totals.objects == 101_002 && found.totals.bytes == 6_424_048)
        #expect(codes(found) == ["types-cut"] && found.trust.level(ofSection: "types") == .partial)
        #expect(found.trust.level(ofSection: "heaps") == .exact)
    }

    @Test func whatAnOlderTotalDoesNotSay() throws {
        let text = Self.heap.replacing("Total 101,012 objects, 6,429,048 bytes", with: "Total 101,050 objects")
        let found = try snapshot(text)
        // How many bytes the 38 objects have is unknown, so no row has them, and no total in bytes is known.
        #expect(types(found)["(not listed)"] == nil && found.totals.bytes == nil)
        #expect(found.totals.objects == 101_040)
        let diagnostic = try #require(found.trust.diagnostics.first)
        #expect(diagnostic.code == "types-cut" && diagnostic.count == 38 && diagnostic.bytes == nil)
    }

    @Test func aTotalThatIsTooSmall() throws {
        let text = Self.heap.replacing("Total 101,012 objects, 6,429,048 bytes", with: "Total 101,000 objects, 6,429,000 bytes")
        let found = try snapshot(text)
        #expect(codes(found) == ["types-sums-differ", "types-sums-differ"] && found.trust.level == .partial)
        #expect(found.totals.objects == 101_002)
    }

    @Test func rowsThatCannotBe() throws {
        let text = Self.heap.replacing("     1,000      24,000", with: "     1,000      99999999999999999999999999")
        let found = try snapshot(text)
        #expect(codes(found) == ["types-cut", "types-rows-rejected"])
        #expect(types(found)["(not listed)"] == [1000, 24_000])
    }

    @Test func aPartIsNotTheWhole() throws {
        let part = """
            > dumpheap -stat -type Basket
            Statistics:
                      MT     Count   TotalSize Class Name
            7f3a10a0b1c0     1,000      24,000 Shop.Basket
            Total 1,000 objects, 24,000 bytes

            """
        let alone = try snapshot(part)
        #expect(types(alone) == ["Shop.Basket": [1000, 24_000]])
        #expect(alone.totals.objects == nil && codes(alone) == ["types-of-a-part"])
        let both = try snapshot(part + Self.heap)
        let whole = try snapshot(Self.heap)
        #expect(both.trust.level == .exact && both.totals == whole.totals)
        #expect(types(both) == types(try snapshot(Self.heap)))
        let contradiction = try snapshot(part.replacing("1,000", with: "5,000") + Self.heap)
        #expect(codes(contradiction) == ["types-part-differs"] && contradiction.trust.level == .good)
    }

    @Test func aTableTwiceIsRefusedWithBothLines() throws {
        let again = Self.heap.replacing("100,000   6,400,000", with: "200,000  12,800,000").replacing("101,012", with: "201,012")
        do {
            _ = try snapshot(Self.heap + again)
            Issue.record("two heaps in one text")
        } catch let failure as InputFailure {
            #expect(failure.code == .tableTwice)
            #expect(failure.sentence.contains("in line 2 and in line 24"))
        }
        // Twice the same is one.
        #expect(types(try snapshot(Self.heap + Self.heap)) == types(try snapshot(Self.heap)))
    }

    @Test func aTextWithoutATable() {
        do {
            _ = try snapshot("Dear all,\nthe heap is large.\n")
            Issue.record("no table")
        } catch let failure as InputFailure {
            #expect(failure.code == .noTable)
            #expect(failure.sentence.contains("2 lines and no table of a debugger") && failure.sentence.contains("dumpheap -stat"))
        } catch { Issue.record(error) }
    }

    /// Bytes that are no text are refused as what they are, whatever the name of the file.
    @Test func aBinaryFile() {
        var bytes = [UInt8](repeating: 0, count: 2000)
        for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: place &* 37) }
        do {
            _ = try reduced(bytes)
            Issue.record("no text")
        } catch let failure as InputFailure {
            #expect(failure.code == .notACore)
        } catch { Issue.record(error) }
    }

    /// Wherever a text is cut or spoiled: without the name of a row it is refused, what is exact is what the whole text says, and where a
    /// number differs the snapshot says why.
    @Test func spoiledTexts() throws {
        let whole = Array(Self.heap.utf8)
        let named = try #require(Self.heap.firstRange(of: "Shop.Basket")).lowerBound.utf16Offset(in: Self.heap)
        var seen: Set<String> = []
        for place in stride(from: 0, to: whole.count, by: 3) {
            let cut = Array(whole[..<place])
            let spoiled: [[UInt8]] = [cut, cut + [0x39, 0x39] + whole[place...], cut + whole[min(place + 5, whole.count)...]]
            for (kind, bytes) in spoiled.enumerated() where !bytes.isEmpty {
                let isWithoutRows = kind == 0 && place <= named
                do {
                    let found = try reduced(bytes)
                    #expect(!isWithoutRows, "\(kind) at \(place)")
                    seen.formUnion(expectNoFalseTotal(found, isCut: kind == 0, "\(kind) at \(place)"))
                } catch let failure as InputFailure {
                    #expect(failure.code == .noTable && isWithoutRows, "\(kind) at \(place): \(failure)")
                }
            }
        }
        #expect(seen == ["types-cut", "types-rows-rejected", "types-sums-differ", "heaps-cut", "heaps-rows-rejected"])
    }

    /// The codes of what a spoiled text lacks.
    private func expectNoFalseTotal(_ found: Snapshot, isCut: Bool, _ spoiled: String) -> Set<String> {
        let rows: [TypeRow] = found.table("types")?.rows() ?? []
        #expect(!rows.isEmpty && rows.reduce(0) { $0 + $1.count } == found.totals.objects, "\(spoiled)")
        // The name of the gaps may be spoiled, and then they are objects.
        let objects = (found.totals.objects ?? 0) + (found.totals.freeObjects ?? 0)
        let bytes = (found.totals.bytes ?? 0) + (found.totals.freeBytes ?? 0)
        let doubts = Set(codes(found))
        // A text that ends before the first segment has no heaps.
        let isCommittedUnknown = found.totals.committed == nil && (isCut || doubts == ["heaps-cut"])
        #expect(found.totals.committed == 28_672 || isCommittedUnknown, "\(spoiled): \(doubts)")
        guard !doubts.isEmpty else {
            #expect(found.trust.level == .exact && objects == 101_012 && bytes == 6_429_048, "\(spoiled)")
            return doubts
        }
        #expect(found.trust.level == .partial, "\(spoiled): \(doubts)")
        #expect(objects <= 101_012 || doubts == ["types-sums-differ"], "\(spoiled): \(doubts)")
        #expect(bytes <= 6_429_048 || doubts == ["types-sums-differ"] || doubts == ["types-cut"], "\(spoiled): \(doubts)")
        return doubts
    }
}
