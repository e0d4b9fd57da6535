import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

/// What the last collection of each generation left.
@Suite struct CollectionRecordsTests {
    private func left(_ change: (SyntheticProcess) -> Void) throws -> [UInt64?] {
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 10) }
        change(process)
        let heap = try #require(try runtime(process).heap.value)
        return Generation.allCases.map { heap.left[.init(heap: 0, generation: $0)] }
    }

    @Test func theTableIsFoundByItsRows() throws {
        #expect(try left { $0.collectionRecords(left: [1, 2, 3, 4, 5]) } == [1, 2, 3, 4, 5, nil])
    }

    @Test func withoutATableNothingIsKnown() throws {
        #expect(try left { _ in } == [nil, nil, nil, nil, nil, nil])
        #expect(try left { $0.collectionRecords(left: [1, 2, 3, 4]) } == [nil, nil, nil, nil, nil, nil])
    }

    /// While a collection moves objects, the sizes are not those of the regions.
    @Test func duringACollectionNothingIsKnown() throws {
        let found = try left { process in
            process.collectionRecords(left: [1, 2, 3, 4, 5])
            process.poke(1 as UInt32, at: process.gcStorage(21))
        }
        #expect(found == [nil, nil, nil, nil, nil, nil])
    }
}
