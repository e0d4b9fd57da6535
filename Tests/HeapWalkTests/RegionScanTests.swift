import CoreCLR
import DumpFormats
import DumpSynth
import HeapWalk
import ProcessMemory
import RawMemory
import Testing

/// A visitor that records the objects.
private struct ListingVisitor: ObjectVisitor {
    struct Seen: Equatable {
        var address: UInt64
        var methodTable: UInt64
        var size: UInt64
        /// The number of its bytes in `contents`.
        var held: Int

        var end: UInt64 { address + (size + 7) & ~7 }
    }

    /// A state that shows whether each type keeps its own.
    struct Mark: BitwiseCopyable, Sendable {
        var methodTable: UInt64
        var visits: UInt64 = 0
    }

    var seen: [Seen] = []
    var regions: [(scanned: ScannedRegion, objects: [Seen])] = []
    var met: [UInt64] = []
    /// Visits by method table, from the states.
    var visits: [UInt64: UInt64] = [:]
    var mistakes: [String] = []

    mutating func meet(_ methodTable: Address) -> Mark {
        met.append(methodTable.value)
        return Mark(methodTable: methodTable.value)
    }

    mutating func visit(_ object: borrowing ScannedObject, _ mark: inout Mark) {
        mark.visits += 1
        if mark.methodTable != object.methodTable.value { mistakes.append("\(object.address) has the state of another type") }
        if let word = object.contents.u64(at: 0), word & ~7 != object.methodTable.value {
            mistakes.append("\(object.address) has other contents")
        }
        seen.append(
            Seen(
                address: object.address.value, methodTable: object.methodTable.value, size: object.size, held: object.contents.byteCount))
    }

    mutating func leave(_ region: ScannedRegion, _ types: inout TypeTable<Mark>) {
        regions.append((region, seen))
        seen = []
        types.updateEach { methodTable, mark in
            if methodTable.value != mark.methodTable { mistakes.append("\(methodTable) has another mark") }
            visits[methodTable.value, default: 0] += mark.visits
            mark.visits = 0
        }
    }
}

/// Tests the scan with a second visitor. It must see the objects that the census counts, each at its address.
@Suite struct RegionScanTests {
    /// A process with many kinds of objects, and with holes, contexts in the middle of an allocation, damage and Free objects between them.
    private func damaged() -> SyntheticProcess {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        let (worker, caught) = (process.thread(osID: 5000), process.thread(osID: 5001))
        process.region(.gen0) {
            $0.object(order, count: 300)
            $0.hole(allocationContextOf: worker, 8192)
            $0.string("größe")
            $0.damage(80)
            $0.array(of: order, 7)
            $0.object(process.object, count: 3)
            $0.caughtAllocation(of: caught, 64)
            $0.free(40)
            $0.object(order)
        }
        process.region(.gen1) {
            $0.free(4000)
            $0.object(process.object, count: 3)
            $0.damage(1000)
        }
        process.region(.gen2) { for length in 0..<200 { $0.array(of: process.int32, length) } }
        process.region(.loh) {
            $0.array(of: process.int32, 30_001)
            $0.damage(88)
            $0.array(of: order, 11_000)
        }
        process.region(.frozen) { $0.string("literal") }
        return process
    }

    /// The records of all workers' visitors, with regions by address.
    private func listed(_ heap: WalkableHeap, workers: Int = 1) throws -> ListingVisitor {
        var all = ListingVisitor()
        for visitor in try heap.scan(workers: workers, WorkProgress(), { ListingVisitor() }) {
            #expect(Set(visitor.met).count == visitor.met.count, "a type was met twice")
            #expect(visitor.mistakes == [])
            all.regions += visitor.regions
            all.visits.merge(visitor.visits, uniquingKeysWith: +)
        }
        all.regions.sort { $0.scanned.region.objects.start < $1.scanned.region.objects.start }
        return all
    }

    private func expectSame(_ found: ListingVisitor, _ census: HeapCensus, free: Address) {
        var counts: [UInt64: (objects: UInt64, bytes: UInt64)] = [:]
        for object in found.regions.flatMap(\.objects) {
            counts[object.methodTable, default: (0, 0)].objects += 1
            counts[object.methodTable, default: (0, 0)].bytes += object.size
        }
        let declared = census.types.map { ($0.methodTable.value, $0.shares) } + [(free.value, census.free)]
        #expect(Set(counts.keys) == Set(declared.filter { $0.1.count > 0 }.map(\.0)))
        for (table, shares) in declared {
            #expect(counts[table]?.objects ?? 0 == shares.count)
            #expect(counts[table]?.bytes ?? 0 == shares.bytes)
            #expect(found.visits[table] ?? 0 == shares.count)
        }
        #expect(found.regions.map(\.scanned.region) == census.accounts.map(\.region))
        #expect(found.regions.map(\.scanned.skipped) == census.accounts.map(\.skipped))
        #expect(found.regions.map(\.scanned.contextBytes) == census.accounts.map(\.contextBytes))
        #expect(found.regions.map(\.scanned.objectBytes) == census.accounts.map { $0.objectBytes + $0.free.bytes })
    }

    @Test(arguments: [1, 2, 5]) func theSameObjectsAsTheCensus(_ workers: Int) throws {
        let process = damaged()
        let heap = try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped())))
        let census = try HeapCensus(heap, workers: 1, WorkProgress())
        #expect(census.differences(from: process.truth, free: process.freeMethodTable) == [])
        #expect(census.skipped.map(\.bytes) == [80, 64, 1000, 88])
        expectSame(try listed(heap, workers: workers), census, free: heap.methodTables.free)
    }

    /// A dump in pieces, so that objects and their headers lie in two of them.
    @Test(arguments: [4092, 1004, 100]) func inPieces(_ cut: Int) throws {
        let process = damaged()
        let whole = try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped())))
        var core = process.core()
        core.segments = core.segments.flatMap { segment in
            stride(from: 0, to: segment.bytes.count, by: cut).map { start in
                let bytes = segment.bytes[start..<min(start + cut, segment.bytes.count)]
                return ELFCoreBuilder.Segment(segment.address + UInt64(start), Array(bytes), flags: segment.flags)
            }
        }
        let pieces = try walkable(ProcessDump(try ELFCore(core.bytes().mapped())))
        let census = try HeapCensus(pieces, workers: 2, WorkProgress())
        let (expected, found) = (try listed(whole), try listed(pieces, workers: 2))
        expectSame(found, census, free: pieces.methodTables.free)
        #expect(found.regions.map { $0.objects.map(\.address) } == expected.regions.map { $0.objects.map(\.address) })
        #expect(expected.regions.allSatisfy { $0.objects.allSatisfy { $0.held == Int($0.size) } })
        let held = found.regions.flatMap(\.objects).map(\.held)
        // Some objects lie in two pieces, and the headers of some do.
        #expect(zip(held, found.regions.flatMap(\.objects)).contains { $0 > 0 && $0 < Int($1.size) })
        #expect(held.contains(0))
        #expect(held.allSatisfy { $0 <= cut })
    }

    /// The bytes between the objects are exactly those that were skipped or belong to allocation contexts.
    @Test func objectsLieWhereNothingElseDoes() throws {
        let process = damaged()
        let heap = try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped())))
        for (scanned, objects) in try listed(heap).regions {
            var position = scanned.region.objects.start.value
            var between: UInt64 = 0
            for object in objects {
                #expect(object.address >= position)
                between += object.address - min(position, object.address)
                position = object.end
            }
            #expect(position <= scanned.region.objects.end.value)
            between += scanned.region.objects.end.value - min(position, scanned.region.objects.end.value)
            #expect(between == scanned.contextBytes + scanned.skipped.reduce(0) { $0 + $1.bytes })
        }
    }

    /// Every type keeps its state when the table grows.
    @Test func statesMoveWithTheTable() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let types = (0..<5000).map { process.type("T\($0)", in: app) }
        process.region(.gen2) { for _ in 0..<2 { for type in types { $0.object(type) } } }
        let found = try listed(try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped()))))
        #expect(types.allSatisfy { found.visits[$0.handle] == 2 })
    }

    @Test func stopped() throws {
        let heap = try walkable(ProcessDump(try ELFCore(damaged().core().bytes().mapped())))
        let progress = WorkProgress()
        progress.stop()
        #expect(throws: Interrupted.self) { try heap.scan(workers: 2, progress) { ListingVisitor() } }
    }
}
