import CoreCLR
import DumpFormats

/// What exists today for a process whose dump is not read: the debugger's own list of types.
private let debuggersText = "keep the debugger's list of types (`!dumpheap -stat`) of each dump and compare those"

extension ForeignProcess {
    /// Whether it is the reason for `error`, so that it is named in its place. A known program explains every failure: of node, whose code
    /// lies in its file twice, it looks as if a .NET runtime were inside. A library explains only that there is no runtime, and no runtime
    /// known by name only that when nothing is cut off.
    func explains(_ error: RuntimeError, missingBytes: UInt64) -> Bool {
        switch error {
        case .noRuntime: kind != .native || missingBytes == 0
        case .nativeAOT: kind == .wow64
        default: isProgram && kind != .native
        }
    }

    /// What it is, what shows it, and what would work instead.
    func failure(path: String) -> InputFailure {
        let (what, instead) = description
        let how = isProgram && kind != .wow64 && kind != .dotNetFramework ? "its program is" : "it has loaded"
        return InputFailure(kind.code, "\(path): this is \(what) (\(how) \(evidence)). \(instead)")
    }

    private var description: (what: String, instead: String) {
        switch kind {
        case .wow64:
            (
                "a 32-bit Windows process, dumped by a 64-bit tool",
                "Only 64-bit processes are read: take the dump of a 64-bit one, or dump it with the 32-bit tool "
                    + "(C:\\Windows\\SysWOW64\\Taskmgr.exe) and \(debuggersText)"
            )
        case .dotNetFramework:
            (
                "a .NET Framework process",
                "Its heap is not read, only that of .NET Core 3.1 and later. With WinDbg and SOS \(debuggersText); "
                    + "or collect .gcdump files with PerfView and compare them there"
            )
        case .mono:
            (
                "a Mono process",
                "Its heap is not read, only that of CoreCLR. Take heap shots with Mono's profiler (`mono --profile=log:heapshot`) and read "
                    + "them with `mprof-report`; of a Unity player, Unity's Memory Profiler"
            )
        case .jvm:
            (
                "a Java process",
                "Take a Java tool: `jcmd PID GC.class_histogram` for the live process, `jhsdb jmap --histo --exe JAVA --core CORE` for a "
                    + "core, or `jcmd PID GC.heap_dump FILE` and Eclipse Memory Analyzer"
            )
        case .node:
            (
                "a node process",
                "Take heap snapshots (`node --heapsnapshot-signal=SIGUSR2`, or v8.writeHeapSnapshot()) and compare them in Chrome's DevTools"
            )
        case .go:
            (
                "a Go program",
                "Take heap profiles (net/http/pprof) and compare them with `go tool pprof -diff_base OLD NEW`"
            )
        case .python: ("a Python process", "Compare snapshots of tracemalloc, or run it under memray")
        case .ruby: ("a Ruby process", "Write heaps with ObjectSpace.dump_all of the objspace library and compare those")
        case .php: ("a PHP process", "Take the memprof extension's dumps")
        case .native:
            (
                "a native process without a known runtime",
                "A dump of a .NET process is expected; if this is the launcher of one, name the dump of its child. "
                    + "For native memory take a heap profiler like heaptrack"
            )
        }
    }
}
