import DumpFormats
public import RawMemory

/// A PE32+ executable or library as it lies in the dumped process's memory: its extent, sections, exports and resources.
///
/// A heap dump holds the first bytes of coreclr.dll, its header, the export directory and .data, and not always the section table.
public struct PEImage: Sendable {
    public let base: Address
    /// From `base` on: as many bytes as the image takes in memory.
    public let range: AddressRange
    /// Those whose rows in the section table can be read.
    public let sections: [Section]
    /// Whether the row of every section could be read.
    public let hasAllSections: Bool
    /// Indexed by number: 0 exports, 2 resources. `nil` for an empty one.
    private let directories: [AddressRange?]

    public struct Section: Hashable, Sendable {
        public let range: AddressRange
        public let isWritable: Bool
        public let isCode: Bool
    }

    private static let nameLimit: UInt32 = 1 << 16
    private static let resourceLimit: UInt16 = 4096

    /// The image at `base`, of `size` bytes as the dump's list of modules says. An image whose headers are not in the dump has no sections and
    /// no exports.
    public init(_ memory: AddressSpace, base: Address, size: UInt64) {
        self.base = base
        let range = AddressRange(start: base, count: size)
        self.range = range
        func inImage(_ start: UInt32, _ size: UInt32) -> AddressRange? {
            let found = AddressRange(start: base + UInt64(start), count: UInt64(size))
            return start == 0 || found.end > range.end ? nil : found
        }
        let image = ImageBytes(memory, base: base)
        guard let header = PEHeader(image), header.isPE32Plus else {
            sections = []
            hasAllSections = false
            directories = []
            return
        }
        directories = (0..<3 as Range<UInt8>).map { number in header.directory(number, image).flatMap { inImage($0.start, $0.size) } }
        sections = (0..<header.sectionCount).compactMap { index in
            guard let row = header.section(index, image), let range = inImage(row.virtualStart, row.virtualSize) else { return nil }
            return Section(range: range, isWritable: row.isWritable, isCode: row.isCode)
        }
        hasAllSections = sections.count == Int(header.sectionCount)
    }

    /// An exported symbol's address; `nil` when it is not exported, or when the tables are not in the dump.
    ///
    /// Export directory: number of functions u32 0x14, of names 0x18, tables of functions 0x1C, of names 0x20, of ordinals 0x24.
    public func symbol(_ name: String, _ memory: AddressSpace) -> Address? {
        guard let directory = directories.first ?? nil, let functionCount = memory.u32(directory.start + 0x14),
            let count = memory.u32(directory.start + 0x18), count <= Self.nameLimit, let functions = memory.u32(directory.start + 0x1C),
            let names = memory.u32(directory.start + 0x20), let ordinals = memory.u32(directory.start + 0x24)
        else { return nil }
        for index in 0..<UInt64(count) {
            guard let text = memory.u32(base + UInt64(names) + index * 4),
                memory.cString(base + UInt64(text), limit: name.utf8.count) == name
            else { continue }
            guard let ordinal = memory.u16(base + UInt64(ordinals) + index * 2), UInt32(ordinal) < functionCount,
                let place = memory.u32(base + UInt64(functions) + UInt64(ordinal) * 4)
            else { return nil }
            return base + UInt64(place)
        }
        return nil
    }

    /// The data of a resource of type RT_RCDATA (10) by its name, in its first language; `nil` when there is none, or when it is not in the
    /// dump.
    ///
    /// A directory: number of named rows u16 12, of numbered ones u16 14, rows of {name u32, place u32} from 16 on; a name has its high bit
    /// set and leads to {length u16, UTF-16}; a place has it when it leads to another directory, else to {start u32, bytes u32}.
    public func resource(_ name: String, _ memory: AddressSpace) -> AddressRange? {
        guard directories.count > 2, let root = directories[2]?.start else { return nil }
        func row(of directory: Address, where isWanted: (UInt32) -> Bool) -> UInt32? {
            guard let named = memory.u16(directory + 12), let numbered = memory.u16(directory + 14) else { return nil }
            for index in 0..<UInt64(min(Int(named) + Int(numbered), Int(Self.resourceLimit))) {
                guard let id = memory.u32(directory + 16 + index * 8), let place = memory.u32(directory + 20 + index * 8) else {
                    return nil
                }
                if isWanted(id) { return place }
            }
            return nil
        }
        func below(_ place: UInt32) -> Address? { place & 0x8000_0000 != 0 ? root + UInt64(place & 0x7FFF_FFFF) : nil }
        func isNamed(_ id: UInt32) -> Bool {
            guard let text = below(id), let count = memory.u16(text), Int(count) == name.utf16.count else { return false }
            return zip(0..., name.utf16).allSatisfy { memory.u16(text + 2 + UInt64($0) * 2) == $1 }
        }
        guard let type = row(of: root, where: { $0 == 10 }).flatMap(below), let entry = row(of: type, where: isNamed).flatMap(below),
            let leaf = row(of: entry, where: { _ in true }), below(leaf) == nil, let start = memory.u32(root + UInt64(leaf)),
            let size = memory.u32(root + UInt64(leaf) + 4)
        else { return nil }
        let found = AddressRange(start: base + UInt64(start), count: UInt64(size))
        return found.end > range.end ? nil : found
    }
}
