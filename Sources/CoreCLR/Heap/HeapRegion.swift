package import RawMemory

/// A part of the GC heap that holds objects of one generation: a region, a segment, or a generation's share of the ephemeral segment.
package struct HeapRegion: Hashable, Sendable {
    /// Number of the heap it belongs to; 0 for the workstation GC.
    package let heap: Int
    package let generation: Generation
    /// From the first object to the end of allocated memory.
    package let objects: AddressRange
    /// This part of the segment's committed and reserved memory. The parts of a segment together are the whole of it.
    package let committed: AddressRange
    package let reserved: AddressRange
}

/// Memory in generation 0 that a thread has taken for its next objects. It holds no objects yet.
package struct AllocationContext: Hashable, Sendable {
    /// Where the next object would go.
    package let pointer: Address
    package let limit: Address

    /// Bytes: the GC keeps room for one smallest object after a context's limit.
    package static let tail: UInt64 = 24

    /// The first byte after the hole.
    package var holeEnd: Address { limit + Self.tail }
}
