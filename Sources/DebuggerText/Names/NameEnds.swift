/// Where the name of a type ends in the rest of a line, and whether it goes on in the next one.
enum NameEnds {
    /// The name without a remark behind it: `System.String` of `System.String   ← the most`. A remark follows three spaces, or a space and an arrow.
    static func withoutRemark(_ printed: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var (depth, spaces) = (0, 0)
        var place = printed.startIndex
        while place < printed.endIndex {
            let byte = printed[place]
            if depth <= 0, spaces > 0, byte != .space,
                spaces >= mostSpaces || arrows.contains(where: { printed[place...].starts(with: $0) })
            {
                return PrintedNumber.trimmed(printed[..<place])
            }
            spaces = byte == .space ? spaces + 1 : 0
            depth += change(byte)
            place += 1
        }
        return printed
    }

    /// Spaces between a name and a remark; there are fewer in a name.
    private static let mostSpaces = 3
    private static let arrows = ["←", "⇐", "⟵", "→", "<-", "<=", "<<", "-->", "==>"].map { Array($0.utf8) }

    /// Whether brackets of the name are open, so it is only a part of one.
    static func isOpen(_ name: ArraySlice<UInt8>) -> Bool { name.reduce(0) { $0 + change($1) } > 0 }

    /// Whether the name has the number of its arguments and no arguments, as where the rest stands in the next line: ``Dictionary`2+E``.
    static func lacksArguments(_ name: ArraySlice<UInt8>) -> Bool {
        name.contains(UInt8(ascii: "`")) && !name.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "<") }
    }

    /// Whether a line can be the rest of a name of which brackets are open, or of one that lacks its arguments: words behind a name are a remark.
    static func goesOn(_ name: [UInt8], _ rest: ArraySlice<UInt8>) -> Bool {
        if isOpen(name[...]) { return rest.contains { change($0) != 0 || $0 == UInt8(ascii: ",") } }
        guard let arguments = rest.firstIndex(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "<") }) else { return false }
        return rest[..<arguments].allSatisfy {
            $0.isOfName || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: ".")
        }
    }

    private static func change(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "<"): 1
        case UInt8(ascii: "]"), UInt8(ascii: ">"): -1
        default: 0
        }
    }
}
