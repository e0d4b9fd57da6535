import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The rows of the section `finalization`.
@Suite struct FinalizationReaderTests {
    private let process = SyntheticProcess()

    private func snapshot() throws -> Snapshot { try reduced(process.core().bytes()) }

    @Test func byTypeStateAndGeneration() throws {
        let bitmap = process.type("Shop.Bitmap", in: process.module("App.dll"), baseSize: 40)
        let young = process.region(.gen0) { $0.object(bitmap, count: 3) }.objects.lowerBound
        let old = process.region(.gen2) { $0.object(bitmap, count: 5) }.objects.lowerBound
        func objects(_ first: UInt64, _ places: Range<UInt64>) -> [UInt64] { places.map { first + $0 * 40 } }
        process.finalization(
            queued: [.gen0: objects(young, 0..<2), .gen2: objects(old, 0..<1)], critical: objects(old, 1..<2),
            ready: objects(old, 2..<5) + objects(young, 2..<3))
        let snapshot = try snapshot()
        let rows: [FinalizationRow] = try #require(snapshot.table("finalization")).rows()
        let found = Dictionary(rows.map { ("\($0.type) \($0.state) \($0.generation)", [$0.count, $0.bytes]) }, uniquingKeysWith: { $1 })
        #expect(
            found == [
                "Shop.Bitmap queued gen0": [2, 80], "Shop.Bitmap queued gen2": [1, 40], "Shop.Bitmap ready gen2": [4, 160],
                "Shop.Bitmap ready gen0": [1, 40],
            ])
        #expect(rows.allSatisfy { $0.module == "App.dll" && !$0.token.isEmpty })
        #expect(Catalog.standard.metric("process.finalizer_ready")?.value(snapshot) == 5)
        #expect(Catalog.standard.metric("process.finalizable")?.value(snapshot) == 3)
        #expect(snapshot.trust.diagnostics.filter { $0.code.contains("finaliz") } == [])
    }

    @Test func wordsThatAreNoObjects() throws {
        let object = process.region(.gen2) { $0.object(process.object, count: 2) }.objects.lowerBound
        process.finalization(queued: [:], ready: [object, 8, object + 8, .max])
        let snapshot = try snapshot()
        let rows: [FinalizationRow] = try #require(snapshot.table("finalization")).rows()
        #expect(
            rows.map { "\($0.type) \($0.generation) \($0.count)" }.sorted() == [
                "<not in the dump>  2", "<not in the dump> gen2 1", "System.Object gen2 1",
            ])
        #expect(snapshot.trust.diagnostics.first { $0.code == "finalizable-missing" }?.count == 3)
    }

    @Test func aDumpWithoutAQueue() throws {
        process.poke(0 as UInt64, at: process.gcPointer(CLR8.GCVariable.finalizeQueue))
        let snapshot = try snapshot()
        #expect(snapshot.table("finalization") == nil)
        #expect(snapshot.trust.diagnostics.map(\.code).contains("no-finalization"))
    }
}
