public import RawMemory

/// A mapping of the dumped process that the dump lists (a PT_LOAD program header).
public struct MemorySegment: Hashable, Sendable {
    /// The addresses that the process had mapped. Nothing of this size may be allocated: real cores have 278 GB of reserved memory.
    public let range: AddressRange
    /// The offset in the file of the first byte.
    public let fileOffset: UInt64
    /// The number of bytes from the range's start on that the file holds. The memory after them is unknown, and not zero.
    public let fileBytes: UInt64
    /// The number of bytes from the range's start on that the dump was written with: more than `fileBytes` when the file is cut off.
    public let listedBytes: UInt64
    /// PF_R 4, PF_W 2, PF_X 1.
    public let flags: UInt32

    /// Without `listedBytes` the file holds everything that the dump was written with.
    public init(range: AddressRange, fileOffset: UInt64, fileBytes: UInt64, listedBytes: UInt64? = nil, flags: UInt32) {
        self.range = range
        self.fileOffset = fileOffset
        self.fileBytes = fileBytes
        self.listedBytes = listedBytes ?? fileBytes
        self.flags = flags
    }

    public var isWritable: Bool { flags & 2 != 0 }

    /// The addresses whose bytes the dump holds.
    public var present: AddressRange { AddressRange(start: range.start, count: min(fileBytes, range.count)) }

    /// The addresses that the dump was written with.
    public var listed: AddressRange { AddressRange(start: range.start, count: min(listedBytes, range.count)) }

    /// The segments sorted by address. The second of two that overlap is cut.
    static func withoutOverlaps(_ segments: [MemorySegment]) -> [MemorySegment] {
        var kept: [MemorySegment] = []
        kept.reserveCapacity(segments.count)
        for segment in segments.sorted(by: { $0.range.start < $1.range.start }) where !segment.range.isEmpty {
            guard let last = kept.last, segment.range.start < last.range.end else {
                kept.append(segment)
                continue
            }
            let cut = last.range.end.distance(from: segment.range.start)
            guard cut < segment.range.count, let place = segment.fileOffset.checkedAdd(cut) else { continue }
            kept.append(
                MemorySegment(
                    range: AddressRange(last.range.end, segment.range.end), fileOffset: place,
                    fileBytes: segment.fileBytes > cut ? segment.fileBytes - cut : 0,
                    listedBytes: segment.listedBytes > cut ? segment.listedBytes - cut : 0, flags: segment.flags))
        }
        return kept
    }
}

extension [MemorySegment] {
    /// The segment that contains `address`. The segments must be sorted by address, without overlaps.
    func segment(containing address: Address) -> MemorySegment? {
        let next = partitioningIndex { $0.range.start > address }
        return next > 0 && self[next - 1].range.contains(address) ? self[next - 1] : nil
    }
}
