/// Words that a debugger prints, compared without regard to case.
package struct Phrase: ExpressibleByStringLiteral, Sendable {
    let bytes: [UInt8]

    package init(stringLiteral text: String) { bytes = text.utf8.map(\.lowercased) }
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
