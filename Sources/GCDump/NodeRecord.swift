import RawMemory

/// The record of a node in the blob: `type * 2 + 1` and a size, or `type * 2` for the usual size of the type; then the number of children, and each
/// child as a difference of its number.
struct NodeRecord {
    let type: Int
    /// In bytes.
    var size: UInt32
    let childCount: Int
    /// The place of the first child in the blob.
    let childrenAt: Int

    /// `nil` when the record does not lie in the blob, or says something that cannot be.
    @inline(__always)
    init?(_ blob: RawSpan, at place: Int, _ sizes: [Int32]) {
        var place = place
        guard let word = compressedNumber(blob, &place) else { return nil }
        let type = Int(word >> 1)
        guard type >= 0, type < sizes.count else { return nil }
        var size = sizes[type]
        if word & 1 != 0 {
            guard let own = compressedNumber(blob, &place) else { return nil }
            size = own
        }
        // Each child takes a byte at least.
        guard size >= 0, let children = compressedNumber(blob, &place), children >= 0, Int(children) <= blob.byteCount - place else {
            return nil
        }
        self.type = type
        self.size = UInt32(size)
        childCount = Int(children)
        childrenAt = place
    }
}

extension NodeRecord {
    /// The place behind the type of a record that is of a wanted one.
    @inline(__always)
    static func typePlace(_ blob: RawSpan, at place: Int, _ type: Int) -> Int? {
        var place = place
        guard let word = compressedNumber(blob, &place), Int(word >> 1) == type else { return nil }
        return place
    }
}

/// A signed number of 1 to 5 bytes, the most significant 7 bits first; the high bit says that more bytes follow. The first byte has the sign.
/// `nil` when it does not end in the blob, or is longer.
@inline(__always)
func compressedNumber(_ blob: RawSpan, _ place: inout Int) -> Int32? {
    guard var byte = blob.u8(at: place) else { return nil }
    place += 1
    var value = Int32(Int8(truncatingIfNeeded: byte << 1) >> 1)
    var more = 4
    while byte & 0x80 != 0 {
        guard more > 0, let next = blob.u8(at: place) else { return nil }
        place += 1
        more -= 1
        byte = next
        value = value &<< 7 &+ Int32(byte & 0x7F)
    }
    return value
}
