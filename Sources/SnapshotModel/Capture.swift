/// The process, and when the input was taken from it.
package struct Capture: Hashable, Codable, Sendable {
    /// Seconds since 1970, UTC.
    package var time: Int64
    package var timeSource: TimeSource
    package var process: String
    package var pid: UInt64?
    /// The operating system of the process; `nil` when the input does not say it. Dumps do.
    package var os: String?
    /// Processor architecture; `nil` when the input does not say it. Dumps do.
    package var arch: String?
    package var runtime: Runtime
    /// `nil` when the input does not hold what would say it.
    package var gc: CollectorKind?
    package var dumpKind: DumpKind?
    /// Why the dump was written, where it says so; `nil` in snapshots that older versions took.
    package var exception: Failure?
    /// What the user said with `--label`. The store keeps `--series` beside the snapshot.
    package var labels: [String: String]

    package enum TimeSource: String, Codable, Sendable { case given, dump, file }
    package enum DumpKind: String, Codable, Sendable { case full, heap, mini, triage }

    package struct Runtime: Hashable, Codable, Sendable {
        package var name: String
        /// Like `8.0.4`; `nil` when nothing in the input says it.
        package var version: String?
        package init(name: String, version: String?) {
            self.name = name
            self.version = version
        }
    }

    /// An exception of Windows.
    package struct Failure: Hashable, Codable, Sendable {
        /// Like 0xC0000005 (access violation).
        package var code: UInt32
        /// The thread it was thrown in, as in `threads`.
        package var thread: UInt64
        package init(code: UInt32, thread: UInt64) {
            self.code = code
            self.thread = thread
        }

        /// As Windows' own headers write it: `0xC0000005`.
        package var hexCode: String {
            let digits = String(code, radix: 16, uppercase: true)
            return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }

    /// The collector's flavour.
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
        time: Int64, timeSource: TimeSource, process: String, pid: UInt64?, os: String?, arch: String?, runtime: Runtime,
        gc: CollectorKind?,
        dumpKind: DumpKind?, exception: Failure? = nil, labels: [String: String]
    ) {
        self.time = time
        self.timeSource = timeSource
        self.process = process
        self.pid = pid
        self.os = os
        self.arch = arch
        self.runtime = runtime
        self.gc = gc
        self.dumpKind = dumpKind
        self.exception = exception
        self.labels = labels
    }

    package enum CodingKeys: String, CodingKey {
        case time
        case timeSource = "time_source"
        case process, pid, os, arch, runtime, gc
        case dumpKind = "dump_kind"
        case exception, labels
    }
}
