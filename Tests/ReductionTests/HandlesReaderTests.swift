import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The rows of the section `handles`.
@Suite struct HandlesReaderTests {
    private let process = SyntheticProcess()

    private func snapshot() throws -> Snapshot { try reduced(process.core().bytes()) }

    private func rows(_ snapshot: Snapshot) throws -> [String: HandleRow] {
        let rows: [HandleRow] = try #require(snapshot.table("handles")).rows()
        let named = rows.map { ("\($0.kind) \($0.type) \($0.module)", $0) }
        #expect(Set(named.map(\.0)).count == rows.count)
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
    }

    @Test func countsByKindAndType() throws {
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        let region = process.region(.gen2) {
            $0.object(order, count: 10)
            $0.string("text")
        }
        let (first, text) = (region.objects.lowerBound, region.objects.lowerBound + 400)
        process.handleTables([
            (0..<10).map { (CLR8Handles.strong, first + UInt64($0) * 40) } + [(CLR8Handles.strong, first)]
                + [(CLR8Handles.weakShort, first), (CLR8Handles.strong, text), (CLR8Handles.dependent, text)]
        ])
        let snapshot = try snapshot()
        let rows = try rows(snapshot)
        #expect(
            rows.mapValues(\.count) == [
                "strong Shop.Order App.dll": 11, "weak-short Shop.Order App.dll": 1, "strong System.String System.Private.CoreLib.dll": 1,
                "dependent System.String System.Private.CoreLib.dll": 1,
            ])
        #expect(rows.values.allSatisfy { $0.pinnedBytes == 0 && !$0.token.isEmpty })
        #expect(snapshot.trust.diagnostics.filter { $0.code.contains("handle") } == [])
        #expect(Catalog.standard.metric("process.handles.strong")?.value(snapshot) == 12)
        #expect(Catalog.standard.metric("process.handles.dependent")?.value(snapshot) == 1)
        #expect(Catalog.standard.metric("process.handles")?.value(snapshot) == 14)
    }

    /// Exact sizes, each object once for a kind, by the generation in which it lies.
    @Test func whatIsPinned() throws {
        let small = process.arrayType(of: process.int32)
        var places: [HeapGeneration: UInt64] = [:]
        for (generation, length) in [(HeapGeneration.gen0, 1), (.gen1, 3), (.gen2, 5), (.loh, 100_000), (.poh, 7), (.frozen, 9)] {
            places[generation] = process.region(generation) { $0.array(small, length) }.objects.lowerBound
        }
        let all = [HeapGeneration.gen0, .gen1, .gen2, .loh, .poh, .frozen].compactMap { places[$0] }
        process.handleTables([(all + [all[0], all[2]]).map { (CLR8Handles.pinned, $0) } + [(CLR8Handles.asyncPinned, all[0])]])
        let snapshot = try snapshot()
        let rows = try rows(snapshot)
        let row = try #require(rows["pinned System.Int32[] System.Private.CoreLib.dll"])
        #expect(row.count == 8)
        #expect([row.pinnedGen0, row.pinnedGen1, row.pinnedGen2] == [28, 36, 44])
        #expect([row.pinnedLOH, row.pinnedPOH, row.pinnedFrozen] == [400_024, 52, 60])
        #expect(row.pinnedBytes == 28 + 36 + 44 + 400_024 + 52 + 60)
        #expect(rows["async-pinned System.Int32[] System.Private.CoreLib.dll"]?.pinnedBytes == 28)
        #expect(Catalog.standard.metric("heap.pinned")?.value(snapshot) == 136)
    }

    /// Handles to anything but objects count in a row of their own, and a diagnostic says how many they are.
    @Test func objectsThatAreNone() throws {
        let region = process.region(.gen2) { $0.object(process.object, count: 2) }
        let first = region.objects.lowerBound
        process.handleTables([[first, first + 8, 8, 1 << 63, .max].map { (CLR8Handles.pinned, $0) }])
        let snapshot = try snapshot()
        let rows = try rows(snapshot)
        #expect(rows["pinned System.Object System.Private.CoreLib.dll"]?.count == 1)
        #expect(rows["pinned <not in the dump> "]?.count == 4)
        #expect(rows["pinned <not in the dump> "]?.pinnedBytes == 0)
        let diagnostic = try #require(snapshot.trust.diagnostics.first { $0.code == "handle-objects-missing" })
        #expect(diagnostic.count == 4)
    }

    /// A length that would make the object larger than its region.
    @Test func aLengthThatCannotBe() throws {
        let region = process.region(.gen2) { $0.array(of: process.int32, 4) }
        process.poke(UInt32.max, at: region.objects.lowerBound + 8)
        process.handleTables([[(CLR8Handles.pinned, region.objects.lowerBound)]])
        let row = try #require(try rows(try snapshot())["pinned System.Int32[] System.Private.CoreLib.dll"])
        // What the array says of itself ends outside of its region.
        #expect(row.pinnedBytes == region.objects.upperBound - region.objects.lowerBound)
    }

    @Test func aDumpWithoutHandles() throws {
        process.region(.gen2) { $0.object(process.object) }
        process.poke(0 as UInt64, at: process.gcPointer(CLR8.GCVariable.handleTableMap))
        let snapshot = try snapshot()
        #expect(snapshot.table("handles") == nil)
        #expect(snapshot.trust.diagnostics.map(\.code).contains("no-handles"))
    }
}
