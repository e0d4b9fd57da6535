import DumpSynth
import RawMemory
import Synchronization
import Testing

@testable import CoreCLR

/// The number of calls of the readers below.
private let readings = Atomic<Int>(0)

private enum CountedReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<Int> {
        RuntimePart(readings.wrappingAdd(1, ordering: .relaxed).newValue, [.collectionUnderWay])
    }
}

private enum NestedReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<Int> { runtime.part(CountedReader.self) }
}

@Suite(.serialized) struct RuntimePartTests {
    @Test func readWhenAskedForAndOnce() throws {
        let found = try runtime(SyntheticProcess())
        let before = readings.load(ordering: .relaxed)
        let copy = found
        runWorkers(8) { _ in _ = copy.part(NestedReader.self) }
        #expect(found.part(CountedReader.self).value == before + 1)
        #expect(found.part(NestedReader.self).problems == [.collectionUnderWay])
        #expect(readings.load(ordering: .relaxed) == before + 1)
    }

    @Test func eachRuntimeHasItsOwn() throws {
        let before = readings.load(ordering: .relaxed)
        let process = SyntheticProcess()
        let values = try (0..<2).map { _ in try runtime(process).part(CountedReader.self).value }
        #expect(values == [before + 1, before + 2])
    }

    /// A part that is made from others includes their problems.
    @Test func problemsOfThePartsBelow() throws {
        let process = SyntheticProcess()
        process.poke(0 as UInt64, at: process.dacVariable(CLR8.DacTable.threadStore))
        process.poke(1 as UInt32, at: process.gcStorage(CLR8.GCVariable.structuresInvalid))
        let found = try runtime(process)
        #expect(found.heap.problems == [.threadListMissing, .collectionUnderWay])
        #expect(found.walkable.problems == found.heap.problems)
        #expect(found.walkable.value != nil)
    }
}
