import CoreCLR
import DumpFormats
import DumpSynth
import HeapWalk
import ProcessMemory
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Tests that every committed byte is counted as one of five uses.
@Suite struct HeapRowsTests {
    private let process = SyntheticProcess()

    private func read() throws -> DotNetRuntime {
        let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
        return try DotNetRuntime(dump, AddressSpace(dump))
    }

    private func rows() throws -> (rows: [HeapRow], overrun: UInt64) {
        let runtime = try read()
        let census = try runtime.walkable.value.map { try HeapCensus($0, workers: 2, WorkProgress()) }
        return heapRows(try #require(runtime.heap.value), census?.accounts)
    }

    private func expectClosed(_ rows: [HeapRow]) {
        for row in rows { #expect(row.objectBytes + row.free + row.contexts + row.unwalked + row.unused == row.committed, "\(row)") }
    }

    @Test func whatIsNotWalkedSaysWhere() throws {
        let caught = process.thread(osID: 5000)
        let region = process.region(.gen0) {
            $0.object(process.object, count: 3)
            $0.damage(48)
            $0.object(process.object, count: 3)
            $0.hole(allocationContextOf: caught, 512)
            $0.string("tail")
        }
        for _ in 0..<10 {
            process.region(.gen2) {
                $0.object(process.object, count: 3)
                $0.damage(24)
                $0.object(process.object, count: 3)
            }
        }
        let (rows, overrun) = try rows()
        expectClosed(rows)
        let gen0 = try #require(rows.first { $0.generation == "gen0" })
        #expect(overrun == 0)
        #expect(gen0.objects == 7)
        #expect(gen0.unwalked == 48)
        #expect(gen0.contexts == 512)
        #expect(gen0.unwalkedAt == "0x\((region.objects.lowerBound + 72).hexadecimal())+48 damaged")
        let gen2 = try #require(rows.first { $0.generation == "gen2" })
        #expect(gen2.ranges == 10)
        #expect(gen2.unwalked == 240)
        #expect(gen2.unwalkedAt.hasSuffix(" damaged, and 2 more"))
    }

    /// Without method tables nothing can be walked, so all allocated bytes are unwalked.
    @Test func aHeapThatCannotBeWalked() throws {
        process.region(.gen0) { $0.object(process.object, count: 3) }
        let heap = try #require(try read().heap.value)
        let (rows, _) = heapRows(heap, nil)
        expectClosed(rows)
        let gen0 = try #require(rows.first { $0.generation == "gen0" })
        #expect(gen0.objects == 0)
        #expect(gen0.unwalked == 72)
        #expect(gen0.allocated == 72)
        #expect(gen0.committed > 72)
    }

    /// If the objects of a record end after its committed memory, a problem is reported and the sum is still right.
    @Test func objectsBehindTheCommittedEnd() throws {
        let region = process.region(.gen2) { $0.object(process.object, count: 100) }
        process.poke(region.start + 100, at: region.record + CLR8.Region.committed)
        let (rows, overrun) = try rows()
        #expect(overrun == 1)
        expectClosed(rows)
    }
}
