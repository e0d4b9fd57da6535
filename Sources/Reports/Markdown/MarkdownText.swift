import RawMemory

/// Text of a dump in Markdown as GitHub and GitLab read it: shown, and nothing else. No markup, no HTML, no link, no mention of a person.
enum MarkdownText {
    /// A name as a code span, which holds no markup and mentions nobody, at most `columns` wide. A bar ends a table's cell even there.
    static func code(_ name: String, to columns: Int = 120, inCell: Bool = false) -> String {
        var text = Shortening.shortened(VisibleText.brief(name), to: columns)
        if text.isEmpty { return "(no name)" }
        var longest = longestFence(text)
        if longest > mostBackquotes {
            text = Shortening.shortened(
                text.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "\\u{60}"), to: columns)
            longest = 0
        }
        let fence = String(repeating: "`", count: longest + 1)
        // A space at both ends is taken away again, and one keeps a backquote from the fence.
        let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.hasPrefix(" ") || text.hasSuffix(" ") ? " " : ""
        return fence + pad + (inCell ? withoutBars(text) : text) + pad + fence
    }

    /// Readers of Markdown give up on longer runs (80 in cmark-gfm): then a span is none.
    private static let mostBackquotes = 16

    private static func longestFence(_ text: String) -> Int {
        var (longest, current) = (0, 0)
        for scalar in text.unicodeScalars {
            current = scalar == "`" ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }

    /// With a backslash before each bar. After a backslash of the name's own there is no way to write it, and it is shown by its number.
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

    /// A sentence, with whatever names are in it, at most `columns` wide. Never for the start of a line, where `-` or `1.` would act.
    static func sentence(_ text: String, to columns: Int = 600) -> String {
        var shown = String.UnicodeScalarView()
        var last: Unicode.Scalar = " "
        // A blank at the start would take away the meaning of `**` before it.
        let scalars = Array(Shortening.shortened(VisibleText.brief(text), to: columns).unicodeScalars.drop { $0 == " " })
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            if special.contains(scalar) || (scalar == ":" && (next == "/" || next.properties.isAlphabetic || next == "+" || next == "-")) {
                shown.append("\\")
            }
            if scalar == ".", last == "w" || last == "W" { shown.append("\\") }
            shown.append(scalar)
            // No person (`@name`) and no issue (`#7`) is meant: a blank of no width keeps both from being found.
            if scalar == "@" || scalar == "#" { shown.append("\u{200b}") }
            last = scalar
        }
        return String(shown)
    }

    private static let special: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "[", "]", "<", ">", "#", "|", "~", "&", "$", "@", "!", "{", "}", "^",
    ]

    /// A word for an HTML comment: nothing that could end it.
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
                shown.append(contentsOf: "%\(byte.hexadecimal(digits: 2))".unicodeScalars)
            }
        }
        if shown.last == "-" { shown.append(contentsOf: "%".unicodeScalars) }
        return String(shown)
    }
}
