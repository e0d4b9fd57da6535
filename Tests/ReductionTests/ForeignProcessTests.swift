import CoreCLR
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import DumpFormats
@testable import Reduction

/// Processes without CoreCLR are recognised by the files that they map.
@Suite struct ForeignProcessTests {
    typealias Kind = ForeignProcess.Kind

    /// A core that maps these files. The first is the executable, and `memory` is its first page.
    private func core(_ paths: [String], memory: [UInt8] = [], programHeaders: Bool = true) throws -> ProcessDump {
        var builder = ELFCoreBuilder()
        let rows = paths.enumerated().map { index, path in
            ELFNote.FileRow(0x40_0000 + UInt64(index) * 0x10_0000, 0x40_2000 + UInt64(index) * 0x10_0000, path: path)
        }
        builder.notes = [ELFNote.files(rows), ELFNote.processInfo(id: 1, name: "main")]
        if programHeaders { builder.notes.append(ELFNote.auxiliaryVector([(3, 0x40_0040)])) }
        builder.segments = [.init(0x40_0000, memory, memoryBytes: 0x2000)]
        return try ProcessDump(builder.bytes().mapped())
    }

    private func minidump(_ paths: [String]) throws -> ProcessDump {
        let modules = paths.enumerated().map { index, path in
            LoadedModule(
                range: AddressRange(start: Address(0x7FF0_0000_0000 + UInt64(index) << 24), count: 0x1000), path: path, timeStamp: 1,
                version: nil)
        }
        return ProcessDump(
            format: .minidump, system: .windows, processor: .x64, file: try [UInt8](repeating: 0, count: 8).mapped(), segments: [],
            missingBytes: 0, headerRanges: [], process: ProcessFacts(), threads: [], modules: modules)
    }

    private func found(_ dump: ProcessDump) -> ForeignProcess? { ForeignProcess(dump, AddressSpace(dump)) }

    private static let processes: [(paths: [String], kind: Kind, evidence: String, isProgram: Bool)] = [
        (["/usr/bin/mono-sgen", "/lib/libc.so.6"], .mono, "mono-sgen", true),
        (["/opt/game/player", "/opt/game/Mono/libmonobdwgc-2.0.so"], .mono, "libmonobdwgc-2.0.so", false),
        (["/opt/app/host", "/usr/lib/libmonosgen-2.0.so.1.0.0"], .mono, "libmonosgen-2.0.so.1.0.0", false),
        (["/usr/lib/jvm/java-17/bin/java", "/usr/lib/jvm/java-17/lib/server/libjvm.so"], .jvm, "java", true),
        (["/opt/app/launcher", "/usr/lib/python3/libpython3.11.so.1.0", "/jre/libjvm.so"], .jvm, "libjvm.so", false),
        (["/opt/app/launcher", "/opt/openj9/libj9vm29.so"], .jvm, "libj9vm29.so", false),
        (["/usr/bin/node", "/lib/libc.so.6"], .node, "node", true),
        (["/opt/app/launcher", "/usr/lib/libnode.so.108"], .node, "libnode.so.108", false),
        (["/usr/bin/python3.11", "/lib/libc.so.6"], .python, "python3.11", true),
        (["/usr/bin/uwsgi-core", "/usr/lib/libpython3.11.so.1.0"], .python, "libpython3.11.so.1.0", false),
        (["/usr/bin/ruby3.1", "/usr/lib/libruby-3.1.so.3.1"], .ruby, "ruby3.1", true),
        (["/usr/bin/puma", "/usr/lib/libruby.so.3.2"], .ruby, "libruby.so.3.2", false),
        (["/usr/sbin/php-fpm8.2", "/lib/libc.so.6"], .php, "php-fpm8.2", true),
        (["/usr/sbin/apache2", "/usr/lib/apache2/modules/libphp8.2.so"], .php, "libphp8.2.so", false),
        (["/usr/bin/sleep", "/lib/libc.so.6"], .native, "sleep", true),
        // Names that only have a known beginning.
        (["/opt/nodepool", "/usr/lib/libMonoPosixHelper.so", "/usr/lib/libMono.Unix.so"], .native, "nodepool", true),
        (["/usr/bin/node (deleted)", "/lib/libc.so.6"], .node, "node", true),
    ]

    @Test(arguments: processes)
    func ofLinux(_ process: (paths: [String], kind: Kind, evidence: String, isProgram: Bool)) throws {
        let expected = ForeignProcess(process.kind, process.evidence, isProgram: process.isProgram)
        #expect(found(try core(process.paths)) == expected)
    }

    private static let windows: [(paths: [String], kind: Kind, evidence: String, isProgram: Bool)] = [
        (["C:\\inetpub\\w3wp.exe", "C:\\Windows\\Microsoft.NET\\clr.dll", "C:\\clrjit.dll"], .dotNetFramework, "clr.dll", true),
        (["C:\\app\\Old.exe", "C:\\Windows\\WinSxS\\MSCORWKS.DLL"], .dotNetFramework, "MSCORWKS.DLL", true),
        (["C:\\app\\App.exe", "C:\\Windows\\System32\\wow64.dll", "C:\\clr.dll"], .wow64, "wow64.dll", true),
        (["C:\\app\\App.exe", "C:\\Windows\\System32\\wow64.dll", "C:\\coreclr.dll"], .wow64, "wow64.dll", true),
        (["C:\\game\\Game.exe", "C:\\game\\mono-2.0-bdwgc.dll"], .mono, "mono-2.0-bdwgc.dll", false),
        (["C:\\jdk\\bin\\javaw.exe", "C:\\jdk\\bin\\server\\jvm.dll"], .jvm, "javaw.exe", true),
        (["C:\\tomcat\\tomcat10.exe", "C:\\jdk\\bin\\server\\jvm.dll"], .jvm, "jvm.dll", false),
        (["C:\\Program Files\\nodejs\\node.exe"], .node, "node.exe", true),
        (["C:\\Python311\\python.exe", "C:\\Python311\\python311.dll"], .python, "python.exe", true),
        (["C:\\app\\App.exe", "C:\\app\\python311.dll"], .python, "python311.dll", false),
        (["C:\\Ruby\\bin\\rubyw.exe", "C:\\Ruby\\bin\\x64-ucrt-ruby320.dll"], .ruby, "x64-ucrt-ruby320.dll", false),
        (["C:\\php\\php-cgi.exe", "C:\\php\\php8.dll"], .php, "php-cgi.exe", true),
        (["C:\\Windows\\notepad.exe", "C:\\Windows\\System32\\ntdll.dll"], .native, "notepad.exe", true),
    ]

    @Test(arguments: windows)
    func ofWindows(_ process: (paths: [String], kind: Kind, evidence: String, isProgram: Bool)) throws {
        let expected = ForeignProcess(process.kind, process.evidence, isProgram: process.isProgram)
        #expect(found(try minidump(process.paths)) == expected)
    }

    /// A .NET process that hosts another runtime is still a .NET process.
    @Test func withCoreCLRItIsNotForeign() throws {
        #expect(found(try core(["/usr/bin/python3.11", "/usr/share/dotnet/libcoreclr.so"])) == nil)
        #expect(found(try core(["/usr/bin/dotnet", "/usr/share/dotnet/libcoreclr.so (deleted)", "/jre/libjvm.so"])) == nil)
        #expect(found(try minidump(["C:\\app\\App.exe", "C:\\dotnet\\CoreCLR.dll", "C:\\clr.dll"])) == nil)
    }

    @Test func withoutANameNothingIsSaid() throws {
        #expect(found(try core([])) == nil)
        #expect(found(try core(["/opt/other"], programHeaders: false)) == nil)
        #expect(found(try core(["/opt/main"], programHeaders: false)) == ForeignProcess(.native, "main", isProgram: true))
    }

    @Test func goProgramsCarryTheirBuild() throws {
        let info: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8)
        let expected = ForeignProcess(.go, "main", isProgram: true)
        for place in [0, 16, 0x1FF0] {
            let page = [UInt8](repeating: 0, count: place) + info
            #expect(found(try core(["/opt/main"], memory: page)) == expected, "at \(place)")
        }
        // The same text at another place does not count.
        #expect(found(try core(["/opt/main"], memory: [UInt8](repeating: 0, count: 17) + info))?.kind == .native)
        let note: [UInt8] = [UInt8](repeating: 0, count: 400) + [4, 0, 0, 0, 83, 0, 0, 0, 4, 0, 0, 0] + Array("Go\0\0".utf8)
        #expect(found(try core(["/opt/main"], memory: note)) == expected)
        #expect(found(try core(["/opt/main"], memory: [UInt8](repeating: 0, count: 4096) + note))?.kind == .native)
        #expect(found(try core(["/opt/main", "/jre/libjvm.so"], memory: note)) == expected)
    }

    /// The failures that each kind of evidence explains.
    @Test func whatEvidenceExplains() {
        let program = ForeignProcess(.node, "node", isProgram: true)
        let library = ForeignProcess(.jvm, "libjvm.so", isProgram: false)
        let native = ForeignProcess(.native, "sleep", isProgram: true)
        #expect(program.explains(.noRuntime, missingBytes: 0))
        #expect(program.explains(.runtimePagesMissing("x"), missingBytes: 9))
        #expect(library.explains(.noRuntime, missingBytes: 9))
        #expect(!library.explains(.layoutMismatch("x"), missingBytes: 0))
        #expect(native.explains(.noRuntime, missingBytes: 0))
        #expect(!native.explains(.noRuntime, missingBytes: 9))
        #expect(!native.explains(.layoutMismatch("x"), missingBytes: 0))
        #expect(!program.explains(.nativeAOT(path: "x"), missingBytes: 0))
    }
}
