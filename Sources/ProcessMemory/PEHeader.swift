public import RawMemory

/// The headers of a PE image (executable or library, native or managed) in the dumped process or in a file that is read like one.
///
/// Only the numbers before the data directories must be there: a heap dump may hold the header and not all of the section table.
public struct PEHeader: Sendable {
    public let base: Address
    /// TimeDateStamp; compilers that build reproducibly put a hash of the content into it.
    public let timeStamp: UInt32
    /// SizeOfImage: bytes that the image takes in memory. `nil` when the dump does not hold it.
    public let imageSize: UInt32?
    /// PE32+ (64-bit addresses), not PE32.
    public let isPE32Plus: Bool
    public let sectionCount: UInt16
    private let directories: Address
    private let sectionTable: Address

    /// A row of the section table. Places are relative to the image's base in memory and to the file's beginning.
    public struct Section: Hashable, Sendable {
        public let virtualStart: UInt32
        public let virtualSize: UInt32
        public let fileStart: UInt32
        public let fileSize: UInt32
        public let flags: UInt32

        public var isCode: Bool { flags & 0x2000_0000 != 0 }
        public var isWritable: Bool { flags & 0x8000_0000 != 0 }
    }

    /// A data directory: where it begins, relative to the image's base in memory, and its bytes.
    public struct Directory: Hashable, Sendable {
        public let start: UInt32
        public let size: UInt32
    }

    /// `nil` when no PE image begins at `base`, or when the dump does not hold its headers.
    ///
    /// "MZ" at 0; at 0x3C the place of "PE\0\0", after which come number of sections u16 6, time stamp u32 8, size of the optional header
    /// u16 20, and the optional header at 24: magic u16 0, size of the image u32 56, data directories at 112 (PE32+) or 96.
    public init?(_ memory: AddressSpace, base: Address) {
        guard memory.u16(base) == 0x5A4D, let place = memory.u32(base + 0x3C) else { return nil }
        let header = base + UInt64(place)
        guard memory.u32(header) == 0x4550, let count = memory.u16(header + 6), let stamp = memory.u32(header + 8),
            let optionalSize = memory.u16(header + 20), let magic = memory.u16(header + 24)
        else { return nil }
        self.base = base
        timeStamp = stamp
        imageSize = memory.u32(header + 24 + 56)
        isPE32Plus = magic == 0x20B
        sectionCount = count
        directories = header + 24 + (isPE32Plus ? 112 : 96)
        sectionTable = header + 24 + UInt64(optionalSize)
    }

    /// Data directory `number` (0 to 15); `nil` when the dump does not hold its row. One that is empty starts at 0.
    public func directory(_ number: UInt64, _ memory: AddressSpace) -> Directory? {
        guard let start = memory.u32(directories + number * 8), let size = memory.u32(directories + number * 8 + 4) else { return nil }
        return Directory(start: start, size: size)
    }

    /// Section `index`, below `sectionCount`; `nil` when the dump does not hold its row.
    public func section(_ index: UInt16, _ memory: AddressSpace) -> Section? {
        let row = sectionTable + UInt64(index) * 40
        guard index < sectionCount, let size = memory.u32(row + 8), let start = memory.u32(row + 12), let fileSize = memory.u32(row + 16),
            let fileStart = memory.u32(row + 20), let flags = memory.u32(row + 36)
        else { return nil }
        return Section(virtualStart: start, virtualSize: size, fileStart: fileStart, fileSize: fileSize, flags: flags)
    }

    /// Where the byte lies that a loader puts `relative` bytes behind the image's base. `isMapped`: the sections lie where a loader puts
    /// them; otherwise the image lies as in its file. `nil` when no section contains it, or when a row before its section's is missing.
    public func address(of relative: UInt32, isMapped: Bool, _ memory: AddressSpace) -> Address? {
        if isMapped { return base + UInt64(relative) }
        for index in 0..<sectionCount {
            guard let section = section(index, memory) else { return nil }
            guard relative >= section.virtualStart, relative - section.virtualStart < max(section.virtualSize, section.fileSize) else {
                continue
            }
            return base + UInt64(section.fileStart) + UInt64(relative - section.virtualStart)
        }
        return nil
    }
}
