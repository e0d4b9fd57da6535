/// The role of a column: keys identify a row across snapshots, measures are summed and compared, attributes are only shown.
package enum ColumnRole: String, Sendable { case key, measure, attribute }

/// How a cell's 64-bit word is read. The raw values are part of the store's format.
package enum ColumnType: String, Sendable {
    case integer
    /// The word is 0 for `nil` and v + 1 for v. Only attributes have this type: a measure that an input cannot give is an absent column,
    /// not an empty cell.
    case optionalInteger
    /// Index into the table's texts.
    case text
    /// 0 or 1.
    case flag
}

/// Everything that codec, diff, metrics and outputs know about a column. A store keeps `name`, `role`, `type` and `unit`; the catalog gives
/// the presentation (`Catalog.declared`).
package struct ColumnInfo: Hashable, Sendable {
    package var name: String
    package var role: ColumnRole
    package var type: ColumnType
    package var unit: Unit
    /// The direction in which a change of a measure is bad for the process.
    package var bad: BadDirection
    /// Whether the text is a name (of a type, a path, a process), which `--redact` replaces. Always false for columns that are not text.
    package var isName: Bool
    /// The column's title in words, in lower case.
    package var heading: String
    /// Decides which columns a narrow terminal keeps.
    package var importance: Importance
    /// Whether pages leave the column out. JSON, CSV and SQL have it.
    package var isHidden: Bool
    /// Whether only an option gives the column. It is absent when no row has a value, and no output says that it is missing.
    package var isOnRequest: Bool

    /// The direction in which a change of a measure is bad.
    package enum BadDirection: Hashable, Sendable { case up, down, neither }

    /// When there is not enough room, columns are left out from the last case on.
    package enum Importance: Int, Sendable, Comparable {
        case essential, useful, detail, spare
        package static func < (a: Importance, b: Importance) -> Bool { a.rawValue < b.rawValue }
    }

    /// A `heading` of `nil` means the name with spaces. `isName` is true by default, so that no name is published by mistake.
    package init(
        name: String, role: ColumnRole, type: ColumnType, unit: Unit = .none, bad: BadDirection = .up, isName: Bool = true,
        heading: String? = nil, importance: Importance? = nil, isHidden: Bool = false, isOnRequest: Bool = false
    ) {
        self.name = name
        self.role = role
        self.type = type
        self.unit = unit
        self.bad = role == .measure ? bad : .neither
        self.isName = type == .text && isName
        self.heading = heading ?? ColumnInfo.words(name)
        self.importance = importance ?? ColumnInfo.usualImportance(role, type)
        self.isHidden = isHidden
        self.isOnRequest = isOnRequest
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

/// How the tables of a section are compared between two snapshots.
package enum Comparison: String, Sendable {
    /// Row against row, by the key columns.
    case byKey
    /// Only by the sums of the measures: the keys (like a thread's OS id) mean nothing in another process.
    case bySums
}

/// The declaration of a section without its row type. A store keeps `name`, `comparison`, `rowUnit` and the columns; the catalog gives the
/// rest.
package struct SectionInfo: Hashable, Sendable {
    package var name: String
    package var comparison: Comparison
    /// The unit of the implicit measure `rows`.
    package var rowUnit: Unit
    package var columns: [ColumnInfo]
    /// Whether overviews give the section a line of its own. `heaps` has none: its sums are in the line of the heap.
    package var isInOverview = true
    /// Whether the count of a row says more than its bytes, so that the rows with the largest count come first.
    package var isOrderedByCount = false
    /// The measures by which a comparison goes where all inputs have both, in place of the first measure that counts and the first in bytes.
    package var judgedBy: Judged?
    /// Whether sums over rows mean something: those over counters of several kinds do not.
    package var isTotalled = true
    /// A sum that always holds between measures of the section.
    package var balance: Balance?
    /// How pages draw the section as one bar; `nil` when they do not.
    package var bar: Bar?
    /// The question that this section answers.
    package var question: Question?
    /// How trends and budget rules follow single rows; `nil` when only sums matter.
    package var followed: FollowedRows?
    /// By which a row of a type is known again in another input when one of the two has no name for it. Its first two text keys are the
    /// name and the module.
    package var identity: FollowedRows.Identity?
    /// The metrics that are computed from the section.
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

    /// Names of two measures: one that counts, and one in bytes.
    package struct Judged: Hashable, Sendable {
        package let count: String
        package let size: String

        package init(count: String, size: String) {
            self.count = count
            self.size = size
        }
    }

    /// A measure of bytes, added up by the texts of a column. One snapshot is ordered by it too; a comparison goes by the first measure of bytes.
    package struct Bar: Hashable, Sendable {
        package let label: String
        /// The name of the measure. Where an input lacks it, the first measure of bytes takes its place.
        package let measure: String
        /// The name of the column.
        package let by: String

        package init(_ label: String, _ measure: String, by: String) {
            self.label = label
            self.measure = measure
            self.by = by
        }
    }

    /// In every row, `total` is the sum of `parts`. All of them are names of measures in bytes.
    package struct Balance: Hashable, Sendable {
        package let total: String
        /// The first is always shown; the others only when they are not 0.
        package let parts: [String]

        package init(_ total: String, of parts: [String]) {
            self.total = total
            self.parts = parts
        }
    }

    /// A question that a section answers, and the text for an input that cannot answer it.
    package struct Question: Hashable, Sendable {
        package let text: String
        package let otherwise: String
        /// The only operating system (`Capture.os`) that has an answer; `nil` when all have.
        package let system: String?
        /// The only form of input that has an answer; `nil` when several have.
        package let form: InputForm?

        package init(_ text: String, otherwise: String, system: String? = nil, form: InputForm? = nil) {
            self.text = text
            self.otherwise = otherwise
            self.system = system
            self.form = form
        }

        /// Whether an input like that of the snapshot may have an answer.
        package func concerns(_ snapshot: Snapshot) -> Bool {
            (system == nil || system == snapshot.capture.os) && (form == nil || form == snapshot.input.form)
        }
    }

    /// The measures by which trends and budget rules follow one row. The first text key is the name of the row.
    package struct FollowedRows: Hashable, Sendable {
        /// The word for one row in rules: `type:GLOB` is a count, `type-bytes:GLOB` a sum of bytes.
        package let noun: String
        /// The name of the measure that counts.
        package let count: String
        /// The name of the measure in bytes.
        package let size: String?
        /// The parts of `count` and `size` in generation 0. They may be garbage that no collection has looked at yet.
        package let young: Young?
        /// By which a row is known again in another input when one of the two has no name for it.
        package let identity: Identity?

        package struct Young: Hashable, Sendable {
            package let count: String
            package let size: String
            package init(count: String, size: String) {
                self.count = count
                self.size = size
            }
        }

        /// The names of two attributes: a name written in the numbers that a build of a module gives to its types, and these builds.
        package struct Identity: Hashable, Sendable {
            package let token: String
            package let build: String
            package init(token: String, build: String) {
                self.token = token
                self.build = build
            }
        }

        package init(_ noun: String, count: String, size: String? = nil, young: Young? = nil, identity: Identity? = nil) {
            self.identity = identity
            self.noun = noun
            self.count = count
            self.size = size
            self.young = young
        }

        package var measures: [String] { [count, size, young?.count, young?.size].compactMap(\.self) }
    }
}

extension [ColumnInfo] {
    /// The key that filters of names are about: the type where rows have one, else the first text.
    package var nameColumn: Int? {
        let texts = indices.filter { self[$0].role == .key && self[$0].type == .text }
        return texts.first { self[$0].name == "type" } ?? texts.first
    }
}

/// A row that a section reader fills. It declares its section; everything else works on the `Table` made from rows.
package protocol SectionRow: Sendable {
    static var section: Section<Self> { get }
    /// Columns that an input cannot give when all rows have 0 in all of them.
    static var unknownIfZero: Set<String> { get }
    init()
}

extension SectionRow {
    package static var unknownIfZero: Set<String> { [] }
}

/// The declaration of a section: its name, its columns with the fields of the row, how it is compared and how it is presented.
package struct Section<Row: SectionRow>: Sendable {
    package let info: SectionInfo
    let columns: [Column<Row>]

    package init(
        _ name: String, comparison: Comparison = .byKey, rowUnit: Unit = .rows, isInOverview: Bool = true,
        isTotalled: Bool = true, isOrderedByCount: Bool = false, judgedBy: SectionInfo.Judged? = nil, balance: SectionInfo.Balance? = nil,
        bar: SectionInfo.Bar? = nil, answers question: SectionInfo.Question? = nil, followed: SectionInfo.FollowedRows? = nil,
        identity: SectionInfo.FollowedRows.Identity? = nil, metrics: [Metric] = [], _ columns: [Column<Row>]
    ) {
        var info = SectionInfo(name: name, comparison: comparison, rowUnit: rowUnit, columns: columns.map(\.info))
        info.isInOverview = isInOverview
        info.isTotalled = isTotalled
        info.isOrderedByCount = isOrderedByCount
        info.judgedBy = judgedBy
        info.balance = balance
        info.bar = bar
        info.question = question
        info.followed = followed
        info.identity = identity ?? followed?.identity
        info.metrics = metrics
        self.info = info
        self.columns = columns
    }
}

/// One column of a row type: its declaration, and the conversion of its cells to words and back.
package struct Column<Row: SectionRow>: Sendable {
    let info: ColumnInfo
    let words: @Sendable ([Row], inout TextPool) -> [UInt64]
    let fill: @Sendable (inout [Row], [UInt64], [String]) -> Void

    /// A key that does not name its row is shown where no name has to be cut for it. With the importance `.useful` it is shown before that.
    package static func key<V: ColumnValue>(
        _ name: String, _ path: any WritableKeyPath<Row, V> & Sendable, isName: Bool = true, heading: String? = nil,
        importance: ColumnInfo.Importance? = nil
    ) -> Column {
        Column(
            ColumnInfo(name: name, role: .key, type: V.columnType, isName: isName, heading: heading, importance: importance), path)
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
        importance: ColumnInfo.Importance? = nil, isHidden: Bool = false, isOnRequest: Bool = false
    ) -> Column {
        Column(
            ColumnInfo(
                name: name, role: .attribute, type: V.columnType, unit: unit, isName: isName, heading: heading, importance: importance,
                isHidden: isHidden, isOnRequest: isOnRequest),
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
