import Growth
package import SnapshotModel

/// All that one snapshot, or two of them, say of some types: how many objects are alive, who holds them, who subscribed, and what hangs on
/// them.
package struct ExplainReport: Sendable {
    /// The word for the types, as it was given.
    package var asked: String
    /// The types that are meant.
    package var types: NameFilter
    package var content: Content

    package enum Content: Sendable {
        case one(SnapshotReport)
        case two(DiffReport)
    }

    package init(_ asked: String, _ types: NameFilter, _ content: Content) {
        self.asked = asked
        self.types = types
        self.content = content
    }
}

extension ExplainReport {
    var head: SnapshotHead {
        switch content {
        case .one(let report): report.head
        case .two(let report): report.after
        }
    }

    /// The rows of a section; `nil` when it cannot be had of all snapshots.
    func rows(_ section: SectionInfo) -> ExplainedRows? {
        switch content {
        case .one(let report): report.snapshot.table(section.name).map { ExplainedRows($0) }
        case .two(let report): report.diff.table(section.name).map { ExplainedRows($0) }
        }
    }

    /// The sections that a report has in formats for machines.
    static let sections = [TypeRow.section.info.name, HolderRow.section.info.name]

    var isComparison: Bool { if case .two = content { true } else { false } }
}

/// The types that are meant.
struct ExplainedTypes {
    /// In bytewise order.
    let names: [String]
    private let rows: ExplainedRows?
    private let meant: [Int]

    init(_ report: ExplainReport) {
        let rows = report.rows(TypeRow.section.info)
        self.rows = rows
        meant = (0..<(rows?.count ?? 0)).filter { row in rows.map { report.types.accepts($0.text("name", row)) } ?? false }
        names = Set(meant.map { BytewiseText(rows?.text("name", $0) ?? "") }).map(\.text).sorted(by: bytewise)
    }

    /// The sum of a measure over these types; `nil` when no snapshot gives it.
    func sum(_ measure: String) -> Change? {
        let values = meant.compactMap { rows?.value(measure, $0) }
        guard let first = values.first else { return nil }
        let sum = values.dropFirst().reduce(first, +)
        return sum.after == nil && sum.before == nil ? nil : sum
    }
}

/// The rows of a section of one snapshot, or of two side by side. In one snapshot a value has no number before.
struct ExplainedRows {
    let count: Int
    /// The text of a key or an attribute.
    let text: (_ column: String, _ row: Int) -> String
    let value: (_ measure: String, _ row: Int) -> Change

    init(_ table: Table) {
        count = table.rowCount
        text = { column, row in table.info.position(column).map { table.text($0, row) } ?? "" }
        value = { measure, row in
            guard let position = table.info.position(measure), let word = table.word(position, row) else { return Change(nil, nil) }
            guard table.info.columns[position].type == .optionalInteger else { return Change(nil, Int128(word)) }
            return Change(nil, UInt64?(word: word, table.texts).map { Int128($0) })
        }
    }

    init(_ diff: SectionDiff) {
        count = diff.rowCount
        let columns = diff.aligned.keys + diff.aligned.attributes
        let measures = diff.measures
        text = { column, row in
            columns.first { $0.info.name == column }.flatMap { $0.words[row] }.map { diff.aligned.text($0) } ?? ""
        }
        value = { measure, row in
            if let place = measures.firstIndex(where: { $0.info.name == measure }) { return diff.change(place, row) }
            // An attribute is that of the later snapshot that has the row.
            guard let column = columns.first(where: { $0.info.name == measure }), let word = column.words[row] else {
                return Change(nil, nil)
            }
            return Change(nil, UInt64?(word: word, diff.aligned.texts).map { Int128($0) })
        }
    }
}
