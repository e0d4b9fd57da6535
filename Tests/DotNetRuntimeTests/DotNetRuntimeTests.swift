import DumpSynth
import RawMemory
import Testing

@testable import DotNetRuntime

@Suite struct DotNetRuntimeTests {
    @Test func theSmallestProcess() throws {
        let process = SyntheticProcess()
        let found = try runtime(process)
        #expect(found.module.version == RuntimeVersion(major: 8, minor: 0, patch: 4))
        #expect(found.module.path == process.library.path)
        #expect(found.isLayoutVerified)
        #expect(!found.holdsCode)
        #expect(found.methodTables.free.value == process.freeMethodTable)
        #expect(found.modules.map(\.name) == ["System.Private.CoreLib.dll"])
        #expect(found.unreadableModules == 0)
        #expect(found.threads.threads.map(\.osID) == [4711])
        #expect(found.heap.regions.count == 5)
        #expect(found.heap.brokenChains == 0)
    }

    @Test func fullDumpsHoldTheCode() throws {
        var library = RuntimeLibrary()
        library.holdsCode = true
        #expect(try runtime(SyntheticProcess(library)).holdsCode)
    }

    /// musl's loader leaves the dynamic section as it was linked.
    @Test func withoutRelocation() throws {
        var library = RuntimeLibrary()
        library.isRelocated = false
        #expect(try refusal(SyntheticProcess(library)) == nil)
    }

    @Test func theTextInTheDataSaysTheVersion() throws {
        var library = RuntimeLibrary()
        library.path = "/app/libcoreclr.so"
        library.embeddedVersion = "8.0.3326.1234 @Commit: 0123456789abcdef"
        #expect(try runtime(SyntheticProcess(library)).module.version == RuntimeVersion(major: 8, minor: 0, patch: 33))
        library.embeddedVersion = "10.0.1326.50504 @Commit: 0"
        #expect(try refusal(SyntheticProcess(library)) == .unsupportedVersion("10.0.13"))
        library.embeddedVersion = "4.700.22.11601 @Commit: 0"
        #expect(try refusal(SyntheticProcess(library)) == .unsupportedVersion("3.1.0"))
    }

    @Test(arguments: ["9.0.22", "10.0.0", "6.0.36", "8.1.0"]) func otherVersions(_ version: String) throws {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/\(version)/libcoreclr.so"
        #expect(try refusal(SyntheticProcess(library)) == .unsupportedVersion(version))
    }

    @Test func aReleaseThatNobodyChecked() throws {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.99/libcoreclr.so"
        #expect(try !runtime(SyntheticProcess(library)).isLayoutVerified)
    }

    /// A self-contained app's path has no version: the exports tell the generation.
    @Test func withoutAnyVersion() throws {
        var library = RuntimeLibrary()
        library.path = "/app/libcoreclr.so"
        let found = try runtime(SyntheticProcess(library))
        #expect(found.module.version == nil)
        #expect(!found.isLayoutVerified)
        library.exports.append(("DotNetRuntimeContractDescriptor", 0x4900, 40))
        #expect(try refusal(SyntheticProcess(library)) == .unsupportedVersion("9 or later"))
        library.exports = [("coreclr_initialize", 0x4100, 64)]
        #expect(try refusal(SyntheticProcess(library)) == .unknownVersion)
    }

    @Test func notDotNet() throws {
        let process = SyntheticProcess()
        #expect(
            try refusal(process) { core in core.notes.removeAll { $0.type == 0x4649_4C45 } } == .noRuntime)
    }

    /// libcoreclr.so is not in the process, and the executable exports what it would.
    @Test func singleFile() throws {
        var library = RuntimeLibrary()
        library.path = "/app/service"
        #expect(try refusal(SyntheticProcess(library)) == .singleFile(path: "/app/service"))
    }

    @Test func nativeAOT() throws {
        var library = RuntimeLibrary()
        library.path = "/app/native"
        library.exports = [("DotNetRuntimeDebugHeader", 0x8F00, 32)]
        #expect(try refusal(SyntheticProcess(library)) == .nativeAOT(path: "/app/native"))
    }

    @Test func serverGC() throws {
        let process = SyntheticProcess()
        for number in [CLR8.GCVariable.heapCount, CLR8.GCVariable.heaps] {
            process.poke(process.gcStorage(number), at: process.gcPointer(number))
        }
        process.poke(2 as UInt32, at: process.gcStorage(CLR8.GCVariable.heapCount))
        #expect(try refusal(process) == .unsupportedCollector("server"))
    }

    @Test func segmentsGC() throws {
        let process = SyntheticProcess()
        let young = process.region(.gen0)
        process.poke(young.record, at: process.generationRecord(.gen1) + CLR8.Generation.startSegment)
        #expect(try refusal(process) == .unsupportedCollector("segments"))
    }

    @Test func pagesOfTheRuntimeThatAreMissing() throws {
        func without(_ range: (RuntimeLibrary) -> Range<UInt64>) throws -> RuntimeError? {
            let process = SyntheticProcess()
            process.removePages(range(process.library))
            return try refusal(process)
        }
        #expect(try without { $0.base..<$0.base + 0x1000 } == .runtimePagesMissing("the program headers of libcoreclr.so"))
        #expect(try without(\.hashPage) == .runtimePagesMissing("the export g_dacTable"))
        #expect(try without(\.symbolPage) == .runtimePagesMissing("the export g_dacTable"))
        #expect(try without(\.namePage) == nil)
        #expect(try without { $0.base + 0x9000..<$0.base + 0xA000 } == .runtimePagesMissing("the GC's generations"))
    }

    @Test func globalsThatAreMissing() throws {
        func without(_ entry: Int) throws -> RuntimeError? {
            let process = SyntheticProcess()
            process.poke(0 as UInt64, at: process.dacVariable(entry))
            return try refusal(process)
        }
        #expect(try without(CLR8.DacTable.gcVariables) == .runtimePagesMissing("the GC's variables"))
        #expect(try without(CLR8.DacTable.free) == .runtimePagesMissing("the method table of Free"))
        #expect(try without(CLR8.DacTable.object) == .runtimePagesMissing("the method table of System.Object"))
        #expect(try without(CLR8.DacTable.threadStore) == .runtimePagesMissing("the thread store"))
        #expect(try without(CLR8.DacTable.appDomain) == .layoutMismatch("the assembly list does not hold System.Private.CoreLib"))
    }

    /// Every word of GcDacVars, spoiled: a refusal or a heap, never a trap.
    @Test(arguments: [1, 1 << 31, 1 << 47, 1 << 63, UInt64.max - 7, .max] as [UInt64]) func hostileCollectorVariables(_ value: UInt64)
        throws
    {
        for word in 0..<40 as Range<UInt64> {
            let process = SyntheticProcess()
            process.poke(value, at: process.gcVariables + word * 8)
            _ = try refusal(process)
        }
        for number in 0..<CLR8.GCVariable.count {
            let process = SyntheticProcess()
            process.poke(value, at: process.gcStorage(number))
            _ = try refusal(process)
        }
    }

    @Test func anImpossibleNumberOfGenerations() throws {
        for count in [0, 2, 9, .max] as [UInt64] {
            let process = SyntheticProcess()
            process.poke(count, at: process.gcVariables + 16)
            #expect(try refusal(process) == .layoutMismatch("the GC's variables name an impossible number of generations"))
        }
    }

    /// A mini dump: the runtime is there, its heap is not.
    @Test func noHeap() throws {
        let process = SyntheticProcess()
        let young = process.region(.gen0) { $0.string("gone") }
        let old = process.region(.gen2) { $0.object(process.object, count: 2) }
        for region in [young, old] { process.removePages(region.start..<region.start + 0x1000) }
        #expect(try refusal(process) == .noHeap(bytes: 32 + 48))
    }

    @Test func anEmptyHeapIsNoReasonToRefuse() throws {
        let process = SyntheticProcess()
        #expect(try refusal(process) == nil)
        #expect(try runtime(process).heap.regions.allSatisfy(\.objects.isEmpty))
    }

    @Test func coreLibIsNotInTheList() throws {
        let process = SyntheticProcess()
        process.poke(0 as UInt32, at: process.assemblyListAddress)
        #expect(try refusal(process) == .layoutMismatch("the assembly list does not hold System.Private.CoreLib"))
    }
}
