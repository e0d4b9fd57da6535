/// Numbers of variable length: 7 bits a byte, lowest first, high bit set on all but the last.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func text(_ value: String) {
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func append(_ other: ByteWriter) { append(other.bytes) }
    mutating func append(_ other: [UInt8]) { bytes.append(contentsOf: other) }
}

/// Reads what `ByteWriter` wrote. Throws `CodecError.truncated` behind the end.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    var left: Int { bytes.endIndex - place }

    mutating func byte() throws(CodecError) -> UInt8 {
        guard place < bytes.endIndex else { throw .truncated }
        place += 1
        return bytes[place - 1]
    }

    mutating func varint() throws(CodecError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let next = try byte()
            // The tenth byte has room for one bit.
            if shift == 63, next > 1 { throw .implausible("a number of more than 64 bits") }
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 { return value }
        }
        throw .implausible("a number of more than 64 bits")
    }

    /// So many numbers, one behind the other. What a store's reading spends most of its time with: most numbers are of one or two bytes.
    mutating func varints(_ count: Int) throws(CodecError) -> [UInt64] {
        // A number takes a byte at least: no memory is taken for numbers that cannot be there.
        guard count <= left else { throw .truncated }
        var numbers = [UInt64](repeating: 0, count: count)
        for index in 0..<count {
            guard place + 1 < bytes.endIndex else {
                numbers[index] = try varint()
                continue
            }
            let first = bytes[place]
            let second = bytes[place + 1]
            if first < 0x80 {
                numbers[index] = UInt64(first)
                place += 1
            } else if second < 0x80 {
                numbers[index] = UInt64(first & 0x7F) | UInt64(second) << 7
                place += 2
            } else {
                numbers[index] = try varint()
            }
        }
        return numbers
    }

    /// A count of at most `limit`.
    mutating func count(_ what: String, limit: Int) throws(CodecError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else { throw .implausible(what) }
        return Int(value)
    }

    mutating func text(limit: Int) throws(CodecError) -> String {
        String(decoding: try bytes(try count("the length of a name", limit: limit)), as: UTF8.self)
    }

    /// The next `length` bytes, which is not negative.
    mutating func bytes(_ length: Int) throws(CodecError) -> ArraySlice<UInt8> {
        guard length <= left else { throw .truncated }
        place += length
        return bytes[(place - length)..<place]
    }
}
