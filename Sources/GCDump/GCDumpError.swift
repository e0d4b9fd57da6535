/// Why a .gcdump file cannot be read.
package enum GCDumpError: Error, Equatable, Sendable {
    /// The file does not begin with the signature of the format.
    case notAGCDump
    /// The version of its GCHeapDump object: 9 and later are read. Of those before, 8 was never read by any program, and 4 to 7 have another layout.
    case versionUnsupported(Int)
    /// The file ends inside a part of it. In bytes.
    case truncated(part: String, needed: UInt64, found: UInt64)
    /// Something else than expected is at an offset of the file.
    case damaged(part: String, offset: UInt64)
    /// A count that the bytes that are left cannot hold, or a negative one.
    case implausible(field: String, value: Int64, limit: UInt64)
}
