import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

/// What the collector is and has done.
@Suite struct CollectorTests {
    private let process = SyntheticProcess()

    private func collector() throws -> Collector { try #require(try runtime(process).collector.value) }

    private func settings(_ at: UInt64, collection: UInt64 = 7, generation: UInt32 = 1, reason: UInt32 = 4, mode: UInt32 = 3) {
        process.poke(collection, at: at)
        for (place, value) in [(8, generation), (12, 1), (36, 1), (60, reason), (64, mode)] as [(UInt64, UInt32)] {
            process.poke(value, at: at + place)
        }
    }

    private var free: UInt64 { process.unusedVariable }

    @Test func aWorkstationCollector() throws {
        process.collectionRecords(left: [1, 2, 3, 4, 5], counts: [7, 3, 2, 2, 2], clocks: [7, 7, 4, 0, 0])
        settings(free)
        let found = try collector()
        #expect(!found.isServer)
        #expect(found.hasRegions)
        #expect(found.heaps == 1)
        #expect(found.adaptsHeaps == false)
        // The made-up collector does not name its mark array.
        #expect(found.isConcurrent == nil)
        #expect(found.collections == [7, 3, 2])
        #expect(found.lastCollection == Collector.Collection(generation: 1, reason: 4, latencyMode: 3))
    }

    @Test(arguments: [0, 0x7E00_0000_0000] as [UInt64]) func aMarkArray(_ array: UInt64) throws {
        let variable = process.gcStorage(5)
        process.poke(variable, at: process.gcPointer(5))
        process.poke(array, at: variable)
        #expect(try collector().isConcurrent == (array != 0))
    }

    /// Two places that could be the settings: neither is believed.
    @Test func twoPlaces() throws {
        process.collectionRecords(left: [1, 2, 3, 4, 5], counts: [7, 3, 2, 2, 2], clocks: [7, 7, 4, 0, 0])
        settings(free)
        settings(free + 0x80, mode: 0)
        #expect(try collector().lastCollection == nil)
    }

    @Test(
        arguments: [(generation: 2, reason: 4, mode: 3), (1, 18, 3), (1, 4, 5), (1, .max, 0)]
            as [(generation: UInt32, reason: UInt32, mode: UInt32)])
    func whatSettingsCannotBe(_ values: (generation: UInt32, reason: UInt32, mode: UInt32)) throws {
        process.collectionRecords(left: [1, 2, 3, 4, 5], counts: [7, 3, 2, 2, 2], clocks: [7, 7, 4, 0, 0])
        settings(free, generation: values.generation, reason: values.reason, mode: values.mode)
        let found = try collector()
        #expect(found.collections == [7, 3, 2])
        #expect(found.lastCollection == nil)
    }

    @Test func nothingWasCollected() throws {
        process.collectionRecords(left: [0, 0, 0, 0, 0], counts: [0, 0, 0, 0, 0], clocks: [0, 0, 0, 0, 0])
        let found = try collector()
        #expect(found.collections == [0, 0, 0])
        #expect(found.lastCollection == nil)
    }

    @Test func withoutRecordsNothingIsKnown() throws {
        settings(free)
        let found = try collector()
        #expect(found.collections == nil)
        #expect(found.lastCollection == nil)
    }
}
