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

/// Reads what `ByteWriter` wrote. Throws `CodecError.truncated` after the end.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    var left: Int { bytes.endIndex - place }

    /// The highest bit of each of eight bytes. It is clear in the last byte of a number.
    private static let highestBits: UInt64 = 0x8080_8080_8080_8080

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

    /// So many numbers, in place of those in `numbers`. After an error nothing in `numbers` means anything.
    mutating func varints(_ count: Int, into numbers: inout [UInt64]) throws(CodecError) {
        // A number takes a byte at least: no memory is taken for numbers that cannot be there.
        guard count <= left else { throw .truncated }
        numbers.setCount(count, 0)
        var index = 0
        while index < count {
            index = ByteReader.fill(&numbers, from: index, bytes, &place)
            if index < count {
                numbers[index] = try varint()
                index += 1
            }
        }
    }

    /// Short numbers, of which nearly all columns consist, up to the first that is long or stands close to the end; answers which that is.
    private static func fill(_ numbers: inout [UInt64], from first: Int, _ bytes: ArraySlice<UInt8>, _ place: inout Int) -> Int {
        let source = unsafe bytes.span.bytes
        var target = numbers.mutableSpan
        var index = first
        var at = place - bytes.startIndex
        while index < target.count, at <= source.byteCount - 8 {
            let word = UInt64(littleEndian: unsafe source.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            let ends = ~word & ByteReader.highestBits
            if ends == ByteReader.highestBits, index <= target.count - 8 {
                // Eight of one byte each.
                for byte in 0..<8 { target[index + byte] = word >> UInt64(8 * byte) & 0xFF }
                index += 8
                at += 8
                continue
            }
            if ends & 0x80 != 0 {
                target[index] = word & 0x7F
                at += 1
            } else if ends & 0x8000 != 0 {
                target[index] = word & 0x7F | word >> 1 & 0x3F80
                at += 2
            } else if ends & 0x80_0000 != 0 {
                target[index] = word & 0x7F | word >> 1 & 0x3F80 | word >> 2 & 0x1F_C000
                at += 3
            } else {
                break
            }
            index += 1
        }
        place = bytes.startIndex + at
        return index
    }

    /// Passes over so many numbers, which are checked as if they were read.
    mutating func skipVarints(_ count: Int) throws(CodecError) {
        guard count <= left else { throw .truncated }
        var rest = count
        while rest > 0 {
            let ends = endsAhead
            if ends != 0, rest >= 8 {
                // As far as whole numbers go. The sum of eight bytes of 0 or 1 is made in the topmost one.
                rest -= Int(((ends >> 7) &* 0x0101_0101_0101_0101) >> 56)
                place += 8 - ends.leadingZeroBitCount / 8
            } else {
                _ = try varint()
                rest -= 1
            }
        }
    }

    /// The highest bit of each of the next eight bytes that ends a number; 0 when fewer than eight are left.
    private var endsAhead: UInt64 {
        let source = unsafe bytes.span.bytes
        let at = place - bytes.startIndex
        guard at <= source.byteCount - 8 else { return 0 }
        return ~UInt64(littleEndian: unsafe source.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)) & ByteReader.highestBits
    }

    /// Passes over `expected` if it comes next.
    mutating func take(_ expected: [UInt8]) -> Bool {
        guard expected.count <= left, bytes[place..<(place + expected.count)].elementsEqual(expected) else { return false }
        place += expected.count
        return true
    }

    /// The bytes that `later`, a copy of this reader, has read since.
    func bytes(to later: ByteReader) -> ArraySlice<UInt8> { bytes[place..<later.place] }

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
