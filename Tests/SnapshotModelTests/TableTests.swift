import SnapshotModel
import Testing

/// A section that is made up for the test.
struct HandleRow: SectionRow, Equatable {
    var kind = ""
    var type = ""
    var count: UInt64 = 0
    var owner: UInt64?
    var isPinned = false
    static let section = Section<HandleRow>(
        "handles", rowUnit: .rows,
        [
            .key("kind", \.kind), .key("type", \.type), .measure("count", \.count, .objects), .attribute("owner", \.owner),
            .attribute("pinned", \.isPinned),
        ])

    init() {}
    init(_ kind: String, _ type: String, _ count: UInt64, owner: UInt64? = nil, isPinned: Bool = false) {
        self.kind = kind
        self.type = type
        self.count = count
        self.owner = owner
        self.isPinned = isPinned
    }
}

@Suite struct TableTests {
    let rows = [HandleRow("strong", "B", 3, owner: 0), HandleRow("pinned", "é", 2, isPinned: true), HandleRow("strong", "A", .max)]

    @Test func rowsComeBackSortedByTheirKeys() {
        #expect(Table(rows).rows() == [rows[1], rows[2], rows[0]])
    }

    @Test func theOrderOfRowsDoesNotMatter() {
        #expect(Table(rows) == Table(Array(rows.reversed())))
        #expect(Table(rows).texts == ["A", "B", "pinned", "strong", "é"])
    }

    @Test func twoSpellingsOfALetterAreTwoNames() {
        let table = Table([HandleRow("k", "e\u{301}", 1), HandleRow("k", "\u{e9}", 2)])
        #expect(table.rowCount == 2)
        #expect(table.texts.count == 3)
        #expect(Set(table.rows(as: HandleRow.self).map(\.count)) == [1, 2])
    }

    @Test func sumsSaturate() {
        #expect(Table(rows).sum("count") == .max)
        #expect(Table(rows).sum("count", rows: [0, 2]) == 5)
        #expect(Table(rows).sum("nothing") == nil)
    }

    @Test func anAbsentColumnIsAbsentInEveryRow() {
        let table = Table(rows, absent: ["count"])
        #expect(table.absentColumns == ["count"])
        #expect(table.sum("count") == nil)
        #expect(table.rows(as: HandleRow.self).map(\.count) == [0, 0, 0])
    }

    @Test func anEmptyTableIsATable() {
        #expect(Table([HandleRow]()).rowCount == 0)
        #expect(Table([HandleRow]()).sum("count") == 0)
    }

    @Test func aColumnThatIsNoTextHasNone() {
        #expect(Table(rows).text(2, 1) == "")
        #expect(Table(rows, absent: ["kind"]).text(0, 1) == "")
        #expect(Table(rows).text(0, 0) == "pinned")
    }

    @Test func noneAndZeroDiffer() {
        let owners = Table(rows).rows(as: HandleRow.self).map(\.owner)
        #expect(owners == [nil, nil, 0])
    }
}
