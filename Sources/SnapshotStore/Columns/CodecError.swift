/// Why a section's blob cannot be decoded. Never a trap: a store is as hostile as any file.
enum CodecError: Error, Equatable, Sendable {
    case notASection
    case newerFormat(UInt8)
    /// LZ4's own words, or a checksum that is wrong.
    case badFrame(String)
    case truncated
    /// A number that no section has: what it counts.
    case implausible(String)
}
