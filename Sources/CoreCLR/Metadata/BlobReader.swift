/// Reads signatures and attribute values from the front (ECMA-335 II.23). Every read returns `nil` when too few bytes are left.
package struct BlobReader {
    private let bytes: [UInt8]
    /// The number of bytes read so far.
    private(set) var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func u8() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    /// A little-endian number with `count` bytes, 1 to 8.
    package mutating func number(_ count: Int) -> UInt64? {
        guard (1...8).contains(count), count <= bytes.count - position else { return nil }
        var number: UInt64 = 0
        for place in 0..<count { number |= UInt64(bytes[position + place]) << UInt64(place * 8) }
        position += count
        return number
    }

    /// A compressed number of 1, 2 or 4 bytes. Its first bits give the length.
    package mutating func compressed() -> UInt32? {
        guard let first = u8() else { return nil }
        if first & 0x80 == 0 { return UInt32(first) }
        if first & 0xC0 == 0x80 { return u8().map { UInt32(first & 0x3F) << 8 | UInt32($0) } }
        guard first & 0xE0 == 0xC0, let second = u8(), let third = u8(), let fourth = u8() else { return nil }
        return UInt32(first & 0x1F) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
    }

    /// A text with its length before it (SerString). The length 0xFF means a null string, which is returned as an empty one.
    package mutating func text() -> String? {
        if position < bytes.count, bytes[position] == 0xFF {
            position += 1
            return ""
        }
        guard let length = compressed(), Int(length) <= bytes.count - position else { return nil }
        defer { position += Int(length) }
        return String(decoding: bytes[position..<position + Int(length)], as: UTF8.self)
    }
}
