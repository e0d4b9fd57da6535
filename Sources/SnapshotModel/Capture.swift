import RawMemory

/// The process of an input, and the time at which the input was taken.
package struct Capture: Hashable, Codable, Sendable {
    /// Seconds since 1970, UTC.
    package var time: Int64
    package var timeSource: TimeSource
    /// The time of the input's file, when `time` is not that but the moment at which the snapshot was taken into its series; then `timeSource`
    /// is `file`, the word that older programs know. Equal to `time` for an input that came through a pipe and has no other time. `nil`
    /// otherwise, and in snapshots that older versions took.
    package var fileTime: Int64?
    /// Whether the file's name gives its time, which is `fileTime` or else `time`; then `timeSource` is `file`, the word that older programs
    /// know. `nil` otherwise.
    package var isTimeInName: Bool?
    /// The name of the program: its entry assembly, or its executable. Snapshots of older versions may have only its first 15 bytes.
    package var process: String
    /// The file name of the executable, without `.exe`; `nil` when the input does not say it whole, and in snapshots that older versions took.
    package var executable: String?
    package var pid: UInt64?
    /// The same in all inputs from one life of a process, and another one after each start: a hash of addresses or times that are fixed when
    /// it starts. `nil` when the input does not say it, and in snapshots that older versions took.
    package var life: String?
    /// The operating system of the process; `nil` when the input does not say it. Dumps do.
    package var os: String?
    /// Processor architecture; `nil` when the input does not say it. Dumps do.
    package var arch: String?
    package var runtime: Runtime
    /// `nil` when the input does not hold the GC's settings.
    package var gc: CollectorKind?
    package var dumpKind: DumpKind?
    /// The program that wrote the dump; `nil` when the file does not show it, and in snapshots that older versions took.
    package var maker: Maker?
    /// The exception for which the dump was written; `nil` when the dump names none, and in snapshots that older versions took.
    package var exception: Failure?
    /// The signal for which the dump was written; `nil` when the dump names none, and in snapshots that older versions took.
    package var signal: Signal?
    /// The labels that the user gave with `--label`. The series (`--series`) is not among them: the store keeps it beside the snapshot.
    package var labels: [String: String]

    package enum TimeSource: String, Codable, Sendable { case given, dump, file }
    package enum DumpKind: String, Codable, Sendable { case full, heap, mini, triage }

    package struct Runtime: Hashable, Codable, Sendable {
        package var name: String
        /// Like `8.0.4`; `nil` when the input does not say it.
        package var version: String?
        package init(name: String, version: String?) {
            self.name = name
            self.version = version
        }
    }

    /// The program that wrote a dump.
    package struct Maker: Hashable, Codable, Sendable {
        /// `createdump` (also for dotnet-dump, dotnet-monitor and a crash of the runtime), `kernel`, `gdb` or `procdump`.
        package var program: String
        /// What it was asked to write, where the file shows it: `coredump_filter 0x33`, or `full`, `heap`, `mini` or `triage` by the flags of a minidump.
        package var setting: String?

        /// The setting of createdump's dumps that lack large pages.
        package static let withoutLargePages = "without large pages"

        package init(program: String, setting: String?) {
            self.program = program
            self.setting = setting
        }

        /// The bits of the coredump_filter, as far as the dump shows them; `nil` for other programs.
        package var filter: UInt64? {
            let prefix = "coredump_filter 0x"
            guard let setting, setting.hasPrefix(prefix) else { return nil }
            return UInt64(setting.dropFirst(prefix.count), radix: 16)
        }

        /// Like `the kernel, coredump_filter like 0x33`: the bits are inferred from what the dump holds, and some leave no trace.
        package var text: String {
            let name = program == "kernel" ? "the kernel" : program
            return filter.map { "\(name), coredump_filter like 0x\(String($0, radix: 16))" } ?? name
        }
    }

    /// An exception of Windows.
    package struct Failure: Hashable, Codable, Sendable {
        /// Like 0xC0000005 (access violation).
        package var code: UInt32
        /// The OS id of the thread that threw it, as in the section `threads`.
        package var thread: UInt64
        package init(code: UInt32, thread: UInt64) {
            self.code = code
            self.thread = thread
        }

        /// The code as the headers of Windows write it: `0xC0000005`.
        package var hexCode: String { "0x" + code.hexadecimal(digits: 8).uppercased() }
    }

    /// The origin of `time`: its source, or the run of the program that took the snapshot.
    package enum TimeOrigin: String, Sendable { case given, dump, name, file, snap }

    package var timeOrigin: TimeOrigin {
        switch timeSource {
        case .given: .given
        case .dump: .dump
        case .file: fileTime != nil ? .snap : isTimeInName == true ? .name : .file
        }
    }

    /// Gives it the time that the user says.
    package mutating func setTime(given time: Int64) {
        self.time = time
        timeSource = .given
        fileTime = nil
        isTimeInName = nil
    }

    /// Gives it the time of another one, with its origin.
    package mutating func setTime(of other: Capture) {
        time = other.time
        timeSource = other.timeSource
        fileTime = other.fileTime
        isTimeInName = other.isTimeInName
    }

    /// Whether the user or the dump itself says the time. The time of a file changes when the file is copied, and that in a name has no zone.
    package var isTimeCertain: Bool { timeSource != .file }

    /// A signal of Linux.
    package struct Signal: Hashable, Codable, Sendable {
        /// Like 6 (SIGABRT).
        package var number: UInt32
        /// si_code of the signal: positive for the reason of a fault.
        package var code: Int32
        /// The OS id of the thread that took it, as in the section `threads`; `nil` when unknown.
        package var thread: UInt64?
        package init(number: UInt32, code: Int32, thread: UInt64?) {
            self.number = number
            self.code = code
            self.thread = thread
        }
    }

    /// The flavour of the garbage collector.
    package struct CollectorKind: Hashable, Codable, Sendable {
        package var server: Bool
        package var heaps: UInt64
        package var regions: Bool
        package init(server: Bool, heaps: UInt64, regions: Bool) {
            self.server = server
            self.heaps = heaps
            self.regions = regions
        }

        /// Like `server GC with regions`.
        package var flavour: String { "\(server ? "server" : "workstation") GC with \(regions ? "regions" : "segments")" }
    }

    package init(
        time: Int64, timeSource: TimeSource, process: String, executable: String? = nil, pid: UInt64?, life: String? = nil, os: String?,
        arch: String?, runtime: Runtime, gc: CollectorKind?,
        dumpKind: DumpKind?, maker: Maker? = nil, exception: Failure? = nil, signal: Signal? = nil, labels: [String: String]
    ) {
        self.time = time
        self.timeSource = timeSource
        self.process = process
        self.executable = executable
        self.pid = pid
        self.life = life
        self.os = os
        self.arch = arch
        self.runtime = runtime
        self.gc = gc
        self.dumpKind = dumpKind
        self.maker = maker
        self.exception = exception
        self.signal = signal
        self.labels = labels
    }

    package enum CodingKeys: String, CodingKey {
        case time
        case timeSource = "time_source"
        case fileTime = "file_time"
        case isTimeInName = "time_in_name"
        case process, executable, pid, life, os, arch, runtime, gc
        case dumpKind = "dump_kind"
        case maker, exception, signal, labels
    }
}
