package import RawMemory

/// A part of the GC heap that holds objects of one generation: a region, a segment, or a generation's share of the ephemeral segment.
package struct HeapRegion: Hashable, Sendable {
    /// Number of the heap it belongs to: 0 of the workstation GC.
    package let heap: Int
    package let generation: Generation
    /// From the first object to the end of allocated memory.
    package let objects: AddressRange
    /// What of the segment's committed and reserved memory belongs to this part; the parts of one segment together are the whole of it.
    package let committed: AddressRange
    package let reserved: AddressRange
}

/// Memory in generation 0 that a thread has taken for its next objects: not objects yet.
package struct AllocationContext: Hashable, Sendable {
    /// Where the next object would go.
    package let pointer: Address
    package let limit: Address

    /// The GC keeps room for one smallest object behind a context's limit.
    package static let tail: UInt64 = 24

    /// First byte behind the hole.
    package var holeEnd: Address { limit + Self.tail }
}
