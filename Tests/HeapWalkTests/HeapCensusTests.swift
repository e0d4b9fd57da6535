import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import SnapshotModel
import Synchronization
import Testing

@testable import HeapWalk

@Suite struct HeapCensusTests {
    /// A process with many kinds of objects in all generations.
    private func populated() -> (process: SyntheticProcess, order: SyntheticType) {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        let wide = process.valueType("Shop.Wide", in: app, size: 12)
        let rectangle = process.arrayType(of: process.int32, rank: 2)
        let worker = process.thread(osID: 5000)
        let other = process.thread(osID: 5001)
        process.region(.gen0) {
            $0.object(order, count: 100)
            $0.string("")
            $0.string("a")
            $0.string("größe")
            $0.hole(allocationContextOf: other, 8192)
            $0.object(order)
        }
        process.region(.gen0) {
            $0.array(of: order, 0)
            $0.array(of: order, 7)
            $0.array(of: wide, 3)
            $0.array(rectangle, 6)
            $0.free(24)
            $0.hole(allocationContextOf: worker, 24)
        }
        process.region(.gen1) {
            $0.free(4000)
            $0.object(process.object, count: 3)
        }
        process.region(.gen2) { $0.array(of: process.int32, 5001) }
        process.region(.loh) {
            $0.array(of: process.int32, 30_001)
            $0.free(32)
            $0.array(of: order, 11_000)
        }
        process.region(.poh) { $0.array(of: process.int32, 10) }
        process.region(.frozen) { $0.string("literal") }
        return (process, order)
    }

    @Test(arguments: [1, 2, 3, 64]) func everyObjectIsCountedOnce(_ workers: Int) throws {
        let (process, order) = populated()
        let found = try census(process, workers: workers)
        #expect(found.differences(from: process.truth, free: process.freeMethodTable) == [])
        #expect(found.skipped == [])
        #expect(found.objects(order) == 101)
        #expect(found.free.count == 3)
        #expect(found.free.bytes == 24 + 4000 + 32)
        #expect(found.contextBytes == 8192 + 24)
    }

    /// Strings of 1 and 2 characters have 24 and 26 bytes. The sizes are exact, although both take a multiple of 8. An empty one has at
    /// least 24.
    @Test func exactSizes() throws {
        let process = SyntheticProcess()
        process.region(.gen0) { for text in ["", "a", "ab"] { $0.string(text) } }
        let found = try census(process)
        #expect(found.types.map(\.shares.bytes) == [24 + 24 + 26])
    }

    @Test func anEmptyHeap() throws {
        let found = try census(SyntheticProcess(), workers: 8)
        #expect(found.types.isEmpty)
        #expect(found.skipped.isEmpty)
        #expect(found.free.count == 0)
        #expect(found.contextBytes == 0)
    }

    /// During a collection the GC sets low bits of the method table's address as marks.
    @Test func markBits() throws {
        let process = SyntheticProcess()
        process.region(.gen2) {
            for bits in 0..<8 as Range<UInt64> { $0.header(process.object.handle | bits, length: 0) }
        }
        #expect(try census(process).objects(process.object) == 8)
    }

    @Test func stopped() throws {
        let dump = ProcessDump(try ELFCore(populated().process.core().bytes().mapped()))
        let runtime = try walkable(dump)
        let progress = WorkProgress()
        progress.stop()
        #expect(throws: Interrupted.self) { try HeapCensus(runtime, workers: 2, progress) }
    }

    /// Progress ends at the sum of the regions, including damage.
    @Test func progress() throws {
        let (process, _) = populated()
        process.region(.gen2) {
            $0.string("before")
            $0.damage(4096)
        }
        let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
        let runtime = try walkable(dump)
        let progress = WorkProgress()
        _ = try HeapCensus(runtime, workers: 2, progress)
        let total = runtime.heap.regions.reduce(0 as UInt64) { $0 + $1.objects.count }
        #expect(progress.total.load(ordering: .relaxed) == total)
        #expect(progress.done.load(ordering: .relaxed) == total)
    }

    /// More types than the initial capacity of the table.
    @Test func manyTypes() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let types = (0..<5000).map { process.type("T\($0)", in: app) }
        process.region(.gen2) { for type in types { $0.object(type, count: 2) } }
        process.region(.gen1) { for type in types.reversed() { $0.object(type) } }
        let found = try census(process)
        #expect(found.types.count == 5000)
        #expect(found.differences(from: process.truth, free: process.freeMethodTable) == [])
    }

    /// Two load contexts have a type of the same name: one row with two method tables.
    @Test func rowsOfOneName() throws {
        let process = SyntheticProcess()
        let one = process.type("P.Q", in: process.module("Plugin.dll"), baseSize: 32)
        let two = process.type("P.Q", in: process.module("Plugin.dll", path: "/elsewhere/Plugin.dll"), baseSize: 40)
        let other = process.type("P.Q", in: process.module("Other.dll"))
        process.region(.gen0) {
            $0.object(one, count: 2)
            $0.object(two)
            $0.object(other)
        }
        process.region(.gen2) { $0.object(two, count: 5) }
        let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
        let runtime = try DotNetRuntime(dump, AddressSpace(dump))
        var names = try #require(runtime.typeNames())
        let (rows, _, placeholders) = try HeapCensus(try #require(runtime.walkable.value), workers: 1, WorkProgress()).typeRows(&names)
        let plugin = try #require(rows.first { $0.module == "Plugin.dll" })
        #expect(rows.count == 2)
        #expect(placeholders == 0)
        #expect(plugin.name == "P.Q")
        #expect(plugin.methodTables == 2)
        #expect(plugin.count == 8)
        #expect(plugin.bytes == 2 * 32 + 6 * 40)
        #expect(plugin.gen0.count == 3)
        #expect(plugin.gen2.count == 5)
        #expect(plugin.gen2.bytes == 200)
    }

    /// Each row says in which numbers of which builds its types are written, one after the other when they are several.
    @Test func tokensOfRows() throws {
        let process = SyntheticProcess()
        let (app, copy) = (process.module("Plugin.dll"), process.module("Plugin.dll", path: "/elsewhere/Plugin.dll"))
        let type = process.type("P.Q", in: app)
        let twin = process.type("P.Q", in: copy)
        let list = process.generic("System.List`1", in: process.coreLib, [type])
        process.region(.gen2) { for object in [type, twin, list] { $0.object(object) } }
        let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
        let runtime = try DotNetRuntime(dump, AddressSpace(dump))
        func rows(_ build: @escaping (ManagedModule) -> String?) throws -> [TypeRow] {
            var names = try #require(runtime.typeNames())
            return try HeapCensus(try #require(runtime.walkable.value), workers: 1, WorkProgress()).typeRows(&names, build: build).rows
        }
        let found = try rows { $0.path.hasPrefix("/app/") ? "1-a" : nil }
        let both = try #require(found.first { $0.name == "P.Q" })
        #expect(both.token == "Plugin.dll!<0x02000002>|Plugin.dll!<0x02000002>")
        #expect(both.build == "*|1-a")
        let generic = try #require(found.first { $0.name == "System.List<P.Q>" })
        #expect(generic.token.hasPrefix("System.Private.CoreLib.dll!<0x02"))
        #expect(generic.token.hasSuffix("><Plugin.dll!<0x02000002>>"))
        #expect(generic.build == "*, 1-a")
        // In one build it is one definition.
        #expect(try rows { _ in "1-a" }.first { $0.name == "P.Q" }?.token == "Plugin.dll!<0x02000002>")
    }
}
