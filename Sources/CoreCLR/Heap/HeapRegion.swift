package import RawMemory

/// A part of the GC heap that holds objects of one generation: a region, a segment, or a generation's share of the ephemeral segment.
package struct HeapRegion: Hashable, Sendable {
    /// The number of its heap; 0 for the workstation GC.
    package let heap: Int
    package let generation: Generation
    /// From the first object to the end of allocated memory.
    package let objects: AddressRange
    /// This part's share of the segment's committed and reserved memory. The parts of a segment add up to the whole segment.
    package let committed: AddressRange
    package let reserved: AddressRange
}

/// Memory in generation 0 that a thread has reserved for its next objects. It holds no objects yet.
package struct AllocationContext: Hashable, Sendable {
    /// The address of the next object.
    package let pointer: Address
    package let limit: Address

    /// In bytes. The GC keeps space for one object of the smallest size after the limit of a context.
    package static let tail: UInt64 = 24

    /// The first byte after the hole.
    package var holeEnd: Address { limit + Self.tail }
}
