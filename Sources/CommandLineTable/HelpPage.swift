/// Builds a page of help from headings, wrapped paragraphs and lists of two columns.
struct HelpPage {
    let width: Int
    var text = ""

    init(width: Int) { self.width = width }

    /// A paragraph with an empty line before it.
    mutating func paragraph(_ words: String) { text += (text.isEmpty ? "" : "\n") + wrapped(words, width: width, indent: 0) }

    mutating func heading(_ title: String) { text += "\n\(title):\n" }

    /// A line that is never wrapped, because users copy it.
    mutating func line(_ words: String, note: String = "") {
        text += "  " + words + (note.isEmpty ? "" : "   (\(note))") + "\n"
    }

    /// The position of the right column: after the widest left entry of at most 32 characters. `nil` when the page is too narrow for two
    /// columns.
    func column(for left: [String]) -> Int? {
        let widest = left.map(\.count).filter { $0 <= 32 }.max() ?? 0
        return width < 60 ? nil : widest + 4
    }

    mutating func entries(_ entries: [(left: String, right: String)]) { self.entries(entries, column: column(for: entries.map(\.left))) }

    mutating func entries(_ entries: [(left: String, right: String)], column: Int?) {
        for (left, right) in entries {
            let start = "  " + left
            guard let column, start.count + 2 <= column else {
                text += start + "\n" + wrapped(right, width: width, indent: column ?? 8)
                continue
            }
            let lines = wrapped(right, width: width, indent: column)
            text += start + lines.dropFirst(start.count)
        }
    }
}

/// `words` in lines of at most `width` columns, each indented and ended by a line feed. A word that is longer than a line has a line of its
/// own.
func wrapped(_ words: String, width: Int, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for word in words.split(separator: " ") {
        if let last = lines.last, last.count + 1 + word.count <= width {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(margin + word)
        }
    }
    return lines.map { $0 + "\n" }.joined()
}
