import RawMemory

/// The notes of a core: the process, its file mappings, its threads, its signal. Order and repetition of notes vary with the writer (createdump, kernel,
/// gdb), so nothing here relies on them. Damaged notes end the reading; what was read stays.
///
/// The process's arguments (pr_psargs) are private and not read.
public struct CoreNotes: Sendable {
    /// Name (NT_PRPSINFO pr_fname), process id, and the addresses at which the program was started.
    public private(set) var process = ProcessFacts()
    /// Rows of NT_FILE, in order of address as written.
    public private(set) var files: [FileMapping] = []
    /// One for each NT_PRSTATUS.
    public private(set) var threads: [ThreadState] = []

    /// The types of the first three notes, which tell the writer.
    private(set) var firstTypes: [UInt32] = []
    /// Whether gdb described its target in a note.
    private(set) var isOfGDB = false
    /// The unit of the offsets in NT_FILE, in bytes.
    private(set) var filePageSize: UInt64?

    /// The signal of each NT_PRSTATUS (pr_cursig), in the order of `threads`; 0 for none.
    private var threadSignals: [UInt16] = []

    static let processInfo: UInt32 = 3
    static let threadStatus: UInt32 = 1
    static let auxiliaryVector: UInt32 = 6
    static let fileTable: UInt32 = 0x4649_4C45
    static let signalInfo: UInt32 = 0x5349_4749

    /// Offset in bytes of a thread's stack pointer in NT_PRSTATUS. The registers come after 112 bytes; rsp is the twentieth of x86-64, sp the
    /// thirty-second of arm64.
    private let stackPointerPlace: Int
    private let processor: ProcessDump.Processor

    init(_ processor: ProcessDump.Processor) {
        self.processor = processor
        stackPointerPlace = 112 + (processor == .arm64 ? 31 : 19) * 8
    }

    mutating func read(_ bytes: RawSpan) {
        var place = 0
        while let nameSize = bytes.u32(at: place), let size = bytes.u32(at: place + 4), let type = bytes.u32(at: place + 8) {
            let name = 12 + ((Int(nameSize) + 3) & ~3)
            guard let description = bytes.slice(place + name, Int(size)) else { return }
            // Other owners' notes reuse the numbers: "LINUX" has registers of its own, "GDB" a description of the target.
            let isCore = nameSize == 5 && bytes.u32(at: place + 12) == 0x4552_4F43 && bytes.u8(at: place + 16) == 0
            if firstTypes.count < 3 { firstTypes.append(isCore ? type : 0) }
            if nameSize == 4, bytes.u32(at: place + 12) == 0x0042_4447 { isOfGDB = true }
            switch isCore ? type : 0 {
            case Self.processInfo: readProcessInfo(description)
            case Self.threadStatus: readThread(description)
            case Self.auxiliaryVector: readAuxiliaryVector(description)
            case Self.fileTable: readFiles(description)
            case Self.signalInfo: readSignal(description)
            default: break
            }
            place += name + ((Int(size) + 3) & ~3)
        }
    }

    /// elf_prpsinfo: pid at 24, pr_fname 16 bytes at 40.
    private mutating func readProcessInfo(_ bytes: RawSpan) {
        process.id = bytes.u32(at: 24).map(UInt64.init)
        if let name = bytes.slice(40, 16) { process.name = CoreNotes.text(name, from: 0, limit: 16) ?? "" }
    }

    /// Pairs of tag and value.
    private mutating func readAuxiliaryVector(_ bytes: RawSpan) {
        for place in stride(from: 0, to: bytes.byteCount - 15, by: 16) {
            guard let tag = bytes.u64(at: place), let value = bytes.u64(at: place + 8) else { return }
            process.startAddresses.take(tag, value)
        }
    }

    /// elf_prstatus: thread id at 32.
    private mutating func readThread(_ bytes: RawSpan) {
        guard let id = bytes.u32(at: 32), let stackPointer = bytes.u64(at: stackPointerPlace) else { return }
        threads.append(
            ThreadState(
                osID: UInt64(id), stackPointer: Address(stackPointer), registers: ThreadRegisters(status: bytes, processor)))
        threadSignals.append(bytes.u16(at: 12) ?? 0)
    }

    /// siginfo_t: signal at 0, code at 8. It follows the NT_PRSTATUS of its thread. gdb writes one for each thread, the first for the thread that
    /// was selected.
    private mutating func readSignal(_ bytes: RawSpan) {
        guard process.signal == nil, let number = bytes.u32(at: 0), let code = bytes.u32(at: 8), number > 0, number <= UInt32(Int32.max)
        else { return }
        process.signal = ProcessSignal(number: number, code: Int32(bitPattern: code), threadID: threads.last?.osID)
    }

    /// Takes the signal from the threads when no note tells it. createdump writes it for the thread that crashed. createdump of 3.1 writes SIGABRT
    /// for every thread of any process, which says nothing.
    mutating func finish() {
        guard process.signal == nil, threadSignals.contains(0), let place = threadSignals.firstIndex(where: { $0 != 0 }) else { return }
        process.signal = ProcessSignal(number: UInt32(threadSignals[place]), code: 0, threadID: threads[place].osID)
    }

    /// Count, page size, rows of {start, end, offset in pages}, then as many paths, each ended by a zero byte.
    private mutating func readFiles(_ bytes: RawSpan) {
        guard let count = bytes.u64(at: 0), let pageSize = bytes.u64(at: 8), count <= UInt64(bytes.byteCount / 24) else { return }
        filePageSize = pageSize
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

    /// The text up to a zero byte, decoded as UTF-8. If it is not valid UTF-8, every byte that is not ASCII becomes `?`. `nil` when it
    /// starts after the end.
    private static func text(_ bytes: RawSpan, from start: Int, limit: Int) -> String? {
        guard start < bytes.byteCount else { return nil }
        var characters: [UInt8] = []
        while characters.count < limit, let byte = bytes.u8(at: start + characters.count), byte != 0 { characters.append(byte) }
        return String(validating: characters, as: UTF8.self) ?? String(characters.map { $0 < 128 ? Character(Unicode.Scalar($0)) : "?" })
    }
}
