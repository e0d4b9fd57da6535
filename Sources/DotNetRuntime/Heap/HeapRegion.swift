package import RawMemory

/// A region of the GC heap (a heap_segment): memory of one generation.
package struct HeapRegion: Hashable, Sendable {
    package let generation: Generation
    /// From the first object to the end of allocated memory.
    package let objects: AddressRange
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
