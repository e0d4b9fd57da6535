import SnapshotModel
import Testing

@testable import Growth

@Suite struct SectionDiffTests {
    private func table(_ before: [GadgetRow], _ after: [GadgetRow], _ options: DiffOptions = DiffOptions()) throws -> SectionDiff {
        try #require(diff(gadgets(before), gadgets(after), options).table("gadgets"))
    }

    @Test func joinsRowsByTheirKeys() throws {
        let table = try table(
            [GadgetRow("a", 1, 10), GadgetRow("b", 5, 50), GadgetRow("c", 7, 70), GadgetRow("d", 1, 8)],
            [GadgetRow("b", 6, 60), GadgetRow("c", 7, 70), GadgetRow("d", 1, 4), GadgetRow("e", 2, 20)])
        #expect((0..<table.rowCount).map(table.name) == ["a", "b", "c", "d", "e"])
        #expect(table.statuses == [.removed, .grew, .same, .shrank, .added])
        #expect(table.change(table.position("bytes"), 1) == Change(50, 60))
        #expect(table.change(table.position("count"), 0).delta == -1)
        #expect(table.sum(table.position("rows")) == Change(4, 4))
        #expect(table.sum(table.position("bytes")) == Change(138, 154))
    }

    @Test func sumsRowsWithEqualKeysFirst() throws {
        let table = try table(
            [GadgetRow("a", "x", 1, 10)], [GadgetRow("a", "x", 2, 20), GadgetRow("a", "x", 3, 5), GadgetRow("a", "y", 9, 9)])
        #expect(table.rowCount == 2)
        #expect(table.change(table.position("count"), 0) == Change(1, 5))
        #expect(table.change(table.position("rows"), 0) == Change(1, 2))
        #expect(table.statuses == [.grew, .added])
    }

    @Test func bytesDecideTheStatusAndThenTheCount() throws {
        let table = try table([GadgetRow("a", 9, 10), GadgetRow("b", 1, 10)], [GadgetRow("a", 1, 11), GadgetRow("b", 0, 10)])
        #expect(table.statuses == [.grew, .shrank])
    }

    @Test func keepsSpellingsApartThatUnicodeCallsEqual() throws {
        let table = try table([GadgetRow("caf\u{e9}", 1, 1), GadgetRow("cafe\u{301}", 2, 2)], [GadgetRow("caf\u{e9}", 3, 3)])
        #expect(table.rowCount == 2)
    }

    @Test func comparesBySumsWhereKeysMeanNothing() throws {
        let result = diff(snapshot([threads(2)]), snapshot([threads(42)]))
        let table = try #require(result.table("threads"))
        #expect(table.rowCount == 1)
        #expect(table.aligned.keys.isEmpty)
        #expect(table.sum(0) == Change(2, 42))
        #expect(table.statuses == [.grew])
        #expect(result.total("thread_stacks")?.change == Change(2 * 8_388_608, 42 * 8_388_608))
    }

    @Test func anAbsentMeasureIsUnknownAndNotZero() throws {
        let result = diff(gadgets([GadgetRow("a", 1, 0)], absent: ["bytes"]), gadgets([GadgetRow("a", 2, 20)]))
        let table = try #require(result.table("gadgets"))
        #expect(table.change(table.position("bytes"), 0) == Change(nil, 20))
        #expect(table.change(table.position("bytes"), 0).delta == nil)
        #expect(table.leadingSize == nil)
        #expect(table.statuses == [.grew])
        #expect(result.notComparable == [MissingPart(section: "gadgets", column: "bytes", missingIn: .before)])
        #expect(table.sum(table.position("bytes"), []) == Change(nil, 0))
    }

    @Test func aSectionOfOneSideIsNotComparable() {
        let result = diff(gadgets([GadgetRow("a", 1, 1)]), snapshot([threads(1)]))
        #expect(result.tables.isEmpty)
        #expect(Set(result.notComparable.map(\.name)) == ["gadgets", "threads"])
        #expect(result.verdict == .inconclusive)
    }

    /// Rows are compared by the keys that both sides have.
    @Test func aKeyThatOneSideLacksIsLeftOut() throws {
        let table = try #require(
            diff(gadgets([GadgetRow("a", "x", 1, 1), GadgetRow("b", "x", 1, 1)], absent: ["kind"]), gadgets([GadgetRow("a", "x", 3, 3)]))
                .table("gadgets"))
        #expect(table.aligned.keys.map(\.info.name) == ["name"] && table.rowCount == 2)
        #expect(table.change(table.position("count"), 0) == Change(1, 3) && table.change(table.position("count"), 1) == Change(1, 0))
        #expect(table.sum(table.position("count")) == Change(2, 3))
    }

    @Test func attributesComeFromTheLatestSnapshotThatHasTheRow() throws {
        let table = try table(
            [GadgetRow("a", 1, 1), GadgetRow("b", 1, 1, odd: true)],
            [GadgetRow("a", 1, 1, odd: true), GadgetRow("c", 1, 1, odd: true), GadgetRow("c", 2, 1)])
        #expect(table.aligned.attributes[0].words == [1, 1, nil])
    }

    @Test func hostileCountsNeitherTrapNorWrap() throws {
        let table = try table([GadgetRow("a", .max, 0), GadgetRow("a", .max, 0)], [GadgetRow("a", 0, .max), GadgetRow("b", .max, .max)])
        #expect(table.sum(table.position("count")).delta == Int128(UInt64.max) - 2 * Int128(UInt64.max))
        #expect(table.sum(table.position("bytes")).delta == 2 * Int128(UInt64.max))
    }

    @Test func rowsAreOrderedAsAskedFor() throws {
        let before = [GadgetRow("a", 10, 100_000), GadgetRow("b", 10, 100), GadgetRow("c", 10, 100), GadgetRow("d", 500, 200_000)]
        let after = [
            GadgetRow("a", 20, 200_000), GadgetRow("b", 400, 200), GadgetRow("c", 12, 200), GadgetRow("d", 1, 10), GadgetRow("e", 1, 50),
        ]
        func order(_ sort: RowSort) throws -> String {
            var options = DiffOptions()
            options.sort = sort
            let table = try table(before, after, options)
            return table.ordered.map(table.name).joined()
        }
        #expect(try order(.bytes) == "abced")
        #expect(try order(.count) == "baced")
        #expect(try order(.percent) == "eabcd")
        #expect(try order(.name) == "abcde")
    }

    @Test func shrinkageComesFirstWhenTheVerdictIsShrank() throws {
        let result = diff(
            snapshot(totals: Totals(objects: 10, bytes: 10_000_000), [Table([GadgetRow("a", 1, 10), GadgetRow("b", 1, 9_000_000)])]),
            snapshot(totals: Totals(objects: 10, bytes: 1_000_000), [Table([GadgetRow("a", 1, 20), GadgetRow("b", 1, 5)])]))
        #expect(result.verdict == .shrank)
        #expect(result.tables[0].ordered == [1, 0])
    }

    @Test func aFilterMovesRowsToTheRemainder() throws {
        var options = DiffOptions()
        options.filters = ["gadgets": NameFilter([NamePattern("App.**")])]
        let table = try table([], [GadgetRow("App.X", 500, 1), GadgetRow("Lib.Y", 600, 1), GadgetRow("App.Z", 1, 1)], options)
        let (shown, hidden) = table.split(top: nil, all: false)
        #expect(shown.map(table.name) == ["App.X"])
        #expect(Set(hidden.map(table.name)) == ["Lib.Y", "App.Z"])
        #expect(table.split(top: nil, all: true).shown.map(table.name) == ["App.X", "App.Z"])
        #expect(table.split(top: 0, all: true).shown.isEmpty)
    }

    @Test func marksWhatGrewAtEveryStep() throws {
        let stages = [
            [GadgetRow("leak", 1, 10), GadgetRow("wave", 1, 10)],
            [GadgetRow("leak", 2, 20), GadgetRow("wave", 9, 90), GadgetRow("brief", 1, 1)],
            [GadgetRow("leak", 3, 30), GadgetRow("wave", 5, 50), GadgetRow("late", 1, 1)],
        ].map { gadgets($0) }
        let table = try #require(diff(stages[0], stages[2], through: [stages[1]]).table("gadgets"))
        #expect(
            (0..<table.rowCount).map { "\(table.name($0)) \(table.stepsGrown?[$0] ?? -1)" } == ["brief 1", "late 1", "leak 2", "wave 1"])
        #expect(table.statuses[0] == .same)
        #expect(try #require(diff(stages[0], stages[2]).table("gadgets")).stepsGrown == nil)
    }

    @Test(arguments: 0..<60) func shownAndHiddenAddUpToTheTotal(_ seed: UInt64) throws {
        var dice = Dice(state: seed)
        func rows() -> [GadgetRow] {
            (0..<dice.roll(60)).map { _ in
                let huge = dice.roll(9) == 0
                return GadgetRow(
                    "n\(dice.roll(25))", "k\(dice.roll(2))", huge ? .max - dice.roll(5) : dice.roll(3000), huge ? .max : dice.roll(900_000))
            }
        }
        var options = DiffOptions()
        options.sort = RowSort.allCases[Int(dice.roll(4))]
        if dice.roll(2) == 0 { options.filters = ["gadgets": NameFilter([NamePattern("!n1*")])] }
        let (before, after) = (rows(), rows())
        let table = try table(before, after, options)
        let (shown, hidden) = table.split(top: dice.roll(2) == 0 ? Int(dice.roll(30)) : nil, all: dice.roll(2) == 0)
        #expect((shown + hidden).sorted() == Array(0..<table.rowCount))
        for measure in table.measures.indices {
            #expect(table.sum(measure, shown) + table.sum(measure, hidden) == table.sum(measure))
        }
        #expect(table.sum(table.position("bytes")).before == before.reduce(0) { $0 + Int128($1.bytes) })
        #expect(table.sum(table.position("bytes")).after == after.reduce(0) { $0 + Int128($1.bytes) })
        #expect(table.sum(0).after == Int128(after.count))
    }

    /// The table after was cut: a type that is not in it has not gone, and one that is new in it may have been there. Sums of the rows are none of the
    /// section, unless the rest of it is a row.
    @Test func whatACutTableLacksIsUnknown() throws {
        func snapshots(_ code: String, count: UInt64?) -> (Snapshot, Snapshot) {
            var before = gadgets([GadgetRow("a", 100, 9000), GadgetRow("b", 500, 90_000), GadgetRow("c", 10, 100_000)])
            var after = gadgets([GadgetRow("a", 300, 90_000), GadgetRow("d", 500, 90_000)])
            (before.input.fingerprint, after.input.fingerprint) = ("1", "2")
            var diagnostic = Trust.Diagnostic(code, "", caps: .partial, bytes: count, count: count)
            diagnostic.sections = [SnapshotPart("gadgets")]
            after.trust = Trust(layout: nil, diagnostics: [diagnostic])
            return (before, after)
        }
        func statuses(_ before: Snapshot, _ after: Snapshot) throws -> [String: RowStatus] {
            let table = try #require(diff(before, after).table("gadgets"))
            return Dictionary(uniqueKeysWithValues: (0..<table.rowCount).map { (table.name($0), table.statuses[$0]) })
        }
        let (before, after) = snapshots("gadgets-cut", count: nil)
        #expect(try statuses(before, after) == ["a": .grew, "b": .unmatched, "c": .unmatched, "d": .added])
        #expect(try statuses(after, before) == ["a": .shrank, "b": .unmatched, "c": .unmatched, "d": .removed])
        let table = try #require(diff(before, after).table("gadgets"))
        let row = try #require(table.row("b"))
        #expect(table.change(table.position("bytes"), row) == Change(90_000, nil))
        #expect(!table.areSumsWhole)
        let (whole, counted) = snapshots("types-cut", count: 7)
        #expect(try #require(diff(whole, counted).table("gadgets")).areSumsWhole)
        #expect(try statuses(before, before) == ["a": .same, "b": .same, "c": .same])
        // A doubt about a column is none about the rows.
        var doubted = after
        doubted.trust.diagnostics[0].sections = [SnapshotPart("gadgets", "bytes")]
        #expect(try statuses(before, doubted)["b"] == .removed)
    }
}
