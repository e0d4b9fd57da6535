package import CoreCLR
package import RawMemory

/// The result of the scan of one region: bytes of objects, of allocation contexts, and skipped ranges. Together they are the whole region.
package struct ScannedRegion: Equatable, Sendable {
    package let region: HeapRegion
    /// Objects, Free objects among them, each rounded up to 8.
    package internal(set) var objectBytes: UInt64 = 0
    /// Allocation contexts that were stepped over. The rest of a context that was caught in the middle of an allocation is skipped instead.
    package internal(set) var contextBytes: UInt64 = 0
    /// In order of address.
    package internal(set) var skipped: [SkippedRange] = []

    init(_ region: HeapRegion) { self.region = region }
}

/// Bytes of a region in which no object could be found.
package struct SkippedRange: Hashable, Sendable {
    package enum Reason: String, Sendable {
        /// The rest of a context of a thread that was allocating, or a large object in the making.
        case allocationContext
        case damaged
        /// The dump does not hold them.
        case missing
    }

    package let start: Address
    package let bytes: UInt64
    package let reason: Reason
}
