/// What the prose around the tables says of the process's committed memory: `MEM_COMMIT占用了4.384G`, `MEM_COMMIT=7.5G`. Authors write it where they
/// show the table itself as a picture.
package struct CommittedMention: Sendable, Equatable {
    /// The number as written means some number of bytes from here to there.
    package var bytes: ClosedRange<UInt64>
    /// As written, with its unit: `4.384 GB`.
    package var written: String
}

/// A line with `MEM_COMMIT` and, within a few characters, a number with the unit of WinDbg, whose GB has 2^30 bytes. A row of a table has the name,
/// a count and a size in hexadecimal, and is none.
struct CommittedMentionGrammar: TableGrammar {
    private let mention: CommittedMention

    init?(opening line: TextLine, _ context: TextContext) {
        guard let place = line.place(of: "MEM_COMMIT"), !line.bytes.contains(UInt8(ascii: "`")),
            let mention = Self.number(line.bytes[(place + 10)...])
        else {
            return nil
        }
        self.mention = mention
    }

    var content: TableContent? { .committed(mention) }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse { .last }

    /// How many bytes may stand between the name and its number: a few words in any script.
    private static let farthest = 24

    private static func number(_ text: ArraySlice<UInt8>) -> CommittedMention? {
        guard let start = text.firstIndex(where: \.isDigit), start - text.startIndex <= farthest,
            !text[text.startIndex..<start].contains(UInt8(ascii: ":")) && !text[text.startIndex..<start].contains(UInt8(ascii: "("))
        else { return nil }
        var place = start
        var (digits, decimals): (UInt64, Int) = (0, -1)
        while place < text.endIndex, place - start < 12 {
            let byte = text[place]
            if byte.isDigit {
                digits = digits * 10 + UInt64(byte - 48)
                if decimals >= 0 { decimals += 1 }
            } else if byte == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
            } else {
                break
            }
            place += 1
        }
        let numberEnd = place
        while place < text.endIndex, text[place] == .space { place += 1 }
        guard place < text.endIndex, let shift = [UInt8(ascii: "g"): UInt64(30), UInt8(ascii: "m"): 20][text[place].lowercased] else {
            return nil
        }
        let behind = place + 1 < text.endIndex ? text[place + 1].lowercased : .space
        guard behind == UInt8(ascii: "b") || !behind.isDigit && !(97...122).contains(behind) else { return nil }
        let scale = (0..<max(decimals, 0)).reduce(UInt64(1)) { product, _ in product * 10 }
        guard digits < 1 << 20 * 10, digits > 0 else { return nil }
        // Half a unit of the last digit in both directions.
        let unit = UInt64(1) << shift
        let (low, high) = ((digits * 2 - 1) * unit / (2 * scale), (digits * 2 + 1) * unit / (2 * scale))
        let written = String(decoding: text[start..<numberEnd], as: UTF8.self) + (shift == 30 ? " GB" : " MB")
        return CommittedMention(bytes: low...high, written: written)
    }
}
