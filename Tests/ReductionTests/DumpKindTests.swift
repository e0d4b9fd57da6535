import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The kind of a dump is what it was made as, and not what it happens to hold.
@Suite struct DumpKindTests {
    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    /// 25 pages in generation 2 and two in generation 0.
    private func process() -> (made: SyntheticProcess, old: SyntheticRegion) {
        let made = SyntheticProcess()
        let order = made.type("Shop.Order", in: made.module("App.dll"), baseSize: 24)
        made.thread(osID: 5000, reserved: 0x10_0000, touched: 0x3000)
        made.nativeThread(osID: 5001, reserved: 0x8000, touched: 0x1000)
        made.region(.gen0) {
            $0.object(order, count: 299)
            $0.string("twenty-two characters.")
        }
        return (made, made.region(.gen2) { $0.object(order, count: 4_200) })
    }

    /// As createdump does: of a native thread's stack only what lies above the stack pointer.
    private func cutStack(_ core: inout ELFCoreBuilder) {
        guard let place = core.segments.firstIndex(where: { $0.bytes.count == 0x8000 && $0.address > 0x7F60_0000_0000 }) else { return }
        core.segments[place] = .init(core.segments[place].address + 0x7000, Array(core.segments[place].bytes.dropFirst(0x7000)))
    }

    // MARK: Cores

    /// The runtime keeps the pages of an exception and of what its threads refer to. Some objects among them are no heap.
    @Test(arguments: [1, 4, 10] as [UInt64]) func aMiniDumpWithPagesOfTheHeap(_ pages: UInt64) throws {
        let (made, old) = process()
        made.removePages(old.start + pages * 0x1000..<old.objects.upperBound)
        var core = made.core()
        cutStack(&core)
        let snapshot = try reduced(core.bytes())
        #expect(snapshot.capture.dumpKind == .mini)
        #expect(snapshot.table("types") == nil)
        #expect(snapshot.totals.objects == nil)
        #expect(codes(snapshot) == ["no-heap", "stack-bounds-unknown"])
        #expect(snapshot.totals.committed != nil)
        #expect(snapshot.table("ledger") == nil)
    }

    /// Its records of the heap are incomplete, so their sums would be too small.
    @Test func aTriageDump() throws {
        let (made, old) = process()
        made.removePages(old.start..<old.objects.upperBound)
        made.poke(0x6000_0000_0000 as UInt64, at: made.generationRecord(.loh) + CLR8.Generation.startSegment)
        var core = made.core()
        cutStack(&core)
        let snapshot = try reduced(core.bytes())
        #expect(snapshot.capture.dumpKind == .triage)
        #expect(codes(snapshot) == ["no-heap", "stack-bounds-unknown"])
        #expect(snapshot.totals.committed == nil)
        #expect(snapshot.table("heaps") == nil)
    }

    /// A heap dump that lost a region, a page or most of its memory is one.
    @Test func aHeapDumpThatLostMemory() throws {
        let (made, old) = process()
        made.region(.gen1) { $0.object(made.object, count: 4_300) }
        made.removePages(old.start..<old.objects.upperBound)
        let lost = try reduced(made.core().bytes())
        #expect(lost.capture.dumpKind == .heap)
        #expect(codes(lost) == ["heap-missing"])
        #expect(lost.totals.objects == 4_600)

        let (torn, region) = process()
        torn.nativeThread(osID: 5002, reserved: 0x10_0000, touched: 0x1000)
        torn.nativeThread(osID: 5003, reserved: 0x10_0000, touched: 0x1000)
        torn.removePages(region.start + 0x5000..<region.objects.upperBound)
        let wholeStacks = try reduced(torn.core().bytes())
        #expect(wholeStacks.capture.dumpKind == .heap)
        #expect(codes(wholeStacks) == ["heap-missing"])
        #expect(wholeStacks.table("threads")?.absentColumns.contains("stack_reserved") == false)
    }

    @Test func aHeapDumpThatIsCutOff() throws {
        let (made, _) = process()
        let core = made.core()
        let bytes = core.bytes()
        // The memory of the heap comes before that of the runtime's library, which must be read.
        var turned = core
        turned.segments.sort { ($0.address >= 0x7F40_0000_0000 ? 0 : 1, $0.address) < ($1.address >= 0x7F40_0000_0000 ? 0 : 1, $1.address) }
        let cut = try reduced(Array(turned.bytes().dropLast(26 * 0x1000)))
        #expect(bytes.count > 26 * 0x1000)
        #expect(cut.capture.dumpKind == .heap)
        #expect(codes(cut).first == "file-truncated")
    }

    // MARK: Minidumps

    /// The header says what the writer was asked for.
    @Test(
        arguments: [
            (0x2_1826, .full), (0x4_1A25, .heap), (0x1000, .heap), (0, .heap), (0x10_10C0, .triage),
        ] as [(UInt64, Capture.DumpKind)])
    func aMinidumpWithEverything(_ flags: UInt64, _ kind: Capture.DumpKind) throws {
        var dump = process().made.minidump()
        dump.flags = flags
        let snapshot = try reduced(dump.bytes())
        #expect(snapshot.capture.dumpKind == kind)
        #expect(snapshot.totals.objects == 4_500)
    }

    @Test(
        arguments: [
            (0x1000, .mini, false), (0, .mini, false), (0x10_10C0, .triage, false), (0x4_1A25, .heap, true), (0x2_1826, .full, true),
        ] as [(UInt64, Capture.DumpKind, Bool)])
    func aMinidumpWithHalfTheHeap(_ flags: UInt64, _ kind: Capture.DumpKind, _ hasTypes: Bool) throws {
        let (made, old) = process()
        made.removePages(old.start + 0xD000..<old.objects.upperBound)
        var dump = made.minidump()
        dump.flags = flags
        let snapshot = try reduced(dump.bytes())
        #expect(snapshot.capture.dumpKind == kind)
        #expect((snapshot.table("types") != nil) == hasTypes)
        #expect(codes(snapshot).contains("heap-missing") == hasTypes)
        #expect(codes(snapshot).contains("no-heap") != hasTypes)
    }

    // MARK: A runtime that has not started

    /// The variables are there and have no values. That is no dump that lacks something.
    @Test(arguments: [true, false]) func aRuntimeThatHasNotStarted(_ isMinidump: Bool) throws {
        let (made, _) = process()
        made.nativeThread(osID: 5002, reserved: 0x10_0000, touched: 0x1000)
        made.nativeThread(osID: 5003, reserved: 0x10_0000, touched: 0x1000)
        for entry in 0..<CLR8.DacTable.count { made.poke(0 as UInt64, at: made.dacVariable(entry)) }
        var dump = made.minidump()
        dump.flags = 2
        dump.modules[1].version = [8, 0, 3326, 52219]
        let snapshot = try reduced(isMinidump ? dump.bytes() : made.core().bytes())
        #expect(codes(snapshot) == ["runtime-not-started"])
        #expect(snapshot.capture.dumpKind == (isMinidump ? .full : .heap))
        #expect(snapshot.table("threads")?.rowCount == 5)
        #expect(snapshot.table("modules") == nil)
        #expect(snapshot.trust.level(ofSection: "threads") == .exact)
    }

    // MARK: Stacks

    /// A core with all private memory has the whole mappings of native threads' stacks; a mini dump has no sizes.
    @Test func stackSizesAreUnknownInMiniDumps() throws {
        let (made, old) = process()
        let heap = try reduced(made.core().bytes())
        let rows: [ThreadRow] = try #require(heap.table("threads")).rows()
        #expect(rows.map(\.stackReserved) == [0x4_0000, 0x10_0000, 0x8000])
        made.removePages(old.start + 0x2000..<old.objects.upperBound)
        var core = made.core()
        cutStack(&core)
        let mini = try reduced(core.bytes())
        #expect(mini.notInInput().contains("threads.stack_reserved"))
        #expect(mini.notInInput().contains("threads.stack_present"))
        #expect(mini.trust.level(of: [SnapshotPart("threads")]) == .exact)
        #expect(mini.trust.level(ofSection: "threads") == .partial)
        #expect(mini.table("threads")?.rowCount == 3)
    }
}
