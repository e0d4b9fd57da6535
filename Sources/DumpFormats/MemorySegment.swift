public import RawMemory

/// A mapping of the dumped process that the dump speaks of (a PT_LOAD program header).
public struct MemorySegment: Hashable, Sendable {
    /// The addresses the process had mapped. Never an allocation size: 278 GB of reserved memory occur in real cores.
    public let range: AddressRange
    /// Place in the file of the first byte.
    public let fileOffset: UInt64
    /// Bytes the file holds from the range's start on; what lies behind them is unknown memory, not zeros.
    public let fileBytes: UInt64
    /// PF_R 4, PF_W 2, PF_X 1.
    public let flags: UInt32

    public init(range: AddressRange, fileOffset: UInt64, fileBytes: UInt64, flags: UInt32) {
        self.range = range
        self.fileOffset = fileOffset
        self.fileBytes = fileBytes
        self.flags = flags
    }

    /// The addresses whose bytes the dump holds.
    public var present: AddressRange { AddressRange(start: range.start, count: min(fileBytes, range.count)) }

    /// By address; of two that overlap the second is cut.
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
                    fileBytes: segment.fileBytes > cut ? segment.fileBytes - cut : 0, flags: segment.flags))
        }
        return kept
    }
}

extension [MemorySegment] {
    /// The one that contains `address`, of segments by address without overlaps.
    func segment(containing address: Address) -> MemorySegment? {
        let next = partitioningIndex { $0.range.start > address }
        return next > 0 && self[next - 1].range.contains(address) ? self[next - 1] : nil
    }
}
