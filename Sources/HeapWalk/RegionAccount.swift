package import CoreCLR

/// The bytes of one region by their use: objects, Free objects, allocation contexts, and skipped ranges.
package struct RegionAccount: Equatable, Sendable {
    private let scanned: ScannedRegion
    /// Without Free objects.
    package let objects: UInt64
    /// Sizes rounded up to 8, without Free objects.
    package let objectBytes: UInt64
    package let free: GenerationShares.Share

    init(_ scanned: ScannedRegion, _ all: GenerationShares.Share, free: GenerationShares.Share) {
        self.scanned = scanned
        // Sums saturate, so in a damaged heap Free objects may have more bytes than were walked.
        let freeBytes = min(free.bytes, scanned.objectBytes)
        objects = all.count - free.count
        objectBytes = scanned.objectBytes - freeBytes
        self.free = GenerationShares.Share(count: free.count, bytes: freeBytes)
    }

    package var region: HeapRegion { scanned.region }
    /// Allocation contexts that were stepped over. The rest of a context that was caught in the middle of an allocation is skipped instead.
    package var contextBytes: UInt64 { scanned.contextBytes }
    /// In order of address.
    package var skipped: [SkippedRange] { scanned.skipped }
}
