/// Writes structures of the dumped process: little-endian, at byte offsets.
extension [UInt8] {
    package mutating func append(u16 value: UInt16) { put(value, at: count) }
    package mutating func append(u32 value: UInt32) { put(value, at: count) }
    package mutating func append(u64 value: UInt64) { put(value, at: count) }

    /// Writes at `offset`, after zeros if that lies past the end. It is one store without a loop, because tests build thousands of cores in
    /// debug builds.
    package mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        extend(to: offset + value.bitWidth / 8)
        unsafe withUnsafeMutableBytes { unsafe $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value)) }
    }

    package mutating func put(_ bytes: [UInt8], at offset: Int) {
        extend(to: offset + bytes.count)
        unsafe withUnsafeMutableBytes { target in
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset..<(offset + bytes.count)]).copyBytes(from: bytes)
        }
    }

    /// Appends zeros up to `count` bytes.
    package mutating func extend(to count: Int) {
        // An array of zeros is copied as a block; `repeatElement` would go byte by byte.
        if count > self.count { append(contentsOf: [UInt8](repeating: 0, count: count - self.count)) }
    }

    /// Appends zeros up to a multiple of `alignment`.
    package mutating func align(_ alignment: Int) { extend(to: (count + alignment - 1) / alignment * alignment) }

    /// UTF-8 with a zero byte after it.
    package static func cString(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    /// UTF-16 with a zero word after it.
    package static func utf16String(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in text.utf16 { bytes.append(u16: word) }
        bytes.append(u16: 0)
        return bytes
    }
}
