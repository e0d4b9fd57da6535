/// Paths as text. The system's paths are bytes, and a `String` holds only UTF-8.
///
/// A byte that is no part of a UTF-8 sequence stands in the text as a scalar of its own, U+10FF80 to U+10FFFF, the last private ones. So text
/// and bytes convert into each other without loss. Real text with one of these scalars has its bytes kept in the same way.
public enum PathText {
    private static let first: UInt32 = 0x10_FF00
    private static let standIns = first + 0x80...first + 0xFF

    /// The text of a path of the system.
    public static func decode(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isStandIn) { return text }
        let bytes = Array(bytes)
        var text = String.UnicodeScalarView()
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var place = 0
        func keep(_ count: Int) {
            for byte in bytes[place..<min(place + count, bytes.count)] { if let scalar = standIn(byte) { text.append(scalar) } }
        }
        while place < bytes.count {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = UTF8.decode(encoded)
                if isStandIn(scalar) { keep(encoded.count) } else { text.append(scalar) }
                place += encoded.count
            case .error(let length):
                keep(length)
                place += length
            case .emptyInput: place = bytes.count
            }
        }
        return String(text)
    }

    /// The bytes of a path, as `decode` read them.
    public static func encode(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if isStandIn(scalar) { bytes.append(UInt8(truncatingIfNeeded: scalar.value)) } else { bytes += UTF8.encode(scalar) ?? .init() }
        }
        return bytes
    }

    /// The path for people: a byte that is not UTF-8 is `\xe9`.
    public static func shown(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isStandIn) else { return text }
        return text.unicodeScalars.map { shown($0) ?? String($0) }.joined()
    }

    /// `\xe9` for a scalar that stands for a byte; `nil` for any other.
    public static func shown(_ scalar: Unicode.Scalar) -> String? {
        isStandIn(scalar) ? "\\x" + UInt8(truncatingIfNeeded: scalar.value).hexadecimal(digits: 2) : nil
    }

    private static func isStandIn(_ scalar: Unicode.Scalar) -> Bool { standIns.contains(scalar.value) }

    /// ASCII needs none, and is never part of a damaged sequence.
    private static func standIn(_ byte: UInt8) -> Unicode.Scalar? { Unicode.Scalar(byte < 0x80 ? UInt32(byte) : first + UInt32(byte)) }
}

extension String {
    /// The path as the system's calls take it, with a zero byte at its end.
    public var pathBytes: [CChar] { PathText.encode(self).map { CChar(bitPattern: $0) } + [0] }
}
