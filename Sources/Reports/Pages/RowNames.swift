/// The names of the rows that are shown. Rows of one name get their qualifiers, like `Orders.Basket [Orders.dll]`.
struct RowNames {
    /// The number of rows by name, as the name looks.
    private var counts: [String: Int] = [:]

    init(_ cells: [PageCell]) {
        for cell in cells {
            if case .name(let name) = cell.value, name.isAmbiguous == nil { counts[VisibleText.brief(name.text), default: 0] += 1 }
        }
    }

    func isAmbiguous(_ name: PageName) -> Bool { name.isAmbiguous ?? ((counts[VisibleText.brief(name.text)] ?? 0) > 1) }

    /// The name as it may be shown.
    func text(_ name: PageName) -> String {
        if isAmbiguous(name) { return VisibleText.brief(name.qualified) }
        return name.text.isEmpty ? "(no name)" : VisibleText.brief(name.text)
    }
}
