import CoreCLR
import DumpSynth
import RawMemory
import Testing

@testable import HeapWalk

/// A large or pinned object in the making is no damage when its context is on a thread's stack, and everything else is.
@Suite struct LargeAllocationTests {
    private let process = SyntheticProcess()

    private func found(_ workers: Int = 1) throws -> [SkippedRange] {
        let found = try census(process, workers: workers)
        #expect(found.differences(from: process.truth, free: process.freeMethodTable) == [])
        return found.skipped
    }

    private func caught(_ start: UInt64, _ bytes: UInt64) -> SkippedRange {
        SkippedRange(start: Address(start), bytes: bytes, reason: .allocationContext)
    }

    private func damaged(_ start: UInt64, _ bytes: UInt64) -> SkippedRange {
        SkippedRange(start: Address(start), bytes: bytes, reason: .damaged)
    }

    @Test(arguments: [HeapGeneration.loh, .poh], [0, 40_000] as [UInt64])
    func anArrayThatIsBeingCleared(_ generation: HeapGeneration, _ dirty: UInt64) throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(generation) {
            $0.array(of: process.int32, 30_000)
            start = $0.position
            $0.largeAllocation(of: thread, 120_024, dirty: dirty)
            $0.free(32)
            $0.array(of: process.int32, 30_000)
        }
        #expect(try found() == [caught(start, 120_024)])
    }

    @Test func atTheEndOfTheRegion() throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            start = $0.position
            $0.largeAllocation(of: thread, 200_000)
        }
        #expect(try found() == [caught(start, 200_000)])
    }

    /// Two threads, one after the other in a region, and a third in another region.
    @Test(arguments: [1, 3]) func severalThreads(_ workers: Int) throws {
        let threads = (0..<3).map { process.thread(osID: 5000 + UInt32($0)) }
        var starts: [UInt64] = []
        process.region(.loh) {
            starts.append($0.position)
            $0.largeAllocation(of: threads[0], 100_000)
            starts.append($0.position)
            $0.largeAllocation(of: threads[1], 90_000)
            $0.free(32)
        }
        process.region(.loh) {
            starts.append($0.position)
            $0.largeAllocation(of: threads[2], 100_000)
        }
        #expect(try found(workers) == zip(starts, [100_000, 90_000, 100_000] as [UInt64]).map(caught))
    }

    // MARK: Damage

    /// Zeros are no proof: a page that was lost looks the same.
    @Test(arguments: [24, 4096, 120_024] as [UInt64]) func zerosThatNoThreadIsClearing(_ count: UInt64) throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        let region = process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            start = $0.position
            for _ in 0..<(count / 8) { $0.word(0) }
            $0.array(of: process.int32, 30_000)
        }
        #expect(try found() == [damaged(start, count)])
        // Neither is the address of the hole alone, nor that of another object.
        process.putOnStack(of: thread, [start, 0, start, region.objects.lowerBound, start, start])
        #expect(try found() == [damaged(start, count)])
    }

    /// A context proves no more than its own bytes: the hole goes on after it, begins before it, or ends in the middle of an object.
    @Test(arguments: [(0, 64), (8, 0), (0, -64), (-8, 0)] as [(Int64, Int64)])
    func aContextThatDoesNotSpanTheHole(_ shift: Int64, _ more: Int64) throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            start = $0.position
            for _ in 0..<1250 { $0.word(0) }
            $0.array(of: process.int32, 30_000)
        }
        process.putOnStack(of: thread, [UInt64(Int64(start) + shift), UInt64(Int64(start) + 10_000 - 24 + more)])
        #expect(try found() == [damaged(start, 10_000)])
    }

    /// The collector clears from the first word on, so a hole that begins with something else was not made by an allocation.
    @Test func aHeaderThatIsNotCleared() throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            start = $0.position
            $0.largeAllocation(of: thread, 10_000, dirty: 10_000)
            $0.array(of: process.int32, 30_000)
        }
        #expect(try found() == [damaged(start, 10_000)])
    }

    /// The stack still holds the limit of a larger object that was made there before. The objects behind the smaller one are not lost.
    @Test func theLimitOfAnEarlierObject() throws {
        let thread = process.thread(osID: 5000)
        var (start, later) = (0 as UInt64, 0 as UInt64)
        process.region(.loh) {
            start = $0.position
            $0.largeAllocation(of: thread, 100_000)
            for _ in 0..<2 { $0.array(of: process.int32, 30_000) }
            later = $0.position
            for _ in 0..<3 { $0.array(of: process.int32, 30_000) }
        }
        process.putOnStack(of: thread, [start, later - 24, 0, start, start + 100_000 - 24])
        #expect(try found() == [caught(start, 100_000)])
    }

    /// An array that was finished long ago and whose header is lost: its pair is on the stack, but its contents were not cleared.
    @Test(arguments: [2, 500]) func aFinishedArrayWithoutItsHeader(_ zeros: Int) throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            start = $0.position
            for _ in 0..<zeros { $0.word(0) }
            for _ in zeros..<12_500 { $0.word(0x5555_5555_5555_5555) }
            $0.array(of: process.int32, 30_000)
        }
        process.putOnStack(of: thread, [start, start + 100_000 - 24])
        #expect(try found() == [damaged(start, 100_000)])
    }

    /// Small objects have contexts of their threads. Words on a stack prove nothing there.
    @Test(arguments: [HeapGeneration.gen0, .gen2, .frozen]) func noHolesInOtherGenerations(_ generation: HeapGeneration) throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(generation) {
            $0.object(process.object)
            start = $0.position
            $0.largeAllocation(of: thread, 1_000)
            $0.object(process.object, count: 3)
        }
        #expect(try found() == [damaged(start, 1_000)])
    }

    /// What lies below the stack pointer is left from functions that have returned.
    @Test func aContextBelowTheStackPointer() throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.loh) {
            start = $0.position
            for _ in 0..<1250 { $0.word(0) }
        }
        process.putBelowStack(of: thread, [start, start + 10_000 - 24])
        #expect(try found() == [damaged(start, 10_000)])
    }

    /// A stack full of pairs for one hole, and limits at the top of the address space.
    @Test func hostileStacks() throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.loh) {
            start = $0.position
            for _ in 0..<1250 { $0.word(0) }
            $0.array(of: process.int32, 30_000)
        }
        process.putOnStack(of: thread, (0..<200).flatMap { [start, $0 % 2 == 0 ? UInt64.max : start + 8] })
        #expect(try found() == [damaged(start, 10_000)])
    }
}
