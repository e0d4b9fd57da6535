/// A bar with its legend: each part as a run of its own sign, and below what the signs mean. On a terminal with colours each has one too.
struct TerminalBar {
    private let bar: PageBar
    private let labelWidth: Int
    private let options: ReportOptions

    init(_ bar: PageBar, labelWidth: Int, _ options: ReportOptions) {
        self.bar = bar
        self.labelWidth = labelWidth
        self.options = options
    }

    /// The bar needs so many columns beside its label and its total.
    private static let leastColumns = 20
    private static let mostColumns = 80
    /// Of ANSI: blue, yellow, green, magenta, cyan, red.
    private static let colors = ["34", "33", "32", "35", "36", "31"]

    var lines: [String] {
        let numbers = NumberText(exact: options.exact)
        let total = " \(numbers.phrase(bar.total, bar.unit)) \(VisibleText.brief(bar.measure))"
        let label = "  " + VisibleText.padded(VisibleText.brief(bar.label), to: labelWidth) + " "
        let columns = min(TerminalBar.mostColumns, options.width - VisibleText.width(label) - VisibleText.width(total))
        let names = zip(bar.parts.indices, bar.legend(numbers)).map { "\(PageBar.sign($0)) \($1)" }
        let indent = String(repeating: " ", count: VisibleText.width(label))
        var lines: [String] = []
        if columns >= TerminalBar.leastColumns {
            let drawn = zip(bar.parts.indices, bar.widths(columns)).map { painted(String(repeating: PageBar.sign($0), count: $1), $0) }
            lines.append(label + drawn.joined() + total)
        } else {
            lines.append(label + total.dropFirst())
        }
        return lines + legend(names, indent)
    }

    /// Parts stay whole: a line is broken between two.
    private func legend(_ names: [String], _ indent: String) -> [String] {
        let room = options.width - indent.utf8.count
        var lines: [[Int]] = []
        var used = 0
        for (place, name) in names.enumerated() {
            let width = VisibleText.width(name)
            if lines.isEmpty || used + 2 + width > room {
                lines.append([])
                used = 0
            } else {
                used += 2
            }
            used += width
            lines[lines.count - 1].append(place)
        }
        return lines.map { places in
            indent
                + places.map { place in
                    let name = Shortening.shortened(names[place], to: room)
                    return painted(String(name.prefix(1)), place) + String(name.dropFirst(1))
                }.joined(separator: "  ")
        }
    }

    private func painted(_ text: String, _ place: Int) -> String {
        guard options.color, !text.isEmpty else { return text }
        return "\u{1b}[\(TerminalBar.colors[place % TerminalBar.colors.count])m\(text)\u{1b}[0m"
    }
}
