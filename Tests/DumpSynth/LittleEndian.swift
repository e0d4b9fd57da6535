/// Writing structures as the dumped process has them: little-endian, at byte offsets.
extension [UInt8] {
    package mutating func append(u16 value: UInt16) { append(little: value) }
    package mutating func append(u32 value: UInt32) { append(little: value) }
    package mutating func append(u64 value: UInt64) { append(little: value) }

    private mutating func append(little value: some FixedWidthInteger) {
        for byte in 0..<(value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> (byte * 8))) }
    }

    /// Writes at `offset`, with zeros before it when that lies behind the end.
    package mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        extend(to: offset + value.bitWidth / 8)
        for byte in 0..<(value.bitWidth / 8) { self[offset + byte] = UInt8(truncatingIfNeeded: value >> (byte * 8)) }
    }

    package mutating func put(_ bytes: [UInt8], at offset: Int) {
        extend(to: offset + bytes.count)
        replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }

    /// Appends zeros up to `count` bytes.
    package mutating func extend(to count: Int) {
        if count > self.count { append(contentsOf: repeatElement(0, count: count - self.count)) }
    }

    /// Appends zeros up to a multiple of `alignment`.
    package mutating func align(_ alignment: Int) { extend(to: (count + alignment - 1) / alignment * alignment) }

    /// UTF-8 with a zero byte behind it.
    package static func cString(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    /// UTF-16 with a zero word behind it.
    package static func utf16String(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in text.utf16 { bytes.append(u16: word) }
        bytes.append(u16: 0)
        return bytes
    }
}
