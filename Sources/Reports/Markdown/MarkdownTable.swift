/// A table of a page as a table of Markdown. A page is as wide as it needs, so all columns are shown.
struct MarkdownTable {
    /// Titles and alignment.
    let head: [String]
    private(set) var rows: [String]

    /// Columns of a course.
    private static let courseWidth = 28

    init(_ table: PageTable, _ shown: [Int], _ numbers: NumberText) {
        let cells = shown.map(table.cells)
        let ends = table.sums.map { sums in
            let hidden = sums.hidden(shown)
            return (hidden.count > 0 ? [hidden.cells] : []) + [sums.total]
        }
        let columns = table.columns.indices.filter { place in
            guard let obvious = table.columns[place].obviousText else { return true }
            return !cells.allSatisfy { $0[place].text(numbers) == obvious }
        }
        let names = columns.map { place in RowNames(cells.map { $0[place] }) }
        head = MarkdownTable.head(
            columns.map { place in
                let column = table.columns[place]
                let title = column.title.prefix(1).uppercased() + column.title.dropFirst()
                return (column.group.isEmpty ? title : "\(title) \(column.group)", column.isNumber)
            })
        rows = (cells + (ends ?? [])).map { row in
            MarkdownTable.row(
                zip(columns, names).map { place, names in
                    MarkdownTable.text(row[place], table, isNumber: table.columns[place].isNumber, names, numbers)
                })
        }
    }

    /// The snapshots of a comparison.
    init(_ snapshots: [PageSnapshot]) {
        head = MarkdownTable.head(["", "Snapshot", "Time", "Input", "Runtime", "Labels"].map { ($0, false) })
        rows = snapshots.map { snapshot in
            let head = snapshot.head
            return MarkdownTable.row([
                snapshot.label, MarkdownTable.code(head.reference), head.time, MarkdownTable.code(head.fileName),
                MarkdownTable.code(head.runtime), MarkdownTable.code(head.labels),
            ])
        }
    }

    var lines: [String] { head + rows }

    private static func head(_ columns: [(title: String, isNumber: Bool)]) -> [String] {
        [row(columns.map { MarkdownText.sentence($0.title) }), row(columns.map { $0.isNumber ? "--:" : ":--" })]
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    private static func code(_ text: String) -> String { text.isEmpty ? "" : MarkdownText.code(text, inCell: true) }

    private static func text(_ cell: PageCell, _ table: PageTable, isNumber: Bool, _ names: RowNames, _ numbers: NumberText) -> String {
        switch cell.value {
        case .name(let name):
            // Qualifiers without columns of their own belong to the name.
            return code(table.hasQualifierColumns ? names.text(name) : name.qualified)
        case .literal(let text): return code(text)
        case .course(let course): return code(Sparkline.text(course, columns: courseWidth))
        case .rates: return code(cell.text(numbers))
        default:
            let text = MarkdownText.sentence(cell.text(numbers))
            // The name of a sum, and a word that must not be missed.
            return !text.isEmpty && (cell.role == .heading || (cell.role == .bad && !isNumber)) ? "**\(text)**" : text
        }
    }
}
