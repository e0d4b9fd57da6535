import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct LoaderHeapsTests {
    /// What a heap reserves and commits, in the order of the regions.
    private func lines(_ heaps: LoaderHeaps?) -> [String] {
        (heaps?.regions ?? []).map { region in
            let wasted = region.wasted > 0 ? " wasted \(region.wasted.hexadecimal())" : ""
            return "\(region.allocator.kind) \(region.kind.rawValue) \(region.range.start) \(region.range.count.hexadecimal()) "
                + "\(region.committed.hexadecimal())\(wasted)"
        }
    }

    private static let first = [
        "global low-frequency 0x7f1100000000 10000 3000", "global high-frequency 0x7f1100010000 10000 5000",
        "global stub 0x7f1100020000 3000 1000",
    ]

    @Test func theHeapsOfEveryProcess() throws {
        let part = try runtime(SyntheticProcess()).loaderHeaps
        #expect(lines(part.value) == Self.first)
        #expect(part.problems == [])
        #expect(part.value?.allocators.map(\.kind) == [.global])
    }

    /// Blocks that the heap left are wasted where they are not committed. The dump holds the first pages of the second and nothing of the
    /// third, which is committed to its end.
    @Test func olderBlocks() throws {
        let process = SyntheticProcess()
        process.place([UInt8](repeating: 1, count: 0xE000), at: 0x7F12_0010_0000)
        process.loaderHeap(
            at: CLR8.LoaderAllocator.highFrequency, of: process.globalAllocator,
            [
                SyntheticBlock(0x7F12_0000_0000, 0x10000, committed: 0x2000),
                SyntheticBlock(0x7F12_0010_0000, 0x10000, committed: 0xE000),
                SyntheticBlock(0x7F12_0020_0000, 0x10000, committed: 0x10000),
            ])
        let part = try runtime(process).loaderHeaps
        #expect(
            lines(part.value) == [
                Self.first[0], "global high-frequency 0x7f1200000000 10000 2000",
                "global high-frequency 0x7f1200100000 10000 e000 wasted 2000",
                "global high-frequency 0x7f1200200000 10000 10000", Self.first[2],
            ])
        #expect(part.problems == [])
    }

    /// An interleaved heap commits the pages of data behind those of the code, so its own count is larger than the distance to the
    /// committed end.
    @Test func pairsOfPages() throws {
        let process = SyntheticProcess()
        let heap = process.loaderHeap(
            at: CLR8.LoaderAllocator.fixupPrecode, of: process.globalAllocator,
            [SyntheticBlock(0x7F12_0000_0000, 0x10000, committed: 0x4000)])
        process.poke(0x8000 as UInt64, at: heap.address + CLR8.LoaderHeap.committed)
        let manager = process.stubManager(of: process.globalAllocator)
        process.loaderHeap(
            at: CLR8.VirtualCallStubManager.indirectionCell, of: manager, [SyntheticBlock(0x7F12_0100_0000, 0x6000, committed: 0x1000)])
        process.loaderHeap(at: CLR8.VirtualCallStubManager.cacheEntry, of: manager, [])
        let part = try runtime(process).loaderHeaps
        #expect(
            lines(part.value) == Self.first + [
                "global fixup-precode 0x7f1200000000 10000 8000", "global indirection-cell 0x7f1201000000 6000 1000",
            ])
        #expect(part.problems == [])
    }

    /// In a collectible allocator the low-frequency and the high-frequency heap are one heap, which counts once.
    @Test func collectibleAndDynamicAllocators() throws {
        let process = SyntheticProcess()
        let (context, emitted) = (process.loaderAllocator(), process.loaderAllocator())
        process.own(process.module("Plugin.dll"), by: context)
        process.own(process.module("Made", layout: .dynamic), by: context)
        process.own(process.module("Emitted", layout: .dynamic), by: emitted)
        let heap = process.loaderHeap(
            at: CLR8.LoaderAllocator.lowFrequency, of: context, [SyntheticBlock(0x7F12_0000_0000, 0x10000, committed: 0x1000)])
        process.poke(heap.address, at: context + CLR8.LoaderAllocator.highFrequency)
        process.loaderHeap(
            at: CLR8.LoaderAllocator.lowFrequency, of: emitted, [SyntheticBlock(0x7F12_0010_0000, 0x10000, committed: 0x2000)])
        let part = try runtime(process).loaderHeaps
        #expect(part.value?.allocators.map(\.kind) == [.global, .collectible, .dynamic])
        #expect(
            lines(part.value) == Self.first + [
                "collectible low-frequency 0x7f1200000000 10000 1000", "dynamic low-frequency 0x7f1200100000 10000 2000",
            ])
        #expect(part.problems == [])
    }

    /// A list of blocks that runs into itself, or into the list of another heap, ends there.
    @Test func rings() throws {
        let process = SyntheticProcess()
        let high = process.loaderHeap(
            at: CLR8.LoaderAllocator.highFrequency, of: process.globalAllocator,
            [
                SyntheticBlock(0x7F12_0000_0000, 0x10000, committed: 0x2000),
                SyntheticBlock(0x7F12_0010_0000, 0x10000, committed: 0x10000),
            ])
        process.poke(high.blocks[0], at: high.blocks[1] + CLR8.LoaderHeapBlock.next)
        let precode = process.loaderHeap(
            at: CLR8.LoaderAllocator.fixupPrecode, of: process.globalAllocator, [SyntheticBlock(0x7F12_0020_0000, 0x10000, committed: 0)])
        process.poke(high.blocks[1], at: precode.address + CLR8.LoaderHeap.firstBlock)
        let part = try runtime(process).loaderHeaps
        #expect(
            lines(part.value) == [
                Self.first[0], "global high-frequency 0x7f1200000000 10000 2000", "global high-frequency 0x7f1200100000 10000 10000",
                Self.first[2],
            ])
        #expect(part.problems == [.loaderHeapsUnreadable(count: 2)])
    }

    @Test(arguments: [0, 1 << 32, 1 << 47, 1 << 63, .max] as [UInt64]) func impossibleSizes(_ size: UInt64) throws {
        let process = SyntheticProcess()
        let heap = process.loaderHeap(
            at: CLR8.LoaderAllocator.executable, of: process.globalAllocator, [SyntheticBlock(0x7F12_0000_0000, 0x1000, committed: 0x1000)])
        process.poke(size, at: heap.blocks[0] + CLR8.LoaderHeapBlock.size)
        let part = try runtime(process).loaderHeaps
        #expect(lines(part.value) == Self.first)
        #expect(part.problems == [.loaderHeapsUnreadable(count: 1)])
    }

    /// A block at the top of the address space, and one whose heap says that it committed more than there is.
    @Test func impossibleNumbers() throws {
        let process = SyntheticProcess()
        let heap = process.loaderHeap(
            at: CLR8.LoaderAllocator.executable, of: process.globalAllocator, [SyntheticBlock(0x7F12_0000_0000, 0x1000, committed: 0x1000)])
        process.poke(UInt64.max - 0x800, at: heap.blocks[0] + CLR8.LoaderHeapBlock.start)
        let greedy = process.loaderHeap(
            at: CLR8.LoaderAllocator.newStubPrecode, of: process.globalAllocator,
            [SyntheticBlock(0x7F12_0010_0000, 0x1000, committed: 0x800)])
        process.poke(UInt64.max, at: greedy.address + CLR8.LoaderHeap.committed)
        let part = try runtime(process).loaderHeaps
        #expect(lines(part.value) == Self.first + ["global new-stub-precode 0x7f1200100000 1000 800"])
        #expect(part.problems == [.loaderHeapsUnreadable(count: 2)])
    }

    /// Blocks that overlap would count their bytes twice.
    @Test func overlappingBlocks() throws {
        let process = SyntheticProcess()
        process.loaderHeap(
            at: CLR8.LoaderAllocator.executable, of: process.globalAllocator,
            [SyntheticBlock(0x7F11_0000_8000, 0x10000, committed: 0x1000)])
        let part = try runtime(process).loaderHeaps
        // It begins in the low-frequency heap's block, and the high-frequency heap's begins in it.
        #expect(lines(part.value) == Self.first)
        #expect(part.problems == [.loaderHeapsUnreadable(count: 1)])
    }

    /// Allocators and heaps that point anywhere: nothing of them is read, and the rest is.
    @Test(arguments: [1, 0x7F40_0000_0000, 1 << 47, 1 << 63, .max] as [UInt64]) func pointersToAnywhere(_ value: UInt64) throws {
        let process = SyntheticProcess()
        process.own(process.module("Plugin.dll"), by: value)
        process.poke(value, at: process.globalAllocator + CLR8.LoaderAllocator.executable)
        let part = try runtime(process).loaderHeaps
        #expect(lines(part.value) == Self.first)
        guard case .loaderHeapsUnreadable(let count) = part.problems.first else {
            Issue.record("no problem")
            return
        }
        #expect(count >= 1)
    }

    /// A dump without the allocator of CoreLib has none of the heaps.
    @Test func noAllocator() throws {
        for value in [0, 1 << 62] as [UInt64] {
            let process = SyntheticProcess()
            process.poke(value, at: process.coreLib.address + CLR8.Module.loaderAllocator)
            let part = try runtime(process).loaderHeaps
            #expect(part.value == nil)
            #expect(part.problems == [.loaderHeapsMissing])
        }
    }
}
