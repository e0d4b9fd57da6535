import CoreCLR
import FoundationEssentials
import Testing

@testable import DumpFormats
@testable import Reduction

/// The exact sentences for processes without CoreCLR, and the page that lists them.
@Suite struct ForeignRefusalTests {
    private static let debugger = "keep the debugger's list of types (`!dumpheap -stat`) of each dump and compare those"

    private static let processes: [(kind: ForeignProcess.Kind, evidence: String, isProgram: Bool, code: String, sentence: String)] = [
        (
            .wow64, "wow64.dll", true, "not-64-bit",
            "a 32-bit Windows process, dumped by a 64-bit tool (it has loaded wow64.dll). Only 64-bit processes are read: take the dump of a "
                + "64-bit one, or dump it with the 32-bit tool (C:\\Windows\\SysWOW64\\Taskmgr.exe) and \(debugger)"
        ),
        (
            .dotNetFramework, "clr.dll", true, "foreign-netframework",
            "a .NET Framework process (it has loaded clr.dll). Its heap is not read, only that of .NET Core 3.1 and later. "
                + "With WinDbg and SOS \(debugger); or collect .gcdump files with PerfView and compare them there"
        ),
        (
            .mono, "mono-sgen", true, "foreign-mono",
            "a Mono process (its program is mono-sgen). Its heap is not read, only that of CoreCLR. Take heap shots with Mono's profiler "
                + "(`mono --profile=log:heapshot`) and read them with `mprof-report`; of a Unity player, Unity's Memory Profiler"
        ),
        (
            .jvm, "libjvm.so", false, "foreign-jvm",
            "a Java process (it has loaded libjvm.so). Take a Java tool: `jcmd PID GC.class_histogram` for the live process, "
                + "`jhsdb jmap --histo --exe JAVA --core CORE` for a core, or `jcmd PID GC.heap_dump FILE` and Eclipse Memory Analyzer"
        ),
        (
            .node, "node", true, "foreign-node",
            "a node process (its program is node). Take heap snapshots (`node --heapsnapshot-signal=SIGUSR2`, or v8.writeHeapSnapshot()) "
                + "and compare them in Chrome's DevTools"
        ),
        (
            .go, "gh", true, "foreign-go",
            "a Go program (its program is gh). Take heap profiles (net/http/pprof) and compare them with `go tool pprof -diff_base OLD NEW`"
        ),
        (
            .python, "libpython3.11.so.1.0", false, "foreign-python",
            "a Python process (it has loaded libpython3.11.so.1.0). Compare snapshots of tracemalloc, or run it under memray"
        ),
        (
            .ruby, "ruby3.1", true, "foreign-ruby",
            "a Ruby process (its program is ruby3.1). Write heaps with ObjectSpace.dump_all of the objspace library and compare those"
        ),
        (.php, "php-fpm8.2", true, "foreign-php", "a PHP process (its program is php-fpm8.2). Take the memprof extension's dumps"),
        (
            .native, "sleep", true, "foreign-native",
            "a native process without a known runtime (its program is sleep). A dump of a .NET process is expected; if this is the launcher "
                + "of one, name the dump of its child. For native memory take a heap profiler like heaptrack"
        ),
    ]

    @Test(arguments: processes)
    func ofEachKind(_ process: (kind: ForeignProcess.Kind, evidence: String, isProgram: Bool, code: String, sentence: String)) throws {
        let found = ForeignProcess(process.kind, process.evidence, isProgram: process.isProgram)
        #expect(
            found.failure(path: "x.core")
                == InputFailure(try #require(FailureCode(rawValue: process.code)), "x.core: this is \(process.sentence)"))
    }

    @Test func noKindIsForgotten() { #expect(Self.processes.map(\.kind) == ForeignProcess.Kind.allCases) }

    /// docs/unsupported.md has a row for each code with which a kind of input is refused.
    @Test func thePageListsEveryCodeWord() throws {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let page = try String(decoding: Data(contentsOf: URL(filePath: root + "/docs/unsupported.md")), as: UTF8.self)
        let listed = Set(
            page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { String($0.dropFirst(3).prefix { $0 != "`" }) })
        let files = FileKind.allCases.filter { ![.elf, .minidump].contains($0) }.map {
            InputFailure(.notACore($0), path: "x").code
        }
        let processors: [DumpFormatError] = [
            .unsupportedClass(1, machine: 3), .unsupportedByteOrder(2, machine: 22), .unsupportedMachine(243),
            .unsupportedMinidumpProcessor(0),
        ]
        let used = Set(
            ForeignProcess.Kind.allCases.map(\.code) + files + processors.map { InputFailure($0, path: "x").code }
                + [.nativeAOT(path: "app"), .versionUnsupported(RuntimeVersion(major: 2, minor: 1, patch: 30))].map {
                    (error: RuntimeError) in
                    InputFailure(error, path: "x", missingBytes: 0).code
                })
        let texts = [FailureCode.noTable, .tableTwice, .twoProcesses, .notAText, .textsDiffer]
        #expect(listed == Set((used + texts).map(\.rawValue)))
    }
}
