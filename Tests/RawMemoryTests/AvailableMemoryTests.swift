import FoundationEssentials
import Testing

@testable import RawMemory

/// Memory that a process may take, from made-up files of the kernel.
@Suite struct AvailableMemoryTests {
    private func bytes(_ files: [String: String]) throws -> UInt64? {
        let root = FileManager.default.temporaryDirectory.path + "/heapdrift-memory-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (path, text) in files {
            let file = root + path
            let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: file))
        }
        return AvailableMemory.bytes(root: root)
    }

    private static let machine = ["/proc/meminfo": "MemTotal:       16000 kB\nMemFree:          100 kB\nMemAvailable:    8000 kB\n"]

    @Test func withoutACgroupItIsWhatTheMachineHas() throws {
        #expect(try bytes(Self.machine) == 8_192_000)
        #expect(try bytes([:]) == nil)
    }

    /// Pages of files count as room. The cgroup above allows less than the process's own.
    @Test func theTightestCgroupDecides() throws {
        let own = [
            "/proc/self/cgroup": "0::/pods/mine\n", "/sys/fs/cgroup/pods/mine/memory.max": "5000000\n",
            "/sys/fs/cgroup/pods/mine/memory.current": "3000000\n",
            "/sys/fs/cgroup/pods/mine/memory.stat": "anon 1000000\nfile 2000000\ninactive_file 1500000\nactive_file 500000\n",
        ]
        #expect(try bytes(Self.machine.merging(own) { $1 }) == 4_000_000)
        let above = ["/sys/fs/cgroup/pods/memory.max": "3500000\n", "/sys/fs/cgroup/pods/memory.current": "3200000\n"]
        #expect(try bytes(Self.machine.merging(own) { $1 }.merging(above) { $1 }) == 300_000)
    }

    @Test func aCgroupWithoutALimitChangesNothing() throws {
        let own = [
            "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "max\n", "/sys/fs/cgroup/memory.current": "3000000\n",
        ]
        #expect(try bytes(Self.machine.merging(own) { $1 }) == 8_192_000)
    }

    /// The first version of cgroups, seen from inside of a container, which does not see the folder of its name.
    @Test func theFirstVersionIsReadInAContainer() throws {
        let own = [
            "/proc/self/cgroup": "9:cpu,cpuacct:/docker/1\n4:memory:/docker/1\n0::/\n",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "2000000\n", "/sys/fs/cgroup/memory/memory.usage_in_bytes": "2500000\n",
            "/sys/fs/cgroup/memory/memory.stat": "total_inactive_file 600000\ntotal_active_file 100000\n",
        ]
        #expect(try bytes(Self.machine.merging(own) { $1 }) == 200_000)
        // More is used than is allowed.
        #expect(try bytes(Self.machine.merging(own) { $1 }.merging(["/sys/fs/cgroup/memory/memory.stat": ""]) { $1 }) == 0)
    }

    @Test func theRealMachineHasSome() {
        #expect((AvailableMemory.bytes() ?? 0) > 0)
    }
}
