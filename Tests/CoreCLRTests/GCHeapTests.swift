import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct GCHeapTests {
    private func heap(_ process: SyntheticProcess) throws -> GCHeap { try #require(try runtime(process).heap.value) }
    private func problems(_ process: SyntheticProcess) throws -> [RuntimeProblem] { try runtime(process).heap.problems }

    @Test func regionsOfEachGeneration() throws {
        let process = SyntheticProcess()
        let declared = HeapGeneration.allCases.map { generation in process.region(generation) { $0.string("in \(generation)") } }
        let found = try heap(process)
        #expect(found.regions.map(\.objects.start.value) == declared.map(\.objects.lowerBound))
        #expect(found.regions.map(\.objects.end.value) == declared.map(\.objects.upperBound))
        #expect(found.regions.map(\.generation) == [.gen0, .gen1, .gen2, .loh, .poh, .frozen])
        #expect(found.regions.map(\.committed.start.value) == declared.map(\.start))
        #expect(found.regions.map(\.committed.count) == [0x1000, 0x1000, 0x1000, 0x1000, 0x1000, 0x1000])
        #expect(found.committed == 0x6000)
        #expect(found.reserved == 3 * 0x40_0000 + 3 * 0x200_0000)
    }

    /// The record of the current allocation region has a stale end. For this region alone the GC's variable is used.
    @Test func theEndOfTheYoungestRegion() throws {
        let process = SyntheticProcess()
        let first = process.region(.gen0) { $0.object(process.object, count: 5) }
        let last = process.region(.gen0) { $0.object(process.object, count: 9) }
        process.poke(last.objects.lowerBound + 24, at: last.record + CLR8.Region.allocated)
        let found = try heap(process).regions.filter { $0.generation == .gen0 }
        #expect(found.map(\.objects.count) == [UInt64(first.objects.count), 9 * 24])
    }

    @Test func aRingOfRegions() throws {
        let process = SyntheticProcess()
        let regions = (0..<3).map { _ in process.region(.gen2) { $0.object(process.object) } }
        process.poke(regions[0].record, at: regions[2].record + CLR8.Region.next)
        let found = try heap(process)
        #expect(found.regions.filter { $0.generation == .gen2 }.count == 3)
        #expect(try problems(process) == [])
    }

    @Test func aRegionThatIsItsOwnNext() throws {
        let process = SyntheticProcess()
        let region = process.region(.loh)
        process.poke(region.record, at: region.record + CLR8.Region.next)
        #expect(try heap(process).regions.filter { $0.generation == .loh }.count == 1)
    }

    /// If a chain runs into that of another generation, its regions are not counted twice.
    @Test func chainsThatJoin() throws {
        let process = SyntheticProcess()
        let old = process.region(.gen1)
        let large = process.region(.loh)
        process.poke(large.record, at: old.record + CLR8.Region.next)
        let found = try heap(process).regions
        #expect(found.count == 5)
        #expect(found.filter { $0.objects.start.value == large.objects.lowerBound }.count == 1)
    }

    @Test(arguments: [8, 0x1000, 1 << 47, 1 << 63, .max] as [UInt64]) func aChainIntoNowhere(_ next: UInt64) throws {
        let process = SyntheticProcess()
        let region = process.region(.gen2) { $0.object(process.object) }
        process.poke(next, at: region.record + CLR8.Region.next)
        let found = try heap(process)
        #expect(try problems(process) == [.regionsUnreadable(count: 1)])
        #expect(found.regions.filter { $0.generation == .gen2 }.count == 1)
    }

    /// If two records describe one region, its objects count once and a problem is reported.
    @Test func overlappingRegions() throws {
        let process = SyntheticProcess()
        let one = process.region(.gen2) { $0.object(process.object, count: 3) }
        let other = process.region(.gen2) { $0.object(process.object) }
        process.poke(one.objects.lowerBound + 24, at: other.record + CLR8.Region.memory)
        process.poke(one.objects.upperBound, at: other.record + CLR8.Region.allocated)
        let found = try heap(process)
        #expect(found.regions.filter { $0.generation == .gen2 }.map(\.objects.count) == [72])
        #expect(try problems(process) == [.regionsUnreadable(count: 1)])
    }

    @Test func aCollectionUnderWay() throws {
        let process = SyntheticProcess()
        process.poke(1 as UInt32, at: process.gcStorage(CLR8.GCVariable.structuresInvalid))
        #expect(try problems(process) == [.collectionUnderWay])
    }

    /// A region whose end lies before its start is empty.
    @Test func anEndBeforeTheStart() throws {
        let process = SyntheticProcess()
        let region = process.region(.gen1) { $0.object(process.object, count: 3) }
        process.poke(region.objects.lowerBound - 8, at: region.record + CLR8.Region.allocated)
        let found = try heap(process).regions.first { $0.generation == .gen1 }
        #expect(found?.objects.isEmpty == true)
    }

    @Test(arguments: [0, 1, 1 << 47, 1 << 63, UInt64.max - 7, .max] as [UInt64]) func hostileRecords(_ value: UInt64) throws {
        for field in stride(from: 0 as UInt64, through: 0x38, by: 8) {
            let process = SyntheticProcess()
            let region = process.region(.gen1) { $0.object(process.object) }
            process.poke(value, at: region.record + field)
            let found = try heap(process)
            let isTold = try problems(process) != []
            #expect(found.regions.count == 5 || isTold, "field \(field)")
            #expect(found.reserved >= found.committed)
        }
    }

    @Test func allocationContexts() throws {
        let process = SyntheticProcess()
        let worker = process.thread(osID: 2)
        let caught = process.thread(osID: 3)
        process.thread(osID: 4)
        let region = process.region(.gen0) {
            $0.object(process.object)
            $0.hole(allocationContextOf: worker, 128)
            $0.object(process.object)
            $0.caughtAllocation(of: caught, 64)
        }
        let start = region.objects.lowerBound
        #expect(
            try heap(process).allocationContexts == [
                AllocationContext(pointer: Address(start + 24), limit: Address(start + 24 + 104)),
                AllocationContext(pointer: Address(start + 176 + 80), limit: Address(start + 176 + 40)),
            ])
    }

    /// Generation 0 has an allocation context of its own, which is used on machines with one processor.
    @Test func theContextOfTheGenerationItself() throws {
        let process = SyntheticProcess()
        process.poke(0x1000 as UInt64, at: process.generationRecord(.gen0) + CLR8.Generation.allocationPointer)
        process.poke(0x1100 as UInt64, at: process.generationRecord(.gen0) + CLR8.Generation.allocationLimit)
        #expect(
            try heap(process).allocationContexts == [AllocationContext(pointer: Address(0x1000), limit: Address(0x1100))])
    }
}
