/// What a column is for: keys identify a row across snapshots, measures add up, attributes are shown and not compared.
package enum ColumnRole: String, Codable, Sendable { case key, measure, attribute }

/// What a measure counts. Decides how people see it (bytes as kB, MB) and which `--min-change` applies to it.
package enum Unit: String, Codable, Sendable {
    case objects, bytes, threads, modules, types, handles, rows, none
    /// Of metrics alone, in millionths: 1 % is 10,000, a ratio of 1.05 is 1,050,000.
    case percent, ratio
}

/// How a cell's 64-bit word is read. The raw values are part of the store's format.
package enum ColumnType: String, Codable, Sendable {
    case integer
    /// 0 is "none", v + 1 is v. For attributes alone: a measure that an input cannot give is an absent column, not an empty cell.
    case optionalInteger
    /// Index into the table's texts.
    case text
    /// 0 or 1.
    case flag
}

/// All that codec, diff, metrics and outputs know of a column.
package struct ColumnInfo: Hashable, Codable, Sendable {
    package var name: String
    package var role: ColumnRole
    package var type: ColumnType
    package var unit: Unit

    package init(name: String, role: ColumnRole, type: ColumnType, unit: Unit = .none) {
        self.name = name
        self.role = role
        self.type = type
        self.unit = unit
    }
}

/// How two snapshots' tables of one section are compared.
package enum Comparison: String, Codable, Sendable {
    /// Row against row, by the key columns.
    case byKey
    /// By the sums of the measures only: the keys mean nothing in another process (a thread's OS id).
    case bySums
}

/// A section's declaration without its row type.
package struct SectionInfo: Hashable, Codable, Sendable {
    package var name: String
    package var comparison: Comparison
    /// What one row is, for the implicit measure `rows`.
    package var rowUnit: Unit
    package var columns: [ColumnInfo]

    package init(name: String, comparison: Comparison, rowUnit: Unit, columns: [ColumnInfo]) {
        self.name = name
        self.comparison = comparison
        self.rowUnit = rowUnit
        self.columns = columns
    }

    /// Positions of the columns of one role, in declared order.
    package func positions(_ role: ColumnRole) -> [Int] { columns.indices.filter { columns[$0].role == role } }
    package func position(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

/// A row as a reader fills it. Declares its section once; everything else works on the `Table` made from rows.
package protocol SectionRow: Sendable {
    static var section: Section<Self> { get }
    init()
}

/// One section: a name, the columns with the row's fields behind them, and how it is compared.
package struct Section<Row: SectionRow>: Sendable {
    package let info: SectionInfo
    let columns: [Column<Row>]

    package init(_ name: String, comparison: Comparison = .byKey, rowUnit: Unit = .rows, _ columns: [Column<Row>]) {
        info = SectionInfo(name: name, comparison: comparison, rowUnit: rowUnit, columns: columns.map(\.info))
        self.columns = columns
    }
}

/// One column of a row type: its description, and how its cells become words and back.
package struct Column<Row: SectionRow>: Sendable {
    let info: ColumnInfo
    let words: @Sendable ([Row], inout TextPool) -> [UInt64]
    let fill: @Sendable (inout [Row], [UInt64], [String]) -> Void

    package static func key<V: ColumnValue>(_ name: String, _ path: any WritableKeyPath<Row, V> & Sendable) -> Column {
        Column(ColumnInfo(name: name, role: .key, type: V.columnType), path)
    }

    package static func measure(_ name: String, _ path: any WritableKeyPath<Row, UInt64> & Sendable, _ unit: Unit) -> Column {
        Column(ColumnInfo(name: name, role: .measure, type: .integer, unit: unit), path)
    }

    package static func attribute<V: ColumnValue>(
        _ name: String, _ path: any WritableKeyPath<Row, V> & Sendable, _ unit: Unit = .none
    ) -> Column {
        Column(ColumnInfo(name: name, role: .attribute, type: V.columnType, unit: unit), path)
    }

    private init<V: ColumnValue>(_ info: ColumnInfo, _ path: any WritableKeyPath<Row, V> & Sendable) {
        self.info = info
        words = { rows, texts in rows.map { $0[keyPath: path].word(&texts) } }
        fill = { rows, words, texts in
            for index in rows.indices { rows[index][keyPath: path] = V(word: words[index], texts) }
        }
    }
}
