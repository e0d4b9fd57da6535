/// A table of a page. Rows are made when a renderer asks for them: a snapshot has 100,000 types, and a screen shows 20.
struct PageTable {
    /// A plural for the rows, like `types`.
    var noun: String
    var columns: [Column]
    /// The rows to list, the most important first. The numbers identify rows for `cells`.
    var rows: [Int]
    /// The rows to list when all are asked for.
    var everyRow: [Int]
    var cells: (_ row: Int) -> [PageCell]

    /// Facts about a row that its cells do not show.
    var details: ((_ row: Int) -> RowDetails)?
    /// Sums that end the table, so that rows, remainder and total add up.
    var sums: Sums?
    /// Describes the rows that are not shown. `nil` when `sums` does, or when all rows are always shown.
    var remainder: Remainder?
    /// Stands in for the table when no row is shown.
    var emptyText: String?

    /// Rows that are shown whatever the room is, unless the reader's limit is 0.
    var urgentRows: Set<Int> = []

    var room = Room.whole
    /// Rows on a page that is not limited by a screen, unless more are asked for.
    var usualRows = 25
    /// Whether the reader's limit of rows is meant for this table.
    var isLimitedByTop = true
    /// Counts from a million on are shortened before a column is left out.
    var shortensCounts = false
    /// Columns hold the qualifiers of the rows' names.
    var hasQualifierColumns = false
    /// Column titles are names, and stand as they are.
    var titlesAreNames = false
    /// The kind of columns, when the reader should know which of them are left out.
    var missingColumns: MissingColumns?
    /// The place of the rows that `everyRow` has and `rows` does not have.
    var calmRows = CalmRows.listed

    init(
        _ noun: String, _ columns: [Column], rows: [Int], everyRow: [Int]? = nil, cells: @escaping (_ row: Int) -> [PageCell]
    ) {
        self.noun = noun
        self.columns = columns
        self.rows = rows
        self.everyRow = everyRow ?? rows
        self.cells = cells
    }

    struct Column {
        /// In lower case, unless the table's titles are names.
        var title: String
        /// Neighbours of one group share a heading.
        var group = ""
        var isNumber = true
        /// Columns of rank 0 stay. Of the others the highest rank goes first when there is no room.
        var rank = 0
        /// Names: they take the room that is left, and are cut in the middle.
        var isFlexible = false
        /// To so many columns of the screen such names are cut before the column is left out.
        var leastWidth = 20
        /// Sentences: a screen breaks them into lines where it would cut them.
        var wraps = false
        /// The column is left out when every row shown has this text in it.
        var obviousText: String?
        /// When there is no room for the column, its cells are shown below the rows that need attention.
        var isShownBelow = false
    }

    /// From this rank on a column is shown only where no name has to be cut for it.
    static let spareRank = 9

    struct Sums {
        /// The number of rows that are not shown, and the cells of their line.
        var hidden: (_ shown: [Int]) -> (count: Int, cells: [PageCell])
        var total: [PageCell]
    }

    struct Remainder {
        /// Rows that `everyRow` does not have.
        var others = 0
        /// Rows that must not be missed, and the word for them.
        var worst: (noun: String, rows: Set<Int>)?
        /// The group of each of these rows, when the number that is left out is told by group.
        var groups: [Int: String] = [:]
        /// No hint when the reader has limited the rows.
        var isSilentWhenLimited = false
        /// Lines that the sentence may fill on a screen.
        var mostLines = 2
    }

    /// The number of rows on a screen.
    enum Room {
        /// All of them.
        case whole
        /// As many as there is room for, at least so many.
        case filling(least: Int)
        /// The same, shared with the other such table of the page. The last one gets a third of the room, or more when the first needs
        /// less.
        case sharing(least: Int)

        var isLimited: Bool { if case .whole = self { false } else { true } }

        var least: Int {
            switch self {
            case .whole: 0
            case .filling(let least), .sharing(let least): least
            }
        }
    }

    enum MissingColumns {
        /// Columns of a section, which every format for machines has.
        case ofSection
        /// Columns that the reader has named.
        case ofQuery
    }

    enum CalmRows {
        /// They are listed among the others when all rows are asked for.
        case listed
        /// The same on a screen. A page with more room has them in a table of their own.
        case folded(title: String, noun: String)
        /// A fact of the page says what they are, so a screen never lists them.
        case saidElsewhere
    }

    func listed(all: Bool) -> [Int] { all ? everyRow : rows }
}

/// Facts about a row that its cells do not show.
struct RowDetails {
    /// The whole sentence, with the word that it begins with.
    var sentence: (state: String, text: String)
    /// The part of it that the cells do not show; empty when they show everything.
    var remark = ""
    /// The row needs attention.
    var isWrong = false
    /// The row is one of the worst.
    var isWorst = false
    /// The remark says what to do, so no part of it is left out on a small screen.
    var isWhole = false
    /// The parts that make the number.
    var evidence: [Evidence] = []

    struct Evidence: Equatable {
        var name: String
        var amount: String
    }
}
