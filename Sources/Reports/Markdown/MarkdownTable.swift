/// A table for people as a table of Markdown: the same columns, all of them, since a page is as wide as it needs.
struct MarkdownTable {
    /// Titles and alignment.
    let head: [String]
    private(set) var rows: [String] = []

    /// A cell of text: `.code` for what came from a dump.
    enum Cell {
        case code(String)
        case sentence(String)
        /// Written by us, with markup.
        case markup(String)

        var text: String {
            switch self {
            case .code(let text): MarkdownText.code(text, inCell: true)
            case .sentence(let text): MarkdownText.sentence(text)
            case .markup(let text): text
            }
        }
    }

    init(_ columns: [(title: String, isNumber: Bool)]) {
        head = [
            MarkdownTable.row(columns.map { MarkdownText.sentence($0.title) }),
            MarkdownTable.row(columns.map { $0.isNumber ? "--:" : ":--" }),
        ]
    }

    mutating func append(_ cells: [Cell]) { rows.append(MarkdownTable.row(cells.map(\.text))) }

    var lines: [String] { head + rows }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// From a table of the terminal. Flexible columns hold names, unless a cell is a heading of ours (remainder and total).
    init(_ table: TextTable) {
        self.init(
            table.columns.map { column in
                let title = column.title.prefix(1) + column.title.dropFirst().lowercased()
                return (column.group.isEmpty || column.title == "%" ? String(title) : "\(title) \(column.group)", column.isNumber)
            })
        for row in 0..<(table.columns.map(\.cells.count).max() ?? 0) {
            append(
                table.columns.map { column in
                    guard row < column.cells.count else { return .markup("") }
                    let cell = column.cells[row]
                    if cell.text.isEmpty { return .markup("") }
                    // `@42` is a snapshot and nobody's name.
                    if !column.isNumber || cell.text.hasPrefix("@"), cell.tone != .heading { return .code(cell.text) }
                    return cell.tone == .heading ? .markup("**\(MarkdownText.sentence(cell.text))**") : .sentence(cell.text)
                })
        }
    }
}
