public import RawMemory

/// The headers of a PE image (executable or library, native or managed), in its file or in the dumped process.
///
/// Only the numbers before the data directories are required: a heap dump may hold the header and not the whole section table. All places
/// are offsets from the beginning of the file or the base of the image.
public struct PEHeader: Sendable {
    /// TimeDateStamp. Reproducible compilers write a hash of the content there.
    public let timeStamp: UInt32
    /// SizeOfImage: bytes that the image takes in memory. `nil` when it is not in the dump.
    public let imageSize: UInt32?
    /// PE32+ (64-bit addresses), not PE32.
    public let isPE32Plus: Bool
    public let sectionCount: UInt16
    private let directories: UInt64
    private let sectionTable: UInt64

    /// A row of the section table.
    public struct Section: Hashable, Sendable {
        /// In memory, from the base on.
        public let virtualStart: UInt32
        public let virtualSize: UInt32
        public let fileStart: UInt32
        public let fileSize: UInt32
        public let flags: UInt32

        public var isCode: Bool { flags & 0x2000_0000 != 0 }
        public var isWritable: Bool { flags & 0x8000_0000 != 0 }
    }

    /// A data directory: where it begins in memory, from the base on, and its bytes.
    public struct Directory: Hashable, Sendable {
        public let start: UInt32
        public let size: UInt32
    }

    /// `nil` when no PE image begins here, or when its headers are not in the dump.
    ///
    /// "MZ" at 0; at 0x3C the place of "PE\0\0", after which come number of sections u16 6, time stamp u32 8, size of the optional header
    /// u16 20, and the optional header at 24: magic u16 0, size of the image u32 56, data directories at 112 (PE32+) or 96.
    public init?(_ bytes: borrowing some NumberSource & ~Escapable) {
        guard bytes.u16(atOffset: 0) == 0x5A4D, let place = bytes.u32(atOffset: 0x3C) else { return nil }
        let header = UInt64(place)
        guard bytes.u32(atOffset: header) == 0x4550, let count = bytes.u16(atOffset: header + 6),
            let stamp = bytes.u32(atOffset: header + 8), let optionalSize = bytes.u16(atOffset: header + 20),
            let magic = bytes.u16(atOffset: header + 24)
        else { return nil }
        timeStamp = stamp
        imageSize = bytes.u32(atOffset: header + 24 + 56)
        isPE32Plus = magic == 0x20B
        sectionCount = count
        directories = header + 24 + (isPE32Plus ? 112 : 96)
        sectionTable = header + 24 + UInt64(optionalSize)
    }

    /// Data directory `number` (0 to 15); `nil` when its row is not in the dump. An empty one starts at 0.
    public func directory(_ number: UInt8, _ bytes: borrowing some NumberSource & ~Escapable) -> Directory? {
        let row = directories + UInt64(number) * 8
        guard let start = bytes.u32(atOffset: row), let size = bytes.u32(atOffset: row + 4) else { return nil }
        return Directory(start: start, size: size)
    }

    /// The declared number of data directories; `nil` when it is not in the dump.
    public func directoryCount(_ bytes: borrowing some NumberSource & ~Escapable) -> UInt32? { bytes.u32(atOffset: directories - 4) }

    /// Section `index`, below `sectionCount`; `nil` when its row is not in the dump.
    public func section(_ index: UInt16, _ bytes: borrowing some NumberSource & ~Escapable) -> Section? {
        let row = sectionTable + UInt64(index) * 40
        guard index < sectionCount, let size = bytes.u32(atOffset: row + 8), let start = bytes.u32(atOffset: row + 12),
            let fileSize = bytes.u32(atOffset: row + 16), let fileStart = bytes.u32(atOffset: row + 20),
            let flags = bytes.u32(atOffset: row + 36)
        else { return nil }
        return Section(virtualStart: start, virtualSize: size, fileStart: fileStart, fileSize: fileSize, flags: flags)
    }

    /// The offset of the byte that a loader maps at `relative` bytes after the image's base. With `isMapped` the sections are where a
    /// loader maps them; otherwise the image is as in its file. `nil` when no section contains the byte, or when the row of its section or
    /// one before it is missing.
    public func offset(of relative: UInt32, isMapped: Bool, _ bytes: borrowing some NumberSource & ~Escapable) -> UInt64? {
        if isMapped { return UInt64(relative) }
        for index in 0..<sectionCount {
            guard let section = section(index, bytes) else { return nil }
            guard relative >= section.virtualStart, relative - section.virtualStart < max(section.virtualSize, section.fileSize) else {
                continue
            }
            return UInt64(section.fileStart) + UInt64(relative - section.virtualStart)
        }
        return nil
    }
}
