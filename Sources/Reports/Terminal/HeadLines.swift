/// Who was compared, a line a snapshot: `before   @12  2026-08-01T10:00:00Z  orders-0.core  .NET 8.0.4`.
func headLines(_ heads: [(label: String, head: SnapshotHead)], width: Int) -> [String] {
    func column(_ text: (SnapshotHead) -> String, rank: Int = 0, isFlexible: Bool = false) -> TextTable.Column {
        TextTable.Column(
            title: "", isNumber: false, rank: rank, isFlexible: isFlexible,
            cells: heads.map { TextTable.Cell(VisibleText.brief(text($0.head))) })
    }
    var names = TextTable.Column(title: "", isNumber: false)
    names.cells = heads.map { TextTable.Cell(($0.label + "        ").prefix(Paragraph.labelWidth - 1).description) }
    var table = TextTable(
        [
            names, column(\.reference), column(\.time, rank: 1), column(\.fileName, isFlexible: true), column(\.runtime, rank: 2),
            column(\.labels, rank: TextTable.luxury),
        ].filter { $0.cells.contains { !$0.text.isEmpty } })
    table.showsHeader = false
    table.indent = 2
    return table.lines(width: width, color: false).lines
}
