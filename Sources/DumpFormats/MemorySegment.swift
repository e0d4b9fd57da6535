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
}
