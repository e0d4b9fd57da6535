import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

/// The finalization queue.
@Suite struct FinalizationQueuesTests {
    private let process = SyntheticProcess()

    private func read(_ part: RuntimePart<FinalizationQueues>) throws -> (objects: [String], missing: UInt64?) {
        var found: [String] = []
        let queues = try #require(part.value)
        let missing = queues.forEach {
            true
        } _: { state, object in
            switch state {
            case .queued(let generation): found.append("\(generation) \(object)")
            case .ready: found.append("ready \(object)")
            }
        }
        return (found, missing)
    }

    @Test func states() throws {
        process.finalization(
            queued: [.gen0: [1, 2], .gen1: [3], .gen2: [4, 0, 5], .loh: [6], .poh: [7]], critical: [8], ready: [9, 10])
        let part = try runtime(process).finalization
        let (objects, missing) = try read(part)
        // A null word is no object.
        #expect(
            objects == [
                "poh 0x7", "loh 0x6", "gen2 0x4", "gen2 0x5", "gen1 0x3", "gen0 0x1", "gen0 0x2", "ready 0x8", "ready 0x9", "ready 0xa",
            ])
        #expect(missing == 0)
        #expect(part.problems == [])
    }

    @Test func anEmptyQueue() throws {
        let part = try runtime(process).finalization
        #expect(try read(part).objects == [])
        #expect(part.problems == [])
    }

    /// Limits that are not in order, not aligned or beyond the array: nothing of the queue is believed.
    @Test(arguments: [0, 3, 6] as [UInt64], [0, 7, 1 << 62, UInt64.max] as [UInt64]) func aWrongLimit(_ number: UInt64, _ limit: UInt64)
        throws
    {
        process.finalization(queued: [.gen0: [1, 2], .gen2: [3]], ready: [4])
        process.poke(limit, at: process.finalization + number * 8)
        let part = try runtime(process).finalization
        #expect(part.value == nil)
        #expect(part.problems == [.finalizationMissing])
    }

    /// The array ends before its parts do.
    @Test func anArrayThatIsTooShort() throws {
        let array = process.finalization(queued: [.gen0: [1, 2], .gen2: [3]], ready: [4])
        process.poke(array + 24, at: process.finalization + 8 * 8)
        #expect(try runtime(process).finalization.problems == [.finalizationMissing])
    }

    /// A queue with more objects than any heap of this size has.
    @Test func anArrayOfExabytes() throws {
        let array = process.finalization(queued: [.gen0: [1, 2]], ready: [3])
        process.poke(array + 1 << 60, at: process.finalization + 6 * 8)
        process.poke(array + 1 << 61, at: process.finalization + 8 * 8)
        #expect(try runtime(process).finalization.problems == [.finalizationMissing])
    }

    @Test func aPageIsMissing() throws {
        let array = process.finalization(queued: [.gen0: (1...2000).map { $0 }])
        process.removePages((array + 4095) & ~4095..<((array + 4095) & ~4095) + 4096)
        let (objects, missing) = try read(try runtime(process).finalization)
        #expect(objects.count == 2000 - 512)
        #expect(missing == 512)
    }

    /// Each heap of the server GC has a queue. One that cannot be read is counted.
    @Test func serverHeaps() throws {
        let regions = (0..<3).map { _ in
            [HeapGeneration.gen0, .gen1, .gen2, .loh, .poh].map { process.region($0) { $0.object(process.object, count: 3) } }
        }
        process.serverHeaps(regions)
        process.finalization(queued: [.gen0: [1], .gen2: [3]], ready: [4])
        process.finalizeQueues([process.finalization, process.finalization, 8])
        let part = try runtime(process).finalization
        #expect(try read(part).objects == ["gen2 0x3", "gen0 0x1", "ready 0x4", "gen2 0x3", "gen0 0x1", "ready 0x4"])
        #expect(part.problems == [.finalizationUnreadable(count: 1)])
    }
}
