import RawMemory

/// Text of a dump in Markdown as GitHub and GitLab read it. It is only shown: it is no markup, HTML or link, and mentions no person.
enum MarkdownText {
    /// A name as a code span, at most `columns` wide. A code span has no markup and mentions no person, but a bar in it ends a table's cell.
    static func code(_ name: String, to columns: Int = 120, inCell: Bool = false) -> String {
        var text = Shortening.visible(name, to: columns)
        if text.isEmpty { return "(no name)" }
        var longest = longestFence(text)
        if longest > mostBackquotes {
            text = Shortening.shortened(
                text.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "\\u{60}"), to: columns)
            longest = 0
        }
        let fence = String(repeating: "`", count: longest + 1)
        // Readers remove one space at both ends. It keeps a backquote apart from the fence.
        let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") || text.hasSuffix(" ") ? " " : ""
        return fence + pad + (inCell ? withoutBars(text) : text) + pad + fence
    }

    /// Readers of Markdown do not take longer runs for a fence (80 in cmark-gfm).
    private static let mostBackquotes = 16

    private static func longestFence(_ text: String) -> Int {
        var (longest, current) = (0, 0)
        for scalar in text.unicodeScalars {
            current = scalar == "`" ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }

    /// The text with a backslash before each bar. A bar after a backslash cannot be written, so it is shown by its number.
    private static func withoutBars(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "|")) else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "|" {
                shown.append(contentsOf: (shown.last == "\\" ? "\\u{7c}" : "\\|").unicodeScalars)
            } else {
                shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// A text with its names as code spans.
    static func text(_ text: PageText) -> String {
        text.spans.enumerated().map { place, span in
            switch span {
            case .words(let words): sentence(words, isStart: place == 0)
            case .name(let name, .columns(let columns)): code(name, to: columns)
            case .name(let name, _): code(name)
            }
        }.joined()
    }

    /// A sentence with the names in it, at most `columns` wide. Only `atLineStart` makes it fit for the start of a line. `isStart`: nothing
    /// stands before it.
    static func sentence(_ text: String, to columns: Int = 600, isStart: Bool = true) -> String {
        var shown = String.UnicodeScalarView()
        var last: Unicode.Scalar = " "
        // With a blank after it, `**` is no markup.
        let scalars = Array(Shortening.visible(text, to: columns).unicodeScalars.drop { isStart && $0 == " " })
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            if special.contains(scalar) || (scalar == ":" && (next == "/" || next.properties.isAlphabetic || next == "+" || next == "-")) {
                shown.append("\\")
            }
            if scalar == ".", last == "w" || last == "W" { shown.append("\\") }
            shown.append(scalar)
            // A blank of no width keeps GitHub from taking it for a person (`@name`) or an issue (`#7`).
            if scalar == "@" || scalar == "#" { shown.append("\u{200b}") }
            last = scalar
        }
        return String(shown)
    }

    /// A written text for the start of a line, where `-` or `1.` would make a list and `---` a rule.
    static func atLineStart(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let place = scalars.firstIndex { !("0"..."9").contains($0) } ?? scalars.endIndex
        guard place < scalars.endIndex else { return text }
        let acting: Set<Unicode.Scalar> = place == scalars.startIndex ? ["-", "+", "="] : [".", ")"]
        guard acting.contains(scalars[place]) else { return text }
        return String(scalars[..<place]) + "\\" + String(scalars[place...])
    }

    private static let special: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "[", "]", "<", ">", "#", "|", "~", "&", "$", "@", "!", "{", "}", "^",
    ]

    /// A word for an HTML comment. It has nothing that could end the comment.
    static func marker(_ name: String) -> String {
        if name.isEmpty { return "unnamed" }
        var shown = String.UnicodeScalarView()
        for byte in name.utf8.prefix(200) {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "." || scalar == "_")
            if isPlain || (scalar == "-" && shown.last != "-") {
                shown.append(scalar)
            } else {
                shown.append("%")
                shown.append(contentsOf: byte.hexadecimal(digits: 2).unicodeScalars)
            }
        }
        if shown.last == "-" { shown.append(contentsOf: "%".unicodeScalars) }
        return String(shown)
    }
}
