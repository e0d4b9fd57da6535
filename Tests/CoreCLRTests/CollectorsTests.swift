import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import CoreCLR

/// Server GC, segments, and the GcDacVars of 3.1.
@Suite struct CollectorsTests {
    private func heap(_ process: SyntheticProcess, unreadable: UInt64 = 0) throws -> GCHeap {
        let part = try runtime(process).heap
        #expect(part.problems == (unreadable > 0 ? [.regionsUnreadable(count: unreadable)] : []))
        return try #require(part.value)
    }

    private func regions(_ heap: GCHeap, _ number: Int, _ generation: Generation) -> [UInt64] {
        heap.regions.filter { $0.heap == number && $0.generation == generation }.map(\.objects.count)
    }

    /// The regions of a heap: `objects` objects in generation 0, and one less in generation 2.
    private func declare(_ process: SyntheticProcess, _ objects: Int) -> [SyntheticRegion] {
        [HeapGeneration.gen0, .gen0, .gen1, .gen2, .loh, .poh].enumerated().map { place, generation in
            process.region(generation) { if place > 0, place != 2 { $0.object(process.object, count: objects - (place == 3 ? 1 : 0)) } }
        }
    }

    @Test func serverHeaps() throws {
        let process = SyntheticProcess()
        process.serverHeaps([declare(process, 5), declare(process, 7), declare(process, 9)])
        let heap = try heap(process)
        #expect(heap.isServer)
        #expect(heap.hasRegions)
        #expect(heap.heapCount == 3)
        for (number, objects) in [5, 7, 9].enumerated() {
            #expect(regions(heap, number, .gen0) == [0, UInt64(objects * 24)])
            #expect(regions(heap, number, .gen1) == [0])
            #expect(regions(heap, number, .gen2) == [UInt64(objects - 1) * 24])
        }
    }

    /// With DATAS the array has a heap for each processor, and only the first ones are in use. Later entries are not read.
    @Test func heapsThatAreNotInUse() throws {
        let process = SyntheticProcess()
        process.serverHeaps([declare(process, 5), declare(process, 7)], more: [0, 1, .max, process.object.handle])
        let heap = try heap(process)
        #expect(heap.heapCount == 2)
    }

    /// If a heap that the GC counts cannot be read, the others are read and a problem is reported.
    @Test(arguments: [0, 8, 1 << 47, 1 << 63, UInt64.max] as [UInt64]) func aHeapThatIsNotThere(_ address: UInt64) throws {
        let process = SyntheticProcess()
        process.serverHeaps([declare(process, 5)], more: [address])
        let count = process.library.base + 0x9000 + 0x1C00 + UInt64(CLR8.GCVariable.heapCount) * 8
        process.poke(2 as UInt32, at: count)
        let found = try heap(process, unreadable: 1)
        #expect(found.heapCount == 1)
        #expect(regions(found, 0, .gen0) == [0, 120])
    }

    @Test(arguments: [4097, UInt32.max] as [UInt32]) func moreHeapsThanProcessors(_ heaps: UInt32) throws {
        let process = SyntheticProcess()
        process.serverHeaps([declare(process, 5)])
        process.poke(heaps, at: process.library.base + 0x9000 + 0x1C00 + UInt64(CLR8.GCVariable.heapCount) * 8)
        #expect(try refusal(process) == .layoutMismatch("the GC names \(heaps) heaps"))
    }

    /// Generations 2, 1 and 0 share the ephemeral segment. Other segments have only generation 2.
    private func segmented(_ process: SyntheticProcess) -> (old: SyntheticRegion, ephemeral: SyntheticRegion) {
        let old = process.region(.gen2) { $0.object(process.object, count: 100) }
        let ephemeral = process.region(.gen2) { $0.object(process.object, count: 60) }
        let first = ephemeral.objects.lowerBound
        process.segments(ephemeral: ephemeral, gen1: first + 10 * 24, gen0: first + 30 * 24)
        return (old, ephemeral)
    }

    @Test func segments() throws {
        let process = SyntheticProcess()
        let (old, ephemeral) = segmented(process)
        let heap = try heap(process)
        #expect(!heap.isServer)
        #expect(!heap.hasRegions)
        #expect(regions(heap, 0, .gen2) == [UInt64(old.objects.count), 10 * 24])
        #expect(regions(heap, 0, .gen1) == [20 * 24])
        #expect(regions(heap, 0, .gen0) == [30 * 24])
        // The parts of the segment add up to the whole segment.
        let parts = heap.regions.filter { ephemeral.objects.contains($0.objects.start.value) }.sorted {
            $0.committed.start < $1.committed.start
        }
        #expect(parts.map(\.generation) == [.gen2, .gen1, .gen0])
        for (part, next) in zip(parts, parts.dropFirst()) {
            #expect(part.committed.end == next.committed.start)
            #expect(part.reserved.end == next.reserved.start)
        }
    }

    /// If the beginnings of generations are implausible, the segment is one part and a problem is reported.
    @Test(arguments: [0, 8, 1 << 63, UInt64.max] as [UInt64]) func generationsThatBeginNowhere(_ start: UInt64) throws {
        let process = SyntheticProcess()
        let (_, ephemeral) = segmented(process)
        process.poke(start, at: process.generationRecord(.gen1) + 64)
        let heap = try heap(process, unreadable: 1)
        #expect(regions(heap, 0, .gen2).contains(UInt64(ephemeral.objects.count)))
    }

    /// 3.1 with an unknown patch: no number of generations, no tables of offsets, no exported table of variables.
    @Test func threeOne() throws {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/3.1.99/libcoreclr.so"
        library.exports = [("coreclr_initialize", 0x4100, 64)]
        let process = SyntheticProcess(library)
        process.module("App.dll")
        _ = segmented(process)
        process.oldGCVariables()
        let found = try runtime(process)
        #expect(found.module.version == RuntimeVersion(major: 3, minor: 1, patch: 99))
        #expect(found.route == .calibrate)
        let heap = try #require(found.heap.value)
        #expect(!heap.hasRegions)
        #expect(regions(heap, 0, .gen0) == [30 * 24])
        #expect(regions(heap, 0, .loh) == [0])
        #expect(heap.regions.allSatisfy { $0.generation != .poh })
        #expect(found.moduleList.map(\.name) == ["System.Private.CoreLib.dll", "App.dll"])
    }

    /// Calibration finds the same offsets as the table, field by field.
    @Test func calibrationIsTheTable() throws {
        let process = SyntheticProcess()
        process.module("App.dll")
        process.module("Emitted", layout: .dynamic)
        let region = process.region(.gen0) { $0.hole(allocationContextOf: process.mainThread, 512) }
        process.thread(osID: 5000)
        let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
        let (table, found) = try [LayoutRoute.table, .calibrate].map { try DotNetRuntime(dump, AddressSpace(dump), route: $0) }.pair
        #expect(table.route == .table)
        #expect(found.route == .calibrate)
        #expect(!region.objects.isEmpty)
        #expect(
            table.moduleList.map(\.name) == found.moduleList.map(\.name)
                && table.moduleList.map(\.isDynamic) == found.moduleList.map(\.isDynamic))
        #expect(table.threadList.map(\.osID) == found.threadList.map(\.osID))
        #expect(table.threadList.map(\.managedID) == found.threadList.map(\.managedID))
        #expect(table.threadList.map(\.stack) == found.threadList.map(\.stack))
        #expect(table.threadList.map(\.allocationContext) == found.threadList.map(\.allocationContext))
        // Calibration finds offsets in a Thread relative to its link, and does not find its state, `ParamTypeDesc.TypeArg`, a class's element
        // type, load contexts, static fields or loader heaps.
        let unfound = [
            RuntimeField("ParamTypeDesc", "TypeArg"), RuntimeField("EEClass", "InternalCorElementType"), RuntimeField("Module", "Assembly"),
            RuntimeField("Module", "DomainLocalModule"), RuntimeField("Module", "LoaderAllocator"),
            RuntimeField("PEAssembly", "AssemblyBinder"), RuntimeField("PEAssembly", "HostAssembly"),
        ]
        let structures = [
            "Thread", "AssemblyBinder", "BinderAssembly", "LoaderAllocator", "LoaderHeap", "LoaderHeapBlock", "VirtualCallStubManager",
        ]
        for field in table.layout.offsets.fields where !structures.contains(field.structure) && !unfound.contains(field) {
            #expect(found.layout[field.structure, field.name] == table.layout[field.structure, field.name], "\(field)")
        }
        #expect(found.layout["Thread", "State"] == nil)
    }
}

extension [DotNetRuntime] {
    fileprivate var pair: (DotNetRuntime, DotNetRuntime) { (self[0], self[1]) }
}
