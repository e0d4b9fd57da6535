/// The signs of reports and messages in ASCII, for a terminal that shows no UTF-8. Each takes the same one column.
package enum ASCIISigns {
    private static let signs: [Unicode.Scalar: Unicode.Scalar] = [
        "…": "~", "│": "|", "╎": ":", "┤": "+", "└": "+", "─": "-", "▁": "_", "▂": ".", "▃": ",", "▄": "-", "▅": "=", "▆": "+", "▇": "*",
        "█": "#", "▓": "%", "▒": "o", "░": ":", "▚": "x", "▞": "/", "▖": "'", "▝": "`",
    ]
    /// A character of the chart is darker the more dots it has.
    private static let dots: [Unicode.Scalar] = [" ", ".", ".", ":", ":", "+", "+", "#", "#"]

    /// The text with every such sign replaced. Other characters stay as they are.
    package static func written(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var written = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if (0x2800...0x28FF).contains(scalar.value) {
                written.append(dots[(scalar.value & 0xFF).nonzeroBitCount])
            } else {
                written.append(signs[scalar] ?? scalar)
            }
        }
        return String(written)
    }
}
