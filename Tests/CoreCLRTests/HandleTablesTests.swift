import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

/// The tables of GC handles.
@Suite struct HandleTablesTests {
    private let process = SyntheticProcess()

    /// Handles by kind and object.
    private func read(_ part: RuntimePart<HandleTables>) throws -> (handles: [String], unreadableBlocks: UInt64?) {
        var found: [String] = []
        let tables = try #require(part.value)
        let unreadable = tables.forEach {
            true
        } _: { kind, object in
            found.append("\(kind.name) \(object)")
        }
        return (found, unreadable)
    }

    private func objects(_ count: Int) -> [UInt64] {
        let region = process.region(.gen2) { $0.object(process.object, count: count) }
        return (0..<UInt64(count)).map { region.objects.lowerBound + $0 * 24 }
    }

    @Test func kindsAndObjects() throws {
        let object = objects(1)[0]
        process.handleTables([(0...10).map { ($0, object + UInt64($0)) } + [(CLR8Handles.strong, 0), (CLR8Handles.dataBlock, 7)]])
        let (handles, unreadable) = try read(try runtime(process).handleTables)
        let kinds = [
            "weak-short", "weak-long", "strong", "pinned", "variable", "ref-counted", "dependent", "async-pinned", "sized-ref",
            "weak-native-com", "weak-interior",
        ]
        // A null handle is free, and a block of data has none.
        #expect(handles == kinds.enumerated().map { "\($1) \(Address(object + UInt64($0)))" })
        #expect(unreadable == 0)
    }

    @Test func aChainOfSegments() throws {
        let object = objects(1)[0]
        let tables = process.handleTables([(0..<20_000).map { _ in (CLR8Handles.weakShort, object) }])
        #expect(tables[0].segments.count == 3)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 20_000)
        #expect(part.problems == [])
    }

    /// The workstation GC has one table, whatever follows it.
    @Test func oneTableOfTheWorkstationGC() throws {
        let object = objects(1)[0]
        process.handleTables([[(CLR8Handles.strong, object)], [(CLR8Handles.strong, object)]])
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 1)
        #expect(part.problems == [])
    }

    private func server(tables: Int, more: [UInt64] = [], heaps: Int = 2) throws -> (process: [SyntheticHandleTable], object: UInt64) {
        let regions = (0..<heaps).map { _ in
            [HeapGeneration.gen0, .gen1, .gen2, .loh, .poh].map { process.region($0) { $0.object(process.object, count: 3) } }
        }
        process.serverHeaps(regions)
        let object = regions[0][2].objects.lowerBound
        return (process.handleTables((0..<tables).map { _ in [(CLR8Handles.pinned, object)] }, more: more), object)
    }

    /// With DATAS there are tables of heaps that are not in use. The array ends with the first word that is no table.
    @Test(arguments: [[], [0, 1], [8], [.max], [0x7F40_0000_0000]] as [[UInt64]]) func tablesOfHeapsThatAreNotInUse(_ more: [UInt64]) throws
    {
        _ = try server(tables: 7, more: more)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 7)
        #expect(part.problems == [])
    }

    @Test func aTableIsMissing() throws {
        _ = try server(tables: 2, more: [0, 0], heaps: 4)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 2)
        #expect(part.problems == [.handleTablesUnreadable(count: 2)])
    }

    /// The same table again is no other table.
    @Test func theArrayNamesATableTwice() throws {
        let (tables, _) = try server(tables: 2, heaps: 3)
        let array = process.allocate(4 * 8)
        for (place, table) in [tables[0], tables[1], tables[0]].enumerated() { process.poke(table.address, at: array + UInt64(place) * 8) }
        point(to: array)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 2)
        #expect(part.problems == [.handleTablesUnreadable(count: 1)])
    }

    /// Makes this the array of tables.
    private func point(to array: UInt64) {
        let (bucket, buckets) = (process.allocate(16), process.allocate(80))
        process.poke(array, at: bucket)
        process.poke(bucket, at: buckets)
        process.poke(buckets, at: process.gcStorage(CLR8.GCVariable.handleTableMap))
    }

    // MARK: Hostile

    @Test func aCycleOfSegments() throws {
        let object = objects(1)[0]
        let table = process.handleTables([(0..<20_000).map { _ in (CLR8Handles.weakShort, object) }])[0]
        process.poke(table.segments[0], at: table.segments[2] + CLR8Handles.next)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 20_000)
        #expect(part.problems == [.handleTablesUnreadable(count: 1)])
    }

    /// A chain ends with the first segment that does not point back to its table, or is none.
    @Test(arguments: [0x7F70_0001_0008, 0x7F70_0FFF_0000, UInt64.max, 8] as [UInt64]) func aChainThatLeadsElsewhere(_ next: UInt64) throws {
        let object = objects(1)[0]
        let table = process.handleTables([(0..<20_000).map { _ in (CLR8Handles.weakShort, object) }])[0]
        process.poke(next, at: table.segments[0] + CLR8Handles.next)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 7680)
        #expect(part.problems == [.handleTablesUnreadable(count: 1)])
    }

    @Test func aWrongBackPointer() throws {
        let object = objects(1)[0]
        let table = process.handleTables([(0..<20_000).map { _ in (CLR8Handles.weakShort, object) }])[0]
        process.poke(table.address + 8, at: table.segments[1] + CLR8Handles.owner)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 7680)
        #expect(part.problems == [.handleTablesUnreadable(count: 1)])
    }

    @Test func noTable() throws {
        let object = objects(1)[0]
        let table = process.handleTables([[(CLR8Handles.strong, object)]])[0]
        process.poke(0 as UInt64, at: table.segments[0] + CLR8Handles.owner)
        let part = try runtime(process).handleTables
        #expect(part.value == nil)
        #expect(part.problems == [.handleTablesMissing])
    }

    @Test func aCycleOfMaps() throws {
        let object = objects(1)[0]
        process.handleTables([[(CLR8Handles.strong, object)]])
        process.poke(process.gcStorage(CLR8.GCVariable.handleTableMap), at: process.gcStorage(CLR8.GCVariable.handleTableMap) + 8)
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 1)
        #expect(part.problems == [.handleTablesUnreadable(count: 1)])
    }

    /// More maps than any process has.
    @Test func aLongChainOfMaps() throws {
        let object = objects(1)[0]
        process.handleTables([[(CLR8Handles.strong, object)]])
        let maps = (0..<1000).map { _ in process.allocate(24) }
        for (map, next) in zip([process.gcStorage(CLR8.GCVariable.handleTableMap)] + maps, maps) { process.poke(next, at: map + 8) }
        let part = try runtime(process).handleTables
        #expect(try read(part).handles.count == 1)
        #expect(part.problems == [.handleTablesUnreadable(count: 1)])
    }

    /// A type that the runtime does not have, and handles of which a page is missing.
    @Test func blocksThatCannotBeRead() throws {
        let object = objects(1)[0]
        let table = process.handleTables([(0..<1280).map { _ in (CLR8Handles.weakShort, object) }])[0]
        process.poke(0x40 as UInt8, at: table.segments[0] + CLR8Handles.blockTypes + 2)
        // Blocks 8 to 15.
        process.removePages(table.segments[0] + 0x2000..<table.segments[0] + 0x3000)
        let (handles, unreadable) = try read(try runtime(process).handleTables)
        #expect(handles.count == 1280 - 64 - 8 * 64)
        #expect(unreadable == 9)
    }

    // MARK: Dependent handles

    /// The objects of dependent handles.
    private func pairs(_ part: RuntimePart<HandleTables>) throws -> (pairs: [String], unreadableBlocks: UInt64?) {
        var found: [String] = []
        let unreadable = try #require(part.value).forEachDependent {
            true
        } _: { primary, secondary in
            found.append("\(primary) \(secondary)")
        }
        return (found, unreadable)
    }

    /// Two blocks of dependent handles in the first segment, 0 and 2, with their second objects in 1 and 3. `data` is the number of the
    /// first block's data.
    private func dependents(data: UInt8 = 1) -> (segment: UInt64, objects: [UInt64]) {
        let made = objects(6)
        let (handle, second) = (CLR8Handles.dependent, CLR8Handles.dataBlock)
        let segment = process.handleTables([
            [
                (handle, made[0]), (handle, 0), (handle, made[1]), (handle, made[2]), (second, made[3]), (second, made[4]), (second, 0),
                (second, made[5]), (handle, made[5]), (second, made[0]), (CLR8Handles.strong, made[1]),
            ]
        ])[0].segments[0]
        process.poke(data, at: segment + CLR8Handles.userData)
        process.poke(3 as UInt8, at: segment + CLR8Handles.userData + 2)
        return (segment, made)
    }

    private func line(_ primary: UInt64, _ secondary: UInt64) -> String { "\(Address(primary)) \(Address(secondary))" }

    /// A handle without a first object is free, and one without a second keeps nothing alive.
    @Test func secondObjectsOfDependentHandles() throws {
        let (_, made) = dependents()
        let (pairs, unreadable) = try pairs(try runtime(process).handleTables)
        #expect(pairs == [line(made[0], made[3]), line(made[2], made[5]), line(made[5], made[0])])
        #expect(unreadable == 0)
    }

    /// 0xFF means that no handle of the block has a second object. The other numbers are those of no block, of a free one, and of one with
    /// handles.
    @Test(arguments: [(0xFF, 0), (0xFE, 1), (120, 1), (100, 1), (4, 1), (0, 1)] as [(UInt8, UInt64)])
    func blocksWithoutData(_ data: UInt8, _ expected: UInt64) throws {
        let (_, made) = dependents(data: data)
        let (pairs, unreadable) = try pairs(try runtime(process).handleTables)
        #expect(pairs == [line(made[5], made[0])])
        #expect(unreadable == expected)
    }

    /// The page with the values is missing.
    @Test func secondObjectsThatAreNotInTheDump() throws {
        let (segment, _) = dependents()
        process.removePages(segment + 0x1000..<segment + 0x2000)
        let (pairs, unreadable) = try pairs(try runtime(process).handleTables)
        #expect(pairs == [])
        #expect(unreadable == 2)
    }

    @Test func readingCanBeStopped() throws {
        let object = objects(1)[0]
        process.handleTables([[(CLR8Handles.strong, object)]])
        let tables = try #require(try runtime(process).handleTables.value)
        #expect(tables.forEachDependent(proceed: { false }, { _, _ in Issue.record("nothing is shown") }) == nil)
        #expect(
            tables.forEach {
                false
            } _: { _, _ in
                Issue.record("nothing is shown")
            } == nil)
    }
}
