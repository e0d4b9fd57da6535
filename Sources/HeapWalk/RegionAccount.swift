package import CoreCLR

/// What the bytes of one region turned out to be. All of them are accounted for: objects, Free objects, allocation contexts, and what was
/// skipped.
package struct RegionAccount: Equatable, Sendable {
    private let scanned: ScannedRegion
    /// Free objects not counted.
    package let objects: UInt64
    /// Each object's size rounded up to 8. Free objects not counted.
    package let objectBytes: UInt64
    package let free: GenerationShares.Share

    init(_ scanned: ScannedRegion, _ all: GenerationShares.Share, free: GenerationShares.Share) {
        self.scanned = scanned
        // Sums saturate: of a damaged heap there may be more bytes in Free objects than were walked.
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
