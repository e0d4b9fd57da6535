package import CoreCLR
import RawMemory

/// What the bytes of one region turned out to be. All of them are accounted for: objects, Free, contexts, and what was skipped.
package struct RegionAccount: Equatable, Sendable {
    package let region: HeapRegion
    /// Free not counted.
    package var objects: UInt64 = 0
    /// Each object's size rounded up to 8; Free not counted.
    package var objectBytes: UInt64 = 0
    package var free = GenerationShares.Share()
    /// Of threads' contexts that were stepped over, the rest of caught ones not counted.
    package var contextBytes: UInt64 = 0
    /// In order.
    package var skipped: [SkippedRange] = []

    init(_ region: HeapRegion) { self.region = region }
}
