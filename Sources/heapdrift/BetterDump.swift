import Reports
import SnapshotModel

/// How to collect a better dump than the one at hand: with the tool that wrote it where that can do more, and otherwise with one that can. It
/// never is what wrote this one.
struct BetterDump {
    /// The operating system of the process, if it is known.
    var os: String?
    /// `nil` when the dump does not show it.
    var maker: Capture.Maker?
    var kind: Capture.DumpKind?
    /// Whether it was written because the process crashed.
    var isOfCrash = false
    /// Whether the runtime lies in the program's executable. Such programs are published without createdump.
    var isSingleFile = false

    private typealias Advice = DoctorReport.Advice

    /// With the heap and the runtime's own data.
    func withHeap(_ words: String = "") -> DoctorReport.Advice {
        switch maker?.program {
        case "createdump" where maker?.setting == Capture.Maker.withoutLargePages:
            full(words + "The heap lies in large pages (DOTNET_GCLargePages), which only a full dump of createdump holds. ")
        case "createdump" where kind == .heap: full(words + "A heap dump leaves them out. ")
        case "createdump" where kind == .full: byDebugger(words)
        case "createdump" where isOfCrash: atCrash(words, type: 2)
        case "kernel", "gdb": byFilter(words) ?? byRuntime(words)
        case "procdump": ofProcdump(words)
        default: byRuntime(words)
        }
    }

    /// With everything: metadata and bounds of stacks too.
    func full(_ words: String) -> DoctorReport.Advice {
        switch maker?.program {
        case "createdump" where kind == .full: byDebugger(words)
        case "createdump" where isOfCrash: atCrash(words, type: 4)
        case "kernel", "gdb": byFilter(words) ?? byRuntime(words, type: "Full")
        case "procdump": ofProcdump(words)
        default: byRuntime(words, type: "Full")
        }
    }

    // MARK: Tools

    /// The runtime starts the createdump beside its own file, and heap dumps need the debugging library of the same version.
    private static let bringing =
        "put createdump and libmscordaccore.so of the same .NET version beside the executable, from an installed runtime or from the package "
        + "Microsoft.NETCore.App.Runtime.linux-x64 (or that of the system)"

    private func byRuntime(_ words: String, type: String = "Heap") -> DoctorReport.Advice {
        let command = "dotnet-dump collect --type \(type) -p PID -o PATH.\(os == "windows" ? "dmp" : "core")"
        // Tools that do not use the runtime's debugging library (procdump, the Task Manager) get everything only with a full dump.
        let with = type == "Heap" ? "Collect a dump with the heap" : "Collect a full dump"
        guard os == "windows" else {
            let option = type == "Heap" ? "--withheap" : "--full"
            if isSingleFile {
                return Advice(
                    words
                        + "\(with), as the process's user or as root. A single-file app brings no createdump along. Where dotnet-dump misses it, "
                        + "\(Self.bringing). It also runs by itself (createdump \(option) -f PATH.core PID):",
                    command: command)
            }
            return Advice(
                words
                    + "\(with), as the process's user or as root; without dotnet-dump (dotnet tool install --global dotnet-dump), the program "
                    + "createdump beside the process's libcoreclr.so writes the same (createdump \(option) -f PATH.core PID):",
                command: command)
        }
        return Advice(words + "\(with), as the process's user or as administrator (with procdump: -ma):", command: command)
    }

    /// The process is gone, so the next one must write more.
    private func atCrash(_ words: String, type: Int) -> DoctorReport.Advice {
        Advice(
            words
                + "The runtime wrote it at a crash. Let the next crash write more, by the environment of the process (2 is a heap dump, 4 a full one)"
                + (isSingleFile ? ". A single-file app brings no createdump along: \(Self.bringing):" : ":"),
            command: "DOTNET_DbgEnableMiniDump=1 DOTNET_DbgMiniDumpType=\(type)")
    }

    /// `nil` when the filter left nothing out.
    private func byFilter(_ words: String) -> DoctorReport.Advice? {
        guard let filter = maker?.filter, filter & Self.wholeFilter != Self.wholeFilter else { return nil }
        let wrote =
            "\(words)\(maker?.program == "gdb" ? "gdb" : "The kernel") wrote what a coredump_filter like 0x\(String(filter, radix: 16)) lets it. "
        if maker?.program == "gdb" {
            return Advice(
                wrote + "Set it for the process, and dump it again:",
                command: "echo 0x3f > /proc/PID/coredump_filter; gcore -o PATH.core PID")
        }
        return Advice(
            wrote
                + "Set it before the next crash, in the process or in the shell that starts it (in a unit of systemd: CoredumpFilter=0x3f):",
            command: "echo 0x3f > /proc/PID/coredump_filter")
    }

    private static let wholeFilter: UInt64 = 0x3F

    /// For what a full dump of createdump lacks.
    private func byDebugger(_ words: String) -> DoctorReport.Advice {
        guard os != "windows" else { return Advice(words + "It is a full dump already; take another one at another moment.") }
        return Advice(
            words + "It is a full dump of createdump already. gdb reads the memory in another way:",
            command: "echo 0x3f > /proc/PID/coredump_filter; gcore -o PATH.core PID")
    }

    private func ofProcdump(_ words: String) -> DoctorReport.Advice {
        kind == .full || maker?.setting == "full"
            ? byRuntime(words, type: "Full") : Advice(words + "procdump writes everything with -ma:", command: "procdump -ma PID PATH.dmp")
    }
}
