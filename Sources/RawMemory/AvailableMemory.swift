import Glibc

/// How much memory a process may still take without being killed for it.
public enum AvailableMemory {
    /// The least of what the machine has available (`MemAvailable`) and of the room in each cgroup of this process, in bytes. Pages of files in a
    /// cgroup count as room, since the kernel drops them when it needs to. `nil` when the system says nothing.
    ///
    /// `root`: the folder with `proc` and `sys`.
    public static func bytes(root: String = "") -> UInt64? {
        let machine = fields(root + "/proc/meminfo")["MemAvailable"].map { $0.checkedMultiply(1024) ?? .max }
        return ([machine].compactMap(\.self) + rooms(root)).min()
    }

    /// The names of a version's files.
    private struct Version {
        let folder: String
        let limit: String
        let usage: String
        let files: [String]

        static let first = Version(
            folder: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
            files: ["total_inactive_file", "total_active_file"])
        static let second = Version(
            folder: "/sys/fs/cgroup", limit: "memory.max", usage: "memory.current", files: ["inactive_file", "active_file"])
    }

    /// The rooms of the process's cgroups and of all above them. In a container its own may be the uppermost, whatever its name outside is.
    private static func rooms(_ root: String) -> [UInt64] {
        var rooms: [UInt64] = []
        for line in text(root + "/proc/self/cgroup").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let version: Version
            if parts[1].split(separator: ",").contains("memory") {
                version = .first
            } else if parts[0] == "0", parts[1].isEmpty {
                version = .second
            } else {
                continue
            }
            var names = parts[2].split(separator: "/")
            while true {
                if let room = room(([root + version.folder] + names.map(String.init)).joined(separator: "/"), version) {
                    rooms.append(room)
                }
                if names.popLast() == nil { break }
            }
        }
        return rooms
    }

    private static func room(_ folder: String, _ version: Version) -> UInt64? {
        func number(_ name: String) -> UInt64? { text(folder + "/" + name).split(separator: "\n").first.flatMap { UInt64($0) } }
        guard let limit = number(version.limit), let usage = number(version.usage) else { return nil }
        let stat = fields(folder + "/memory.stat")
        let droppable = version.files.reduce(0 as UInt64) { $0.saturatingAdd(stat[$1] ?? 0) }
        let used = usage > droppable ? usage - droppable : 0
        return limit > used ? limit - used : 0
    }

    /// Lines like `MemAvailable:   17301504 kB` and `active_file 4096`.
    private static func fields(_ path: String) -> [String: UInt64] {
        var fields: [String: UInt64] = [:]
        for line in text(path).split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
            if words.count >= 2, let number = UInt64(words[1]) { fields[String(words[0])] = number }
        }
        return fields
    }

    /// Files of the kernel say a size of 0. Empty when there is no such file.
    private static func text(_ path: String) -> String {
        let descriptor = unsafe Glibc.open(path.pathBytes, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var count = 0
        while count < bytes.count {
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if read <= 0 { break }
            count += read
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
