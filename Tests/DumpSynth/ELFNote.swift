/// A note of a core: {name size, size, type}, name and description padded to 4 bytes.
package struct ELFNote {
    package var name: String
    package var type: UInt32
    package var description: [UInt8]
    /// Wrong sizes for the header.
    package var nameSize: UInt32?
    package var size: UInt32?

    package init(_ name: String, _ type: UInt32, _ description: [UInt8]) {
        self.name = name
        self.type = type
        self.description = description
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        let text = [UInt8].cString(name)
        bytes.append(u32: nameSize ?? UInt32(text.count))
        bytes.append(u32: size ?? UInt32(description.count))
        bytes.append(u32: type)
        bytes += text
        bytes.align(4)
        bytes += description
        bytes.align(4)
        return bytes
    }

    /// NT_PRPSINFO: pid at 24, name (at most 15 bytes are kept) at 40, arguments at 56.
    package static func processInfo(id: UInt32, name: String, arguments: String = "") -> ELFNote {
        var bytes = [UInt8](repeating: 0, count: 136)
        bytes.put(id, at: 24)
        bytes.put(Array(name.utf8.prefix(15)), at: 40)
        bytes.put(Array(arguments.utf8.prefix(79)), at: 56)
        return ELFNote("CORE", 3, bytes)
    }

    /// NT_PRSTATUS of arm64: 34 registers from 112 on, sp the thirty-second.
    package static func arm64ThreadStatus(id: UInt32, stackPointer: UInt64) -> ELFNote {
        var bytes = [UInt8](repeating: 0xAA, count: 392)
        bytes.put(id, at: 32)
        bytes.put(stackPointer, at: 112 + 31 * 8)
        return ELFNote("CORE", 1, bytes)
    }

    /// NT_AUXV: pairs of tag and value, ended by a pair of zeros.
    package static func auxiliaryVector(_ pairs: [(tag: UInt64, value: UInt64)]) -> ELFNote {
        var bytes: [UInt8] = []
        for pair in pairs + [(0, 0)] {
            bytes.append(u64: pair.tag)
            bytes.append(u64: pair.value)
        }
        return ELFNote("CORE", 6, bytes)
    }

    /// A row of NT_FILE. `offset` in bytes.
    package struct FileRow {
        package var start: UInt64
        package var end: UInt64
        package var offset: UInt64
        package var path: [UInt8]

        package init(_ start: UInt64, _ end: UInt64, offset: UInt64 = 0, path: String) {
            self.init(start, end, offset: offset, path: Array(path.utf8))
        }

        package init(_ start: UInt64, _ end: UInt64, offset: UInt64 = 0, path: [UInt8]) {
            self.start = start
            self.end = end
            self.offset = offset
            self.path = path
        }
    }

    /// NT_FILE. `count` is a wrong number of rows.
    package static func files(_ rows: [FileRow], pageSize: UInt64 = 4096, count: UInt64? = nil) -> ELFNote {
        var bytes: [UInt8] = []
        bytes.append(u64: count ?? UInt64(rows.count))
        bytes.append(u64: pageSize)
        for row in rows {
            bytes.append(u64: row.start)
            bytes.append(u64: row.end)
            bytes.append(u64: pageSize == 0 ? row.offset : row.offset / pageSize)
        }
        for row in rows { bytes += row.path + [0] }
        return ELFNote("CORE", 0x4649_4C45, bytes)
    }

    /// NT_PRSTATUS: signal (pr_cursig) at 12, thread id at 32, 27 registers from 112 on, of them rbp (4), rip (16), rsp (19).
    package static func threadStatus(
        id: UInt32, stackPointer: UInt64, instructionPointer: UInt64 = 0, framePointer: UInt64 = 0, signal: UInt16 = 0
    ) -> ELFNote {
        var bytes = [UInt8](repeating: 0, count: 336)
        bytes.put(signal, at: 12)
        bytes.put(id, at: 32)
        bytes.put(framePointer, at: 112 + 4 * 8)
        bytes.put(instructionPointer, at: 112 + 16 * 8)
        bytes.put(stackPointer, at: 112 + 19 * 8)
        return ELFNote("CORE", 1, bytes)
    }

    /// NT_SIGINFO: signal at 0, code at 8.
    package static func signalInfo(_ number: UInt32, code: Int32 = 0) -> ELFNote {
        var bytes = [UInt8](repeating: 0, count: 128)
        bytes.put(number, at: 0)
        bytes.put(UInt32(bitPattern: code), at: 8)
        return ELFNote("CORE", 0x5349_4749, bytes)
    }

    /// NT_FPREGSET.
    package static var floatingPoint: ELFNote { ELFNote("CORE", 2, [UInt8](repeating: 0, count: 512)) }
}
