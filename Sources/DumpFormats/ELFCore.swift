public import RawMemory

/// An ELF64 core file of x86-64 or arm64, as `createdump`, the kernel and gdb write it. Program headers and notes are read; memory stays in the
/// file.
///
/// A file that is cut off after its notes still opens. Its segments are clipped to what is there, and `missingBytes` says how much is not.
public struct ELFCore: Sendable {
    public let file: MappedFile
    public let processor: ProcessDump.Processor
    /// Sorted by address, without overlaps (the second of two that overlap is cut).
    public let segments: [MemorySegment]
    public let notes: CoreNotes
    /// The bytes of segments that lie after the end of the file.
    public let missingBytes: UInt64
    /// `nil` when its form is that of no program that is known.
    public let maker: DumpMaker?
    /// File ranges of ELF header, program headers and notes, which identify a dump together with samples of its pages.
    public let headerRanges: [Range<Int>]

    /// No process has more mappings than this (the kernel's default limit is 65,530).
    static let segmentLimit: UInt64 = 1 << 20

    /// Throws `DumpFormatError`.
    public init(_ file: MappedFile) throws(DumpFormatError) {
        let bytes = file.bytes
        let size = UInt64(bytes.byteCount)
        let kind = FileKind(bytes)
        guard kind == .elf else { throw .notACore(kind) }
        guard let identification = bytes.slice(0, 64) else { throw .truncated(what: "the ELF header", needed: 64, found: size) }
        // e_type and e_machine have the same offsets in 32-bit files. They are in the file's byte order.
        let byteOrder = identification.u8(at: 5) ?? 0
        func u16(_ place: Int) -> UInt16 {
            let value = identification.u16(at: place) ?? 0
            return byteOrder == 2 ? value.byteSwapped : value
        }
        guard u16(16) == 4 else { throw .notADumpButELF(type: u16(16)) }
        let processor = try ELFMachine.check(elfClass: identification.u8(at: 4) ?? 0, byteOrder: byteOrder, machine: u16(18))

        let headers = try ELFCore.programHeaders(bytes)
        var headerRanges = [0..<64, headers.range]
        var segments: [MemorySegment] = []
        var missing: UInt64 = 0
        var notes = CoreNotes(processor)
        var noteBytesLeft = size
        for offset in stride(from: headers.range.lowerBound, to: headers.range.upperBound, by: headers.stride) {
            guard let type = bytes.u32(at: offset), let flags = bytes.u32(at: offset + 4), let place = bytes.u64(at: offset + 8),
                let address = bytes.u64(at: offset + 16), let fileBytes = bytes.u64(at: offset + 32),
                let memoryBytes = bytes.u64(at: offset + 40)
            else { break }
            let inFile = place >= size ? 0 : min(fileBytes, size - place)
            switch type {
            case 1:
                missing = missing.saturatingAdd(min(fileBytes, memoryBytes) - min(inFile, memoryBytes))
                segments.append(
                    MemorySegment(
                        range: AddressRange(start: Address(address), count: memoryBytes), fileOffset: place, fileBytes: inFile,
                        listedBytes: fileBytes, flags: flags
                    ))
            case 4:
                guard inFile == fileBytes, let start = place.asIndex, let count = fileBytes.asIndex else {
                    throw .truncated(what: "the notes", needed: place.saturatingAdd(fileBytes), found: size)
                }
                // Each byte of the file is read as a note once. A thousand program headers over the same gigabyte would take for ever.
                guard fileBytes <= noteBytesLeft else {
                    throw .implausible(field: "size of the notes", value: fileBytes, limit: noteBytesLeft)
                }
                noteBytesLeft -= fileBytes
                headerRanges.append(start..<(start + count))
                if let noteBytes = bytes.slice(start, count) { notes.read(noteBytes) }
            default: break
            }
        }
        notes.finish()
        self.file = file
        self.processor = processor
        self.segments = MemorySegment.withoutOverlaps(segments)
        // In a file that is cut off, mappings without bytes say nothing.
        let filter = missing == 0 ? CoredumpFilter(self.segments, notes.files) : nil
        let hasSections = bytes.u64(at: 40) != 0 && bytes.u16(at: 60) ?? 0 > 1
        maker = DumpMaker(notes, hasSections: hasSections, filter: filter)
        self.notes = notes
        self.missingBytes = missing
        self.headerRanges = headerRanges
    }

    /// The range of the program headers in the file. Their number is in section header 0 when 16 bits do not hold it (PN_XNUM).
    private static func programHeaders(_ bytes: RawSpan) throws(DumpFormatError) -> (range: Range<Int>, stride: Int) {
        let size = UInt64(bytes.byteCount)
        let place = bytes.u64(at: 32) ?? 0
        let entry = UInt64(bytes.u16(at: 54) ?? 0)
        var count = UInt64(bytes.u16(at: 56) ?? 0)
        guard entry == 56 else { throw .implausible(field: "size of a program header", value: entry, limit: 56) }
        if count == 0xFFFF {
            let sections = bytes.u64(at: 40) ?? 0
            guard let at = sections.checkedAdd(44)?.asIndex, let real = bytes.u32(at: at) else {
                throw .truncated(
                    what: "section header 0, which counts the program headers", needed: sections.saturatingAdd(64), found: size)
            }
            count = UInt64(real)
        }
        guard count > 0, count <= segmentLimit else {
            throw .implausible(field: "number of program headers", value: count, limit: segmentLimit)
        }
        let needed = place.saturatingAdd(count * entry)
        guard needed <= size, let start = place.asIndex, let length = (count * entry).asIndex else {
            throw .truncated(what: "the program headers", needed: needed, found: size)
        }
        return (start..<(start + length), 56)
    }
}

extension ProcessDump {
    public init(_ core: ELFCore) {
        self.init(
            format: .elfCore, system: .linux, processor: core.processor, file: core.file, segments: core.segments,
            missingBytes: core.missingBytes, headerRanges: core.headerRanges, process: core.notes.process, threads: core.notes.threads,
            files: core.notes.files, maker: core.maker)
    }
}
