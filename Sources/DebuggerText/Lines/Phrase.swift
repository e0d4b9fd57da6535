/// Words that a debugger prints, compared without regard to case.
package struct Phrase: ExpressibleByStringLiteral, Sendable {
    private let text: String
    var count: Int { text.utf8.count }
    /// Its first two bytes in small letters.
    var start: (UInt8, UInt8) {
        let bytes = text.utf8.span
        return (bytes.count > 0 ? bytes[0].lowercased : 0, bytes.count > 1 ? bytes[1].lowercased : 0)
    }

    package init(stringLiteral text: String) { self.text = text }

    func equals(_ bytes: [UInt8]) -> Bool { bytes.count == count && begins(bytes.span, at: 0) }

    /// Whether the bytes from `place` on begin with it.
    func begins(_ bytes: Span<UInt8>, at place: Int) -> Bool {
        let wanted = text.utf8.span
        guard place >= 0, place <= bytes.count - wanted.count else { return false }
        for index in 0..<wanted.count where bytes[place + index].lowercased != wanted[index].lowercased { return false }
        return true
    }

    /// Where it first stands at or behind `start`.
    func place(in bytes: Span<UInt8>, from start: Int) -> Int? {
        let (count, first) = (count, self.start.0)
        guard start >= 0, count > 0 else { return nil }
        var place = start
        while place <= bytes.count - count {
            if bytes[place].lowercased == first, begins(bytes, at: place) { return place }
            place += 1
        }
        return nil
    }
}

extension UInt8 {
    /// The small letter of a capital letter of ASCII; any other byte itself.
    @inlinable package var lowercased: UInt8 { self >= 65 && self <= 90 ? self | 32 : self }
    @inlinable package var isDigit: Bool { self >= 48 && self <= 57 }
    @inlinable package var isHexDigit: Bool { isDigit || (lowercased >= 97 && lowercased <= 102) }
    /// A byte of a name: a letter, a digit, `_`, or a part of a character outside ASCII.
    @inlinable package var isOfName: Bool { isDigit || (lowercased >= 97 && lowercased <= 122) || self == 95 || self >= 128 }

    static let space = UInt8(ascii: " ")
    static let apostrophe = UInt8(ascii: "'")
}
