/// Comma-separated values (RFC 4180). Every record is one line, whatever a name contains.
struct CSVTable {
    private(set) var text = ""

    enum Cell {
        case empty
        case number(Int128)
        case real(Double)
        case text(String)
        /// A word of the program, which needs no protection.
        case word(String)
    }

    init(header: [String]) { append(header.map { .text($0) }) }

    mutating func append(_ cells: [Cell]) {
        text += cells.map(CSVTable.field).joined(separator: ",") + "\r\n"
    }

    static func field(_ cell: Cell) -> String {
        switch cell {
        case .empty: ""
        case .number(let value): String(value)
        case .real(let value): value.isFinite ? "\(value)" : ""
        case .word(let word): quoted(word)
        case .text(let text): quoted(defused(text))
        }
    }

    /// A spreadsheet takes a text that begins with one of these characters for a formula, unless an apostrophe stands before it. The test
    /// looks at the original text, because a tab or a line break is written differently afterwards.
    private static func defused(_ text: String) -> String {
        let visible = VisibleText.visible(text)
        guard let first = text.unicodeScalars.first, ["=", "+", "-", "@", "\t", "\r"].contains(first) else { return visible }
        return "'" + visible
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0a, 0x0d].contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
