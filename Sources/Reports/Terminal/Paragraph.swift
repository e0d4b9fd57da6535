/// Breaks sentences into lines at spaces.
enum Paragraph {
    /// Later lines begin with `hanging` spaces. A text with more than `most` lines ends in `…`. A word that is longer than a line is cut in the
    /// middle, or with `keepsWords` has a line of its own, so that it can be copied. Only for text that `VisibleText` gave.
    static func lines(_ text: String, width: Int, hanging: Int = 0, most: Int = .max, keepsWords: Bool = false) -> [String] {
        var lines: [String] = []
        var line = ""
        var isFresh = true
        for word in unbroken(text) {
            let used = VisibleText.width(line)
            if !isFresh, used + 1 + VisibleText.width(word) > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging)
                isFresh = true
            }
            if !isFresh { line += " " }
            line += keepsWords ? word : Shortening.shortened(word, to: max(1, width - VisibleText.width(line)))
            isFresh = false
        }
        lines.append(line)
        if lines.count > most {
            lines = Array(lines.prefix(most))
            var last = lines[most - 1][...]
            while VisibleText.width(last) + 2 > width, let space = last.lastIndex(of: " ") { last = last[..<space] }
            lines[most - 1] = String(last).trimmedEnd + " …"
        }
        return lines.map(\.trimmedEnd)
    }

    /// The words. A number and its unit are one word.
    private static func unbroken(_ text: String) -> [String] {
        var words: [String] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let letters = word.prefix { $0.isLetter }
            if let last = words.last, last.last?.isNumber ?? false, letters == "B" || (letters.count == 2 && letters.last == "B") {
                words[words.count - 1] = last + " " + word
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    /// `modules  text`: a label in a column of its own that is `labelWidth` wide, and the text beside it.
    static func labelled(_ label: String, _ text: String, labelWidth: Int, width: Int, most: Int = .max) -> [String] {
        let label = "  " + VisibleText.padded(label, to: labelWidth) + " "
        return lines(label + text, width: width, hanging: VisibleText.width(label), most: most)
    }
}
