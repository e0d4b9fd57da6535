import RawMemory

/// The lines of a text, one at a time: UTF-8 and other encodings that extend ASCII, and UTF-16 with a byte-order mark or with zeros in every second
/// byte. The memory that it takes does not depend on the size of the text.
package struct TextLines {
    private let encoding: Encoding
    /// The part of the text that was read, in bytes.
    package private(set) var offset: Int
    private var cleaning = LineCleaning()
    private var units: [UInt16] = []
    /// The number of lines that were read.
    package private(set) var count = 0

    /// Bytes of a line that are read. A line with a hundred thousand blocks of a loader heap takes less.
    static let longest = 1 << 22

    package enum Encoding: String, Sendable { case utf8, utf16LittleEndian, utf16BigEndian }

    package init(_ bytes: RawSpan) {
        encoding = Self.encoding(of: bytes)
        offset = encoding != .utf8 && [0xFEFF, 0xFFFE].contains(bytes.u16(at: 0) ?? 0) ? 2 : 0
    }

    /// By the byte-order mark, or by the zeros in the first 64 bytes.
    package static func encoding(of bytes: RawSpan) -> Encoding {
        switch bytes.u16(at: 0) {
        case 0xFEFF: return .utf16LittleEndian
        case 0xFFFE: return .utf16BigEndian
        default: break
        }
        let head = (0..<min(64, bytes.byteCount)).map { bytes.u8(at: $0) ?? 0 }
        guard head.count >= 8 else { return .utf8 }
        let (even, odd) = (head.indices.filter { $0 % 2 == 0 }, head.indices.filter { $0 % 2 == 1 })
        if odd.allSatisfy({ head[$0] == 0 }), even.allSatisfy({ head[$0] != 0 }) { return .utf16LittleEndian }
        if even.allSatisfy({ head[$0] == 0 }), odd.allSatisfy({ head[$0] != 0 }) { return .utf16BigEndian }
        return .utf8
    }

    /// Reads the next line of `bytes`, always the same text, into `line`. False after the last one.
    package mutating func next(_ bytes: RawSpan, _ line: inout TextLine) -> Bool {
        guard offset < bytes.byteCount else { return false }
        line.bytes.removeAll(keepingCapacity: true)
        line.isShortened = encoding == .utf8 ? nextOfBytes(bytes, &line.bytes) : nextOfUnits(bytes, &line.bytes)
        count += 1
        line.number = count
        cleaning.clean(&line)
        return true
    }

    /// True when the end of the line was left out.
    private mutating func nextOfBytes(_ bytes: RawSpan, _ line: inout [UInt8]) -> Bool {
        let end = bytes.firstOffset(of: [10], from: offset) ?? bytes.byteCount
        let kept = min(end - offset, Self.longest)
        let isShortened = end - offset > kept
        bytes.append(offset, kept, to: &line)
        offset = end + 1
        return isShortened
    }

    private mutating func nextOfUnits(_ bytes: RawSpan, _ line: inout [UInt8]) -> Bool {
        units.removeAll(keepingCapacity: true)
        var isCut = false
        while let found = bytes.u16(at: offset) {
            offset += 2
            let unit = encoding == .utf16BigEndian ? found.byteSwapped : found
            if unit == 10 { break }
            if units.count < Self.longest { units.append(unit) } else { isCut = true }
        }
        // The last byte of a text with an odd number of them.
        if offset == bytes.byteCount - 1 { offset += 1 }
        line.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
        return isCut
    }
}
