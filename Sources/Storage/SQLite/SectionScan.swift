import RawMemory
import SnapshotModel

/// A section of one snapshot, ready to be read cell by cell.
final class DecodedSection {
    let snapshot: Int64
    let table: Table
    /// The positions of the module's columns in the table; `nil` for a column that it does not have.
    private let positions: [Int?]
    private let key: Int?

    init(_ snapshot: Int64, _ table: Table, _ columns: [ColumnInfo]) {
        self.snapshot = snapshot
        self.table = table
        positions = columns.map { table.info.position($0.name) }
        let key = columns.firstIndex { $0.role == .key }.flatMap { table.info.position(columns[$0].name) }
        // An older declaration may have sorted its rows by something else.
        self.key = key == table.info.positions(.key).first ? key : nil
    }

    /// The cell of a column of the module's; NULL where this table has no such column.
    func value(_ row: Int, _ column: Int) -> Database.Value {
        guard let position = positions[column], let word = table.word(position, row) else { return .null }
        switch table.info.columns[position].type {
        case .text: return .text(table.texts[Int(word)])
        case .optionalInteger: return word == 0 ? .null : .integer(Int64(clamping: word - 1))
        case .integer, .flag: return .integer(Int64(clamping: word))
        }
    }

    /// The rows whose first key may equal `value`; SQLite compares again. All rows where sorting says nothing of it.
    func rows(firstKey value: Database.Value) -> Range<Int> {
        let all = 0..<table.rowCount
        guard let key, let words = table.columns[key] else { return all }
        let word: UInt64
        switch (table.info.columns[key].type, value) {
        case (.text, .text(let text)):
            let place = table.texts.partitioningIndex { !bytewise($0, text) }
            guard place < table.texts.count, table.texts[place].utf8.elementsEqual(text.utf8) else { return 0..<0 }
            word = UInt64(place)
        // The largest number stands for all above it too.
        case (.integer, .integer(let number)) where number >= 0 && number < .max: word = UInt64(number)
        default: return all
        }
        let first = words.partitioningIndex { $0 >= word }
        return first..<words[first...].partitioningIndex { $0 > word }
    }
}

/// A pass over a section's rows: the snapshots still to come and the one at hand.
final class SectionScan {
    private let module: SectionTable
    private var snapshots: ArraySlice<Int64> = []
    private var key: Database.Value?
    private var current: DecodedSection?
    private var rows = 0..<0
    private(set) var rowID: Int64 = 0

    init(_ module: SectionTable) { self.module = module }

    var isAtEnd: Bool { current == nil }

    /// Begins anew: over one snapshot or all, over all rows or those whose first key is `key`. False when a section does not decode.
    func begin(snapshot: Database.Value?, key: Database.Value?) -> Bool {
        switch snapshot {
        case .integer(let id): snapshots = [id]
        case .real(let number): snapshots = Int64(exactly: number).map { [$0] } ?? []
        case .null, .blob: snapshots = []
        // SQLite compares again, and knows which texts are numbers.
        case .text, nil: snapshots = module.snapshots()[...]
        }
        self.key = key
        rowID = 0
        return module.failure == nil && nextSection()
    }

    /// To the next row. False when a section does not decode.
    func advance() -> Bool {
        rowID += 1
        rows = rows.dropFirst()
        return rows.isEmpty ? nextSection() : true
    }

    private func nextSection() -> Bool {
        current = nil
        while let id = snapshots.popFirst() {
            guard let section = module.section(of: id) else {
                if module.failure == nil { continue }
                return false
            }
            rows = key.map(section.rows) ?? 0..<section.table.rowCount
            if !rows.isEmpty {
                current = section
                return true
            }
        }
        return true
    }

    /// The cell of a column of the row at hand; the first is `snapshot`.
    func value(_ column: Int) -> Database.Value {
        guard let current else { return .null }
        return column == 0 ? .integer(current.snapshot) : current.value(rows.lowerBound, column - 1)
    }
}
