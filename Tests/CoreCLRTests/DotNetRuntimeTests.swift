import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct DotNetRuntimeTests {
    @Test func theSmallestProcess() throws {
        let process = SyntheticProcess()
        let found = try runtime(process)
        #expect(found.module.version == RuntimeVersion(major: 8, minor: 0, patch: 4))
        #expect(found.module.path == process.library.path)
        #expect(found.isLayoutVerified)
        #expect(!found.isCodeHeld(in: found.memory))
        #expect(found.methodTables.value?.free.value == process.freeMethodTable)
        #expect(found.moduleList.map(\.name) == ["System.Private.CoreLib.dll"])
        #expect(found.threadList.map(\.osID) == [4711])
        #expect(found.heap.value?.regions.count == 5)
        #expect(found.route == .table)
        #expect(found.problems == [])
    }

    @Test func fullDumpsHoldTheCode() throws {
        var library = RuntimeLibrary()
        library.holdsCode = true
        let full = try runtime(SyntheticProcess(library))
        #expect(full.isCodeHeld(in: full.memory))
    }

    /// The loader of musl does not relocate the dynamic section.
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
        library.path = "/app/10.0/libcoreclr.so"
        library.embeddedVersion = "4.700.22.11601 @Commit: 0"
        let old = SyntheticProcess(library)
        old.module("App.dll")
        #expect(try runtime(old).module.version == RuntimeVersion(major: 3, minor: 1, patch: 0))
    }

    /// A runtime whose version has no table, or whose table does not fit because it is a private build. Calibration finds the structures of
    /// this process.
    @Test(arguments: ["9.0.99", "10.0.0", "6.0.36", "7.0.20", "8.1.0"]) func otherVersions(_ version: String) throws {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/\(version)/libcoreclr.so"
        let process = SyntheticProcess(library)
        process.module("App.dll")
        let found = try runtime(process)
        #expect(found.route == .calibrate)
        #expect(found.threadList.map(\.osID) == [4711])
        #expect(found.threadList.map(\.managedID) == [1])
        #expect(found.moduleList.map(\.name) == ["System.Private.CoreLib.dll", "App.dll"])
    }

    @Test func aReleaseThatNobodyChecked() throws {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.99/libcoreclr.so"
        #expect(try !runtime(SyntheticProcess(library)).isLayoutVerified)
    }

    /// The path of a self-contained app has no version.
    @Test func withoutAnyVersion() throws {
        var library = RuntimeLibrary()
        library.path = "/app/libcoreclr.so"
        let found = try runtime(SyntheticProcess(library))
        #expect(found.module.version == nil)
        #expect(!found.isLayoutVerified)
        #expect(found.layout.major == 8)
        // 3.1 exports no table of variables, so all of the runtime's data are searched.
        library.exports = [("coreclr_initialize", 0x4100, 64)]
        #expect(try runtime(SyntheticProcess(library)).threadList.map(\.osID) == [4711])
    }

    @Test func notDotNet() throws {
        let process = SyntheticProcess()
        #expect(
            try refusal(process) { core in core.notes.removeAll { $0.type == 0x4649_4C45 } } == .noRuntime)
    }

    /// libcoreclr.so is not in the process, and the executable has its exports.
    @Test func singleFile() throws {
        var library = RuntimeLibrary()
        library.path = "/app/service"
        let found = try runtime(SyntheticProcess(library))
        #expect(found.module.isSingleFile)
        #expect(found.module.path == "/app/service")
        #expect(found.heap.value != nil)
    }

    @Test func nativeAOT() throws {
        var library = RuntimeLibrary()
        library.path = "/app/native"
        library.exports = [("DotNetRuntimeDebugHeader", 0x8F00, 32)]
        #expect(try refusal(SyntheticProcess(library)) == .nativeAOT(path: "/app/native"))
    }

    @Test func pagesOfTheRuntimeThatAreMissing() throws {
        func without(_ range: (RuntimeLibrary) -> Range<UInt64>) throws -> RuntimeError? {
            let process = SyntheticProcess()
            process.removePages(range(process.library))
            return try refusal(process)
        }
        #expect(try without { $0.base..<$0.base + 0x1000 } == .programHeadersMissing(of: "libcoreclr.so"))
        // Without the exports every word of the runtime's data is used.
        #expect(try without(\.hashPage) == nil)
        #expect(try without(\.symbolPage) == nil)
        #expect(try without(\.namePage) == nil)
    }

    /// Missing parts are reported, and the rest is read.
    @Test func globalsThatAreMissing() throws {
        func without(_ entry: Int) throws -> Set<RuntimeProblem> {
            let process = SyntheticProcess()
            process.poke(0 as UInt64, at: process.dacVariable(entry))
            return try runtime(process).problems
        }
        #expect(try without(CLR8.DacTable.gcVariables) == [.heapRecordsMissing])
        #expect(try without(CLR8.DacTable.free) == [.methodTablesMissing(allocated: nil), .methodTablesMissing(allocated: 0)])
        #expect(try without(CLR8.DacTable.object) == [.methodTablesMissing(allocated: nil), .methodTablesMissing(allocated: 0)])
        #expect(try without(CLR8.DacTable.string) == [.methodTablesMissing(allocated: nil), .methodTablesMissing(allocated: 0)])
        #expect(try without(CLR8.DacTable.threadStore) == [.threadListMissing])
    }

    /// Every word of GcDacVars is overwritten. The result is a refusal or a heap, never a trap.
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

    /// A mini dump has the runtime and not its heap.
    @Test func noHeap() throws {
        let process = SyntheticProcess()
        let young = process.region(.gen0) { $0.string("gone") }
        let old = process.region(.gen2) { $0.object(process.object, count: 2) }
        for region in [young, old] { process.removePages(region.start..<region.start + 0x1000) }
        let found = try runtime(process)
        let allocated = UInt64(young.objects.count + old.objects.count)
        #expect(found.problems == [.heapMemoryMissing(allocated: allocated)])
        #expect(found.walkable.value == nil)
        #expect(found.heap.value?.regions.count == 5)
        #expect(found.threadList.count == 1)
    }

    @Test func anEmptyHeapIsNoReasonToRefuse() throws {
        let process = SyntheticProcess()
        #expect(try refusal(process) == nil)
        #expect(try runtime(process).heap.value?.regions.allSatisfy(\.objects.isEmpty) == true)
    }

    @Test func coreLibIsNotInTheList() throws {
        let process = SyntheticProcess()
        process.poke(0 as UInt32, at: process.assemblyListAddress)
        let found = try runtime(process)
        #expect(found.problems == [.assemblyListMissing])
        #expect(found.route == .table)
        var library = RuntimeLibrary()
        library.path = "/app/7.0.1/libcoreclr.so"
        let unknown = SyntheticProcess(library)
        unknown.poke(0 as UInt32, at: unknown.assemblyListAddress)
        #expect(try refusal(unknown) == .layoutMismatch("calibration: no list of assemblies with CoreLib in it"))
    }
}
