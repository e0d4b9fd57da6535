public import RawMemory

/// What the notes of a core say: the process, its file mappings, its threads. Order and repetition of notes vary with the writer
/// (createdump, kernel, gdb), so nothing here relies on them. Damaged notes end the reading; what was read stays.
///
/// The process's arguments (pr_psargs) are not read: they are the person's, not ours.
public struct CoreNotes: Sendable {
    /// The executable's name, at most 15 bytes (NT_PRPSINFO pr_fname).
    public private(set) var processName = ""
    public private(set) var processID: UInt64?
    /// Rows of NT_FILE, in order of address as written.
    public private(set) var files: [FileMapping] = []
    /// One for each NT_PRSTATUS.
    public private(set) var threads: [ThreadState] = []

    /// A file mapped into the process.
    public struct FileMapping: Hashable, Sendable {
        public let range: AddressRange
        /// Offset in the file of the range's first byte.
        public let fileOffset: UInt64
        public let path: String

        /// The last component of the path.
        public var fileName: Substring { path.split(separator: "/", omittingEmptySubsequences: true).last ?? "" }
    }

    /// A thread when the dump was written.
    public struct ThreadState: Hashable, Sendable {
        public let osID: UInt64
        /// rsp.
        public let stackPointer: Address
    }

    static let processInfo: UInt32 = 3
    static let threadStatus: UInt32 = 1
    static let fileTable: UInt32 = 0x4649_4C45

    mutating func read(_ bytes: RawSpan) {
        var place = 0
        while let nameSize = bytes.u32(at: place), let size = bytes.u32(at: place + 4), let type = bytes.u32(at: place + 8) {
            let name = 12 + ((Int(nameSize) + 3) & ~3)
            guard let description = bytes.slice(place + name, Int(size)) else { return }
            switch type {
            case Self.processInfo: readProcessInfo(description)
            case Self.threadStatus: readThread(description)
            case Self.fileTable: readFiles(description)
            default: break
            }
            place += name + ((Int(size) + 3) & ~3)
        }
    }

    /// elf_prpsinfo of x86-64: pid at 24, pr_fname 16 bytes at 40.
    private mutating func readProcessInfo(_ bytes: RawSpan) {
        processID = bytes.u32(at: 24).map(UInt64.init)
        if let name = bytes.slice(40, 16) { processName = CoreNotes.text(name, from: 0, limit: 16) ?? "" }
    }

    /// elf_prstatus of x86-64: thread id at 32, 27 registers from 112 on, rsp the twentieth.
    private mutating func readThread(_ bytes: RawSpan) {
        guard let id = bytes.u32(at: 32), let stackPointer = bytes.u64(at: 112 + 19 * 8) else { return }
        threads.append(ThreadState(osID: UInt64(id), stackPointer: Address(stackPointer)))
    }

    /// Count, page size, rows of {start, end, offset in pages}, then as many paths, each ended by a zero byte.
    private mutating func readFiles(_ bytes: RawSpan) {
        guard let count = bytes.u64(at: 0), let pageSize = bytes.u64(at: 8), count <= UInt64(bytes.byteCount / 24) else { return }
        var pathPlace = 16 + Int(count) * 24
        for row in 0..<Int(count) {
            let place = 16 + row * 24
            guard let start = bytes.u64(at: place), let end = bytes.u64(at: place + 8), let page = bytes.u64(at: place + 16),
                let path = CoreNotes.text(bytes, from: pathPlace, limit: 4096)
            else { return }
            pathPlace += path.utf8.count + 1
            files.append(
                FileMapping(
                    range: AddressRange(Address(start), Address(end)), fileOffset: page.checkedMultiply(pageSize) ?? .max, path: path))
        }
    }

    /// Bytes up to a zero byte, as UTF-8 where they are it (each bad byte becomes one that says so). nil: it starts behind the end.
    private static func text(_ bytes: RawSpan, from start: Int, limit: Int) -> String? {
        guard start < bytes.byteCount else { return nil }
        var characters: [UInt8] = []
        while characters.count < limit, let byte = bytes.u8(at: start + characters.count), byte != 0 { characters.append(byte) }
        return String(validating: characters, as: UTF8.self) ?? String(characters.map { $0 < 128 ? Character(Unicode.Scalar($0)) : "?" })
    }
}
