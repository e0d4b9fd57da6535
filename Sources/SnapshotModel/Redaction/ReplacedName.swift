/// A part of a name that a redaction replaced: `~0123456789`.
struct ReplacedName {
    /// Its bytes.
    let range: Range<Int>
    /// Whether the name that was replaced may begin like those that no redaction replaces (``Redaction/standardKeep``): it is that of a
    /// nested type or of a folder.
    let mayBeginAsKept: Bool

    /// The digits of a name. See ``Redaction/hash``.
    static let digits = 10
    /// The beginnings of the names that are always kept.
    static let keptRoots = Redaction.standardKeep.map { String($0.prefix { $0 != "*" }) }

    /// The replaced parts of a name, in their order.
    static func all(in bytes: [UInt8]) -> [ReplacedName] {
        var found: [ReplacedName] = []
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "~"), position == 0 || isSign(bytes[position - 1]) else {
                position += 1
                continue
            }
            let end = bytes[(position + 1)...].firstIndex { !isDigit($0) } ?? bytes.count
            if end - position - 1 == digits, end == bytes.count || isSign(bytes[end]) || bytes[end] == UInt8(ascii: "!") {
                let before = bytes[..<position].last { $0 != UInt8(ascii: " ") }
                let isWhole = before.map { Array("<,|/\\".utf8).contains($0) } ?? true
                let isFolder = end < bytes.count && Array("/\\".utf8).contains(bytes[end])
                found.append(ReplacedName(range: position..<end, mayBeginAsKept: !isWhole || isFolder))
            }
            position = end
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func isSign(_ byte: UInt8) -> Bool { TypeNameSign.all.contains(byte) || Array("/\\".utf8).contains(byte) }
}
