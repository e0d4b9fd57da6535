/// What a column is for: keys identify a row across snapshots, measures add up, attributes are shown and not compared.
package enum ColumnRole: String, Sendable { case key, measure, attribute }

/// How a cell's 64-bit word is read. The raw values are part of the store's format.
package enum ColumnType: String, Sendable {
    case integer
    /// 0 is "none", v + 1 is v. For attributes alone: a measure that an input cannot give is an absent column, not an empty cell.
    case optionalInteger
    /// Index into the table's texts.
    case text
    /// 0 or 1.
    case flag
}

/// All that codec, diff, metrics and outputs know about a column. A store keeps `name`, `role`, `type` and `unit`; how the column is
/// presented comes from the catalog (`Catalog.declared`).
package struct ColumnInfo: Hashable, Sendable {
    package var name: String
    package var role: ColumnRole
    package var type: ColumnType
    package var unit: Unit
    /// Which change of a measure is bad for the process.
    package var bad: BadDirection
    /// Whether the text is somebody's name (a type, a path, a process), which `--redact` replaces. Only meaningful for text.
    package var isName: Bool
    /// The column's title in words, in lower case.
    package var heading: String
    /// What a narrow terminal keeps.
    package var importance: Importance

    /// Which way a measure must move to be a concern.
    package enum BadDirection: Hashable, Sendable { case up, down, neither }

    /// Columns that find no room go from the last case on.
    package enum Importance: Int, Sendable, Comparable {
        case essential, useful, detail, spare
        package static func < (a: Importance, b: Importance) -> Bool { a.rawValue < b.rawValue }
    }

    /// `heading`: the name with spaces when `nil`. `isName`: what is not declared otherwise is somebody's name, so that nothing leaks.
    package init(
        name: String, role: ColumnRole, type: ColumnType, unit: Unit = .none, bad: BadDirection = .up, isName: Bool = true,
        heading: String? = nil, importance: Importance? = nil
    ) {
        self.name = name
        self.role = role
        self.type = type
        self.unit = unit
        self.bad = role == .measure ? bad : .neither
        self.isName = type == .text && isName
        self.heading = heading ?? ColumnInfo.words(name)
        self.importance = importance ?? ColumnInfo.usualImportance(role, type)
    }

    /// `stack_reserved` is `stack reserved`.
    package static func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

    private static func usualImportance(_ role: ColumnRole, _ type: ColumnType) -> Importance {
        switch role {
        case .key: .essential
        case .measure: .detail
        case .attribute: type == .integer ? .spare : .useful
        }
    }
}

/// How two snapshots' tables of one section are compared.
package enum Comparison: String, Sendable {
    /// Row against row, by the key columns.
    case byKey
    /// By the sums of the measures only: the keys mean nothing in another process (a thread's OS id).
    case bySums
}

/// A section's declaration without its row type. A store keeps `name`, `comparison`, `rowUnit` and the columns; the rest comes from the
/// catalog.
package struct SectionInfo: Hashable, Sendable {
    package var name: String
    package var comparison: Comparison
    /// What one row is, for the implicit measure `rows`.
    package var rowUnit: Unit
    package var columns: [ColumnInfo]
    /// Whether overviews of other sections give it a line. The heap's own line has the sums of `heaps`.
    package var isInOverview = true
    /// A sum that always holds between measures of the section.
    package var balance: Balance?
    /// What people ask that this section answers.
    package var question: Question?
    /// How its rows are followed one by one, in trends and by budget rules; `nil` when only sums matter.
    package var followed: FollowedRows?
    /// Numbers about a whole snapshot that the section gives.
    package var metrics: [Metric] = []

    package init(name: String, comparison: Comparison, rowUnit: Unit, columns: [ColumnInfo]) {
        self.name = name
        self.comparison = comparison
        self.rowUnit = rowUnit
        self.columns = columns
    }

    /// Positions of the columns of one role, in declared order.
    package func positions(_ role: ColumnRole) -> [Int] { columns.indices.filter { columns[$0].role == role } }
    package func position(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// `total` is the sum of `parts`, in every row. All are names of measures of bytes.
    package struct Balance: Hashable, Sendable {
        package let total: String
        /// The first is always shown; others only where they are not 0.
        package let parts: [String]

        package init(_ total: String, of parts: [String]) {
            self.total = total
            self.parts = parts
        }
    }

    /// A question, and what to say of an input that has no answer.
    package struct Question: Hashable, Sendable {
        package let text: String
        package let otherwise: String
        /// The only system (`Capture.os`) whose processes can answer it; `nil` when every system's can.
        package let system: String?

        package init(_ text: String, otherwise: String, system: String? = nil) {
            self.text = text
            self.otherwise = otherwise
            self.system = system
        }
    }

    /// The measures by which one row is followed over time and held to limits. Its name is the first text key.
    package struct FollowedRows: Hashable, Sendable {
        /// One row in a word, as rules name it: `type:GLOB` counts, `type-bytes:GLOB` sums up bytes.
        package let noun: String
        /// The measure that counts.
        package let count: String
        /// The measure of bytes.
        package let size: String?
        /// The parts of the two that may be garbage which no collection has looked at yet: what is in generation 0.
        package let young: Young?

        package struct Young: Hashable, Sendable {
            package let count: String
            package let size: String
            package init(count: String, size: String) {
                self.count = count
                self.size = size
            }
        }

        package init(_ noun: String, count: String, size: String? = nil, young: Young? = nil) {
            self.noun = noun
            self.count = count
            self.size = size
            self.young = young
        }

        /// All measures that it names.
        package var measures: [String] { [count, size, young?.count, young?.size].compactMap(\.self) }
    }
}

/// A row as a reader fills it. Declares its section once; everything else works on the `Table` made from rows.
package protocol SectionRow: Sendable {
    static var section: Section<Self> { get }
    init()
}

/// One section: a name, the columns with the row's fields, how it is compared, and what it means to people.
package struct Section<Row: SectionRow>: Sendable {
    package let info: SectionInfo
    let columns: [Column<Row>]

    package init(
        _ name: String, comparison: Comparison = .byKey, rowUnit: Unit = .rows, isInOverview: Bool = true,
        balance: SectionInfo.Balance? = nil, answers question: SectionInfo.Question? = nil, followed: SectionInfo.FollowedRows? = nil,
        metrics: [Metric] = [], _ columns: [Column<Row>]
    ) {
        var info = SectionInfo(name: name, comparison: comparison, rowUnit: rowUnit, columns: columns.map(\.info))
        info.isInOverview = isInOverview
        info.balance = balance
        info.question = question
        info.followed = followed
        info.metrics = metrics
        self.info = info
        self.columns = columns
    }
}

/// One column of a row type: its description, and how its cells become words and back.
package struct Column<Row: SectionRow>: Sendable {
    let info: ColumnInfo
    let words: @Sendable ([Row], inout TextPool) -> [UInt64]
    let fill: @Sendable (inout [Row], [UInt64], [String]) -> Void

    package static func key<V: ColumnValue>(
        _ name: String, _ path: any WritableKeyPath<Row, V> & Sendable, isName: Bool = true, heading: String? = nil
    ) -> Column {
        Column(ColumnInfo(name: name, role: .key, type: V.columnType, isName: isName, heading: heading), path)
    }

    package static func measure(
        _ name: String, _ path: any WritableKeyPath<Row, UInt64> & Sendable, _ unit: Unit, bad: ColumnInfo.BadDirection = .up,
        heading: String? = nil, importance: ColumnInfo.Importance? = nil
    ) -> Column {
        Column(
            ColumnInfo(name: name, role: .measure, type: .integer, unit: unit, bad: bad, heading: heading, importance: importance), path)
    }

    package static func attribute<V: ColumnValue>(
        _ name: String, _ path: any WritableKeyPath<Row, V> & Sendable, _ unit: Unit = .none, isName: Bool = true, heading: String? = nil,
        importance: ColumnInfo.Importance? = nil
    ) -> Column {
        Column(
            ColumnInfo(
                name: name, role: .attribute, type: V.columnType, unit: unit, isName: isName, heading: heading, importance: importance),
            path)
    }

    private init<V: ColumnValue>(_ info: ColumnInfo, _ path: any WritableKeyPath<Row, V> & Sendable) {
        self.info = info
        words = { rows, texts in rows.map { $0[keyPath: path].word(&texts) } }
        fill = { rows, words, texts in
            for index in rows.indices { rows[index][keyPath: path] = V(word: words[index], texts) }
        }
    }
}
