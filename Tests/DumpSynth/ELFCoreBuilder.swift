/// Writes ELF64 cores. Every field of a header can be given a wrong value.
package struct ELFCoreBuilder {
    package var segments: [Segment] = []
    package var notes: [ELFNote] = []
    /// The bytes of the notes, if they are not to be those of `notes`.
    package var noteBytes: [UInt8]?
    package var header = Header()
    /// Whether the number of program headers is in section header 0, as with more than 65,534 of them (PN_XNUM).
    package var usesExtendedNumbering = false

    package init() {}

    /// A PT_LOAD.
    package struct Segment {
        package var address: UInt64
        package var bytes: [UInt8]
        /// PF_R 4, PF_W 2, PF_X 1.
        package var flags: UInt32
        /// p_memsz; `nil` for the number of bytes.
        package var memoryBytes: UInt64?
        /// Wrong values of p_filesz and p_offset.
        package var fileBytes: UInt64?
        package var offset: UInt64?
        package var type: UInt32 = 1

        package init(_ address: UInt64, _ bytes: [UInt8], flags: UInt32 = 6, memoryBytes: UInt64? = nil) {
            self.address = address
            self.bytes = bytes
            self.flags = flags
            self.memoryBytes = memoryBytes
        }
    }

    /// The ELF header; `nil` for the right values.
    package struct Header {
        package var magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
        /// 2: 64 bits.
        package var elfClass: UInt8 = 2
        /// 1: little-endian.
        package var byteOrder: UInt8 = 1
        /// 4: core.
        package var type: UInt16 = 4
        /// 62: x86-64.
        package var machine: UInt16 = 62
        package var programHeaderOffset: UInt64?
        package var programHeaderSize: UInt16 = 56
        package var programHeaderCount: UInt16?
        package var sectionHeaderOffset: UInt64?
        /// sh_info of section header 0, with extended numbering.
        package var extendedCount: UInt32?
        /// p_offset and p_filesz of the notes.
        package var noteOffset: UInt64?
        package var noteSize: UInt64?
    }

    /// The file: header, program headers, section header 0 if need be, notes, memory in pages.
    package func bytes() -> [UInt8] {
        let noteBytes = noteBytes ?? notes.flatMap(\.bytes)
        let count = segments.count + 1
        let headersEnd = 64 + count * 56
        let notesStart = headersEnd + (usesExtendedNumbering ? 64 : 0)
        var file = header.magic + [header.elfClass, header.byteOrder, 1]
        file.put(header.type, at: 16)
        file.put(header.machine, at: 18)
        file.put(UInt32(1), at: 20)
        file.put(header.programHeaderOffset ?? 64, at: 32)
        file.put(header.sectionHeaderOffset ?? (usesExtendedNumbering ? UInt64(headersEnd) : 0), at: 40)
        file.put(UInt16(64), at: 52)
        file.put(header.programHeaderSize, at: 54)
        file.put(header.programHeaderCount ?? (usesExtendedNumbering ? 0xFFFF : UInt16(truncatingIfNeeded: count)), at: 56)
        file.put(UInt16(usesExtendedNumbering ? 64 : 0), at: 58)
        file.extend(to: 64)

        file += Self.programHeader(
            type: 4, flags: 0, offset: header.noteOffset ?? UInt64(notesStart), address: 0,
            fileBytes: header.noteSize ?? UInt64(noteBytes.count), memoryBytes: 0)
        var place = (notesStart + noteBytes.count + 4095) & ~4095
        for segment in segments {
            file += Self.programHeader(
                type: segment.type, flags: segment.flags, offset: segment.offset ?? UInt64(place), address: segment.address,
                fileBytes: segment.fileBytes ?? UInt64(segment.bytes.count),
                memoryBytes: segment.memoryBytes ?? UInt64(segment.bytes.count))
            place += (segment.bytes.count + 4095) & ~4095
        }
        if usesExtendedNumbering {
            var section = [UInt8](repeating: 0, count: 64)
            section.put(header.extendedCount ?? UInt32(count), at: 44)
            file += section
        }
        file += noteBytes
        for segment in segments {
            file.align(4096)
            file += segment.bytes
        }
        return file
    }

    private static func programHeader(
        type: UInt32, flags: UInt32, offset: UInt64, address: UInt64, fileBytes: UInt64, memoryBytes: UInt64
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(u32: type)
        bytes.append(u32: flags)
        for word in [offset, address, 0, fileBytes, memoryBytes, 4096] { bytes.append(u64: word) }
        return bytes
    }
}
