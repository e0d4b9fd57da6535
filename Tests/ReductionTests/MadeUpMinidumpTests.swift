import DumpSynth
import FoundationEssentials
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Reduces whole made-up minidumps to snapshots. No table fits them, so each is read by calibration.
@Suite struct MadeUpMinidumpTests {
    private func reduced(_ dump: MinidumpBuilder) throws -> Snapshot { try ReductionTests.reduced(dump.bytes()) }

    private func refusal(_ dump: MinidumpBuilder) throws -> InputFailure? {
        do {
            _ = try reduced(dump)
            return nil
        } catch let failure as InputFailure { return failure }
    }

    private func process() -> SyntheticProcess {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.thread(osID: 5000, reserved: 0x10_0000, touched: 0x3000)
        process.nativeThread(osID: 5001, reserved: 0x8000, touched: 0x1000)
        process.region(.gen0) {
            $0.object(order, count: 300)
            $0.free(64)
        }
        process.region(.gen2) {
            $0.object(order, count: 2)
            $0.string("twenty-two characters.")
        }
        return process
    }

    /// Whole ranges, also in a Memory64List, and ranges cut every 4 KiB or in the middle of words and objects, in reverse order.
    @Test(arguments: [(false, nil), (true, nil), (false, 4096), (false, 1000), (false, 13)] as [(Bool, Int?)])
    func aSoundProcess(_ isFull: Bool, _ cut: Int?) throws {
        var dump = process().minidump(cut: cut)
        dump.isFull = isFull
        let snapshot = try reduced(dump)
        #expect(snapshot.trust.diagnostics.map(\.code) == ["layout-calibrated"])
        #expect(snapshot.trust.level == .good)
        #expect(snapshot.trust.layout == .calibrated)
        #expect(snapshot.totals.objects == 303)
        #expect(snapshot.totals.bytes == 302 * 40 + 66)
        #expect(snapshot.totals.freeObjects == 1)
        #expect(snapshot.totals.freeBytes == 64)
        let rows: [TypeRow] = try #require(snapshot.table("types")).rows()
        try #require(rows.map(\.name) == ["Shop.Order", "System.String"])
        #expect(rows[0].gen0.count == 300)
        #expect(rows[0].gen2.count == 2)
        let threads: [ThreadRow] = try #require(snapshot.table("threads")).rows()
        #expect(threads.map(\.osID) == [4711, 5000, 5001])
        #expect(threads.map(\.managedID) == [1, 2, nil])
        #expect(threads.map(\.stackReserved) == [0x4_0000, 0x10_0000, 0x8000])
        if cut == nil || cut == 4096 { #expect(threads.map(\.stackPresent) == [0x2000, 0x3000, 0x1000]) }
        let modules: [ModuleRow] = try #require(snapshot.table("modules")).rows()
        #expect(modules.map(\.name) == ["App.dll", "System.Private.CoreLib.dll"])
        let capture = snapshot.capture
        #expect(snapshot.input.kind == "minidump")
        #expect(capture.os == "windows")
        #expect(capture.arch == "x86-64")
        #expect(capture.process == "app")
        #expect(capture.pid == 4711)
        #expect(capture.time == 1_790_000_000)
        #expect(capture.timeSource == .dump)
        #expect(capture.runtime.version == "8.0.4")
        #expect(capture.dumpKind == .heap)
    }

    /// Full dumps of dotnet-dump and procdump also have open handles and the exception.
    @Test func handlesAndTheException() throws {
        var dump = process().minidump()
        dump.handles = ["Key", "File", "Event", "Event", nil]
        dump.exception = (5000, 0xE043_4352)
        let snapshot = try reduced(dump)
        let rows: [OSHandleRow] = try #require(snapshot.table("os_handles")).rows()
        #expect(rows.map(\.type) == ["Event", "File", "Key", "unknown"])
        #expect(rows.map(\.count) == [2, 1, 1, 1])
        #expect(snapshot.capture.exception == Capture.Failure(code: 0xE043_4352, thread: 5000))
        #expect(snapshot.capture.exception?.hexCode == "0xE0434352")
        #expect(snapshot.trust.level == .good)
        #expect(try reduced(process().minidump()).notInInput().contains("os_handles"))
    }

    @Test func handlesThatCannotBeRead() throws {
        var dump = process().minidump()
        dump.handles = ["Key"]
        dump.handleRow = 8
        let snapshot = try reduced(dump)
        #expect(snapshot.table("os_handles") == nil)
        #expect(snapshot.totals.objects == 303)
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.trust.diagnostics.map(\.code) == ["layout-calibrated", "os-handles-unreadable"])
    }

    /// Runtimes up to 6 export no table, and a resource lists the variables. Without either, every word of the data is used.
    @Test func variablesByResourceAndByScan() throws {
        let process = process()
        var library = PELibraryBuilder()
        library.resource = (0..<CLR8.DacTable.count).map { UInt32(truncatingIfNeeded: process.dacVariable($0) - process.library.base) }
        #expect(try reduced(process.minidump(library)).totals.objects == 303)
        #expect(try reduced(process.minidump(PELibraryBuilder())).totals.objects == 303)
        // Without the header the module's whole range is searched.
        var bare = process.minidump(PELibraryBuilder())
        bare.memory.removeAll { $0.address == process.library.base }
        #expect(try reduced(bare).totals.objects == 303)
    }

    /// A heap dump of 7 and later written without the runtime's debugging library lacks the method tables, which are not private memory.
    @Test func theHeapWithoutMethodTables() throws {
        let process = process()
        process.removePages(process.object.handle..<process.object.handle + 1)
        var dump = process.minidump()
        dump.modules[1].version = [8, 0, 3326, 52219]
        let snapshot = try reduced(dump)
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.trust.diagnostics.map(\.code).contains("no-method-tables"))
        #expect(snapshot.table("types") == nil)
        #expect(snapshot.totals.objects == nil)
        #expect(snapshot.totals.committed != nil)
    }

    /// The sizes of stacks of threads that the runtime does not know are unknown.
    @Test func stacksOfWhichOnlyAPartIsKnown() throws {
        var dump = process().minidump()
        for index in dump.threads.indices { dump.threads[index].block = 0 }
        let snapshot = try reduced(dump)
        let found = try #require(snapshot.trust.diagnostics.first { $0.code == "stack-bounds-unknown" })
        #expect(found.count == 1)
        #expect(snapshot.table("threads")?.absentColumns.contains("stack_reserved") == true)
        #expect(snapshot.table("threads")?.rowCount == 3)
    }

    @Test func aFileThatIsCutOff() throws {
        let process = process()
        var bytes = process.minidump().bytes()
        bytes.removeLast(0x2000)
        let file = try bytes.mapped()
        let path = FileManager.default.temporaryDirectory.path + "/made-up-\(UUID().uuidString).dmp"
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let progress = WorkProgress()
        let snapshot = try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress).snapshot
        #expect(file.count == bytes.count)
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.trust.diagnostics.first?.code == "file-truncated")
        #expect(snapshot.trust.diagnostics.first?.bytes == 0x2000)
    }

    @Test func whatIsNotReadIsNamed() throws {
        var dump = process().minidump(PELibraryBuilder())
        dump.modules[1].path = "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\clr.dll"
        #expect(try refusal(dump)?.code.rawValue == "foreign-netframework")
        // A 32-bit process dumped by a 64-bit tool, with a 32-bit coreclr.dll of a known version.
        dump = process().minidump()
        dump.modules.append(.init(0x7000_0000, 0x1000, path: "C:\\Windows\\System32\\wow64.dll"))
        #expect(try refusal(dump)?.code.rawValue == "not-64-bit")
        dump = process().minidump()
        var native = PELibraryBuilder()
        native.exports = [("DotNetRuntimeDebugHeader", 0x8000)]
        dump = process().minidump(native)
        dump.modules = [.init(dump.modules[1].base, 0xC000, path: "C:\\app\\tool.exe")]
        #expect(try refusal(dump)?.code.rawValue == "native-aot")
        dump = process().minidump()
        dump.modules = []
        #expect(try refusal(dump)?.code.rawValue == "no-runtime")
    }

    /// The runtime is in the executable, whose file version is that of the app. DotNetRuntimeInfo has the runtime's version.
    @Test func aSingleFileApp() throws {
        let process = process()
        var library = PELibraryBuilder()
        library.exports = [("DotNetRuntimeInfo", 0x3000), ("g_dacTable", 0x8200)]
        var dump = process.minidump(library)
        let place = try #require(dump.memory.firstIndex { $0.address == process.library.base })
        dump.memory[place].bytes.put([UInt8].cString("DotNetRuntimeInfo"), at: 0x3000)
        for (offset, value) in [(20, 2), (96, 8), (100, 0), (104, 424), (108, 16909)] as [(Int, UInt32)] {
            dump.memory[place].bytes.put(value, at: 0x3000 + offset)
        }
        dump.modules = [.init(process.library.base, 0xC000, path: "C:\\app\\Orders.exe", version: [1, 2, 3, 4])]
        let snapshot = try reduced(dump)
        #expect(snapshot.capture.runtime.version == "8.0.4")
        #expect(snapshot.capture.process == "Orders")
        #expect(snapshot.totals.objects == 303)
    }
}
