import SnapshotModel

/// The key columns of a section as columns of a table: the first text names the row, and the others tell rows of one name apart.
struct RowKeys {
    private let keys: [ColumnInfo]
    private let first: Int?
    private let others: [Int]

    init(_ keys: [ColumnInfo]) {
        self.keys = keys
        let first = keys.firstIndex { $0.type == .text } ?? keys.indices.first
        self.first = first
        others = keys.indices.filter { $0 != first }
    }

    func columns(section: String) -> [PageTable.Column] {
        [PageTable.Column(title: keys.isEmpty ? "" : section, isNumber: false, isFlexible: true)]
            + others.map {
                let isUseful = keys[$0].importance == .useful
                return PageTable.Column(
                    title: keys[$0].heading, isNumber: false, rank: isUseful ? 1 : PageTable.spareRank, isFlexible: true,
                    leastWidth: isUseful ? 14 : 20, obviousText: "")
            }
    }

    /// The cells of a row. `text`: a key of the row by its position.
    func cells(_ text: (_ key: Int) -> String) -> [PageCell] {
        let texts = others.map(text)
        // Where all keys but the module have columns of their own, these tell the rows apart.
        let distinct = others.filter { keys[$0].name != "module" }
        let hasColumns = !distinct.isEmpty && distinct.allSatisfy { keys[$0].importance == .useful }
        let name = PageName(text: first.map(text) ?? "", qualifiers: texts, isAmbiguous: hasColumns ? false : nil)
        return [PageCell(.name(name))] + texts.map { PageCell(.literal($0), .dim) }
    }

    /// The cells of the line for rows that are not shown.
    func hidden(_ count: Int, section: String) -> [PageCell] {
        ended("(other \(VisibleText.brief(section)): \(NumberText.grouped(Int128(count))))")
    }

    var total: [PageCell] { ended("total") }

    /// The cells of the last line where a table has not all rows.
    var listed: [PageCell] { ended("total listed") }

    private func ended(_ text: String) -> [PageCell] { [PageCell(.words(text), .heading)] + others.map { _ in .empty } }
}

extension ColumnInfo {
    /// A key or attribute as text. Numbers that identify have no separators.
    func plainText(_ word: UInt64, _ texts: [String]) -> String {
        switch type {
        case .integer: String(word)
        case .optionalInteger: UInt64?(word: word, texts).map { String($0) } ?? ""
        case .text: String(word: word, texts)
        case .flag: word != 0 ? "yes" : ""
        }
    }
}
