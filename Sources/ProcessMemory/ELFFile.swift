public import DumpFormats
public import RawMemory

/// An ELF executable or library on the disk, as a loader would map it but without relocations.
public struct ELFFile: Sendable {
    public let file: MappedFile
    /// The image at an address where no process has one, in `memory`.
    public let image: ELFImage
    /// The loaded segments, as far as they come from the file.
    public let memory: AddressSpace

    /// Above all links of position-independent files, so that the numbers of their dynamic sections are below it.
    private static let base = Address(0x0001_0000_0000_0000)

    /// `nil` when the file is not an ELF64 file, or when its program headers cannot be read.
    public init?(_ file: MappedFile) {
        guard let image = ELFImage(AddressSpace(file, at: Self.base), base: Self.base) else { return nil }
        self.file = file
        self.image = image
        memory = AddressSpace(
            file,
            image.segments.map { segment in
                FileMapping(
                    range: AddressRange(start: segment.range.start, count: min(segment.fileBytes, segment.range.count)),
                    fileOffset: segment.fileOffset, path: "")
            })
    }

    public var buildID: [UInt8]? { image.buildID(memory) }

    /// The address in a process of an address of `image`, when the process has the file at `base`.
    public func address(_ address: Address, base: Address) -> Address { Address(address.value &- Self.base.value &+ base.value) }

    /// Whether a mapping of the file, in a process that has the file at `base`, has bytes that the process may have written to.
    public func isWritable(_ mapping: FileMapping, base: Address) -> Bool {
        image.segments.contains { segment in
            segment.isWritable && isPlaced(mapping, in: segment, base: base)
                && mapping.fileOffset < segment.fileOffset.saturatingAdd(segment.fileBytes)
                && segment.fileOffset < mapping.fileOffset.saturatingAdd(mapping.range.count)
        }
    }

    /// Whether the mappings of a process are those that a loader makes of this file at `base`: the pages of every segment that come from the
    /// file, each once.
    public func isMapped(_ mappings: [FileMapping], base: Address) -> Bool {
        let segments = image.segments.filter { $0.fileBytes > 0 }
        return !segments.isEmpty
            && Self.pageSizes.contains { page in
                segments.allSatisfy { segment in
                    let pages = Self.pages(of: segment, page)
                    let parts = mappings.filter { isPlaced($0, in: segment, base: base) }
                        .map { AddressRange(start: Address($0.fileOffset), count: $0.range.count) }
                        .filter { pages.start <= $0.start && $0.end <= pages.end }
                        .sorted { $0.start < $1.start }
                    let end = parts.reduce(pages.start) { end, part in part.start == end ? part.end : end }
                    return end == pages.end && parts.reduce(0) { $0.saturatingAdd($1.count) } == pages.count
                }
            }
    }

    private static let pageSizes: [UInt64] = [0x1000, 0x4000, 0x10000]

    /// The offsets in the file of a segment's pages.
    private static func pages(of segment: ELFImage.Segment, _ page: UInt64) -> AddressRange {
        let end = segment.fileOffset.saturatingAdd(segment.fileBytes).saturatingAdd(page - 1)
        return AddressRange(Address(segment.fileOffset & ~(page - 1)), Address(end & ~(page - 1)))
    }

    /// Whether address and offset of a mapping are as far from each other as those of a segment. The difference wraps.
    private func isPlaced(_ mapping: FileMapping, in segment: ELFImage.Segment, base: Address) -> Bool {
        mapping.range.start.value &- mapping.fileOffset == address(segment.range.start, base: base).value &- segment.fileOffset
    }
}
