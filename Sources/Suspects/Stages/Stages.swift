import SnapshotModel

/// The snapshots of a series, oldest first, as courses of numbers.
struct Stages: Sendable {
    let snapshots: [Snapshot]

    var count: Int { snapshots.count }
    var last: Snapshot? { snapshots.last }

    /// The tables of a section. Throws when a snapshot does not have it.
    func tables(_ section: String, _ columns: String...) throws(NotInInput) -> [Table] {
        var tables: [Table] = []
        for (stage, snapshot) in snapshots.enumerated() {
            guard let table = snapshot.table(section) else { throw NotInInput(section, stage: stage) }
            for column in columns where table.info.position(column).map(table.isAbsent) ?? true {
                throw NotInInput(section, column, stage: stage)
            }
            tables.append(table)
        }
        return tables
    }

    /// The sum of a measure over the rows that `isWanted` accepts.
    func sum(_ section: String, _ measure: String, where isWanted: (SectionCells, Int) -> Bool = { _, _ in true }) throws(NotInInput)
        -> Course
    {
        Course(
            try tables(section, measure).map { table in
                let cells = SectionCells(table)
                return (0..<table.rowCount).reduce(Int128(0)) { isWanted(cells, $1) ? $0 + cells.number(measure, $1) : $0 }
            })
    }

    /// The sums of a measure by a name that `name` gives to each row; rows without one do not count. In the bytewise order of the names.
    func sums(_ section: String, _ measure: String, by name: (SectionCells, Int) -> String?) throws(NotInInput) -> [NamedCourse] {
        var sums: [BytewiseText: [Int128]] = [:]
        for (stage, table) in try tables(section, measure).enumerated() {
            let cells = SectionCells(table)
            for row in 0..<table.rowCount {
                guard let name = name(cells, row) else { continue }
                sums[BytewiseText(name), default: [Int128](repeating: 0, count: count)][stage] += cells.number(measure, row)
            }
        }
        return sums.map { NamedCourse(name: $0.key.text, course: Course($0.value)) }.sorted { bytewise($0.name, $1.name) }
    }

    /// Whether a section was read whole in every snapshot.
    func isReadWhole(_ section: String) -> Bool {
        snapshots.allSatisfy { $0.trust.level(ofSection: section) != .partial }
    }
}

/// A number at each stage, and what it is the number of.
struct NamedCourse: Hashable, Sendable {
    let name: String
    let course: Course
}

extension [NamedCourse] {
    /// The one that grew most in every stage, the first of equal ones.
    var mostGrown: NamedCourse? { self.max { $0.course.sustained < $1.course.sustained } }
    /// Those that grew in every stage, most growth first.
    var grown: [NamedCourse] {
        filter { $0.course.sustained > 0 }.sorted {
            $0.course.sustained != $1.course.sustained ? $0.course.sustained > $1.course.sustained : bytewise($0.name, $1.name)
        }
    }
}

/// A section or column that a snapshot does not have, so that a rule cannot look.
package struct NotInInput: Error, Hashable, Sendable {
    package let section: String
    package let column: String?
    /// The first stage that lacks it, from 0 on.
    package let stage: Int

    init(_ section: String, _ column: String? = nil, stage: Int) {
        self.section = section
        self.column = column
        self.stage = stage
    }

    /// `handles`, `types.live_count`.
    package var name: String { column.map { "\(section).\($0)" } ?? section }
}

/// The cells of a table by the names of columns.
struct SectionCells {
    let table: Table
    private let places: [String: Int]

    init(_ table: Table) {
        self.table = table
        places = Dictionary(table.info.columns.indices.map { (table.info.columns[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// 0 where the column is absent.
    func number(_ column: String, _ row: Int) -> Int128 { places[column].flatMap { table.word($0, row) }.map { Int128($0) } ?? 0 }
    func text(_ column: String, _ row: Int) -> String { places[column].map { table.text($0, row) } ?? "" }
    func flag(_ column: String, _ row: Int) -> Bool { number(column, row) != 0 }
}
