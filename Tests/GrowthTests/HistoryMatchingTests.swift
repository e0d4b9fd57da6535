import SnapshotModel
import Testing

@testable import Growth

/// A series of which some snapshots have no names.
@Suite struct HistoryMatchingTests {
    private func type(_ name: String, _ number: UInt32, _ count: UInt64, build: String = "1-a") -> TypeRow {
        var row = TypeRow()
        (row.name, row.module, row.count, row.bytes) = (name, "App.dll", count, count * 100)
        row.token = "App.dll!<0x0200000\(number)>"
        row.build = build
        return row
    }

    private func unnamed(_ number: UInt32, _ count: UInt64, build: String = "1-a") -> TypeRow {
        type("App.dll!<0x0200000\(number)>", number, count, build: build)
    }

    private func history(
        _ points: [[TypeRow]], late: [String: String] = [:], lateAt: [[String: String]] = [], pids: [UInt64?] = [], hasLives: Bool = true
    ) throws
        -> SeriesHistory
    {
        let snapshots = points.enumerated().map { place, rows in
            var snapshot = snapshot([Table(rows)])
            snapshot.capture.pid = place < pids.count ? pids[place] : nil
            if hasLives { snapshot.capture.life = snapshot.capture.pid.map { "life \($0)" } }
            return snapshot
        }
        let history = SeriesHistory(snapshots.map { (nil, $0) })
        var matching = try #require(HistoryMatching(history))
        for (place, snapshot) in snapshots.enumerated() {
            let names = place < lateAt.count ? lateAt[place] : late
            matching.add(snapshot) { name, _ in names[name] }
        }
        return matching.matched()
    }

    private func counts(_ history: SeriesHistory) -> [String: [Int128?]] {
        guard let types = history.section("types"), let count = types.measures.firstIndex(where: { $0.name == "count" }) else { return [:] }
        return Dictionary(uniqueKeysWithValues: (0..<types.rowCount).map { (types.keys[0][$0], types.values(count, $0)) })
    }

    @Test func onlyHistoriesWithPlaceholdersAreMatched() {
        let named = SeriesHistory([(nil, snapshot([Table([type("A", 2, 1)])])), (nil, snapshot([Table([type("A", 2, 2)])]))])
        #expect(HistoryMatching(named) == nil)
    }

    @Test func namesOfSomeAreThoseOfAll() throws {
        let found = try history([
            [type("Shop.Order", 2, 5), type("Shop.Line", 3, 7)], [unnamed(2, 6), unnamed(3, 7)], [type("Shop.Order", 2, 7), unnamed(3, 7)],
        ])
        #expect(counts(found) == ["Shop.Order": [5, 6, 7], "Shop.Line": [7, 7, 7]])
        #expect(found.gaps == [])
    }

    @Test func namesThatWereLearntSince() throws {
        let found = try history(
            [[unnamed(2, 5)], [unnamed(2, 6)], [unnamed(2, 6), unnamed(3, 1)]], late: ["App.dll!<0x02000002>": "Z.Order"])
        #expect(counts(found) == ["Z.Order": [5, 6, 6], "App.dll!<0x02000003>": [0, 0, 1]])
        #expect(found.section("types")?.keys[0] == ["App.dll!<0x02000003>", "Z.Order"])
    }

    /// A type that comes under a number of another build may be one that goes under its name: neither is followed.
    @Test func otherBuildsAreLeftOut() throws {
        let string = type("System.String", 9, 3)
        let found = try history([
            [type("Shop.Order", 2, 5), string], [type("Shop.Order", 2, 5), string], [unnamed(2, 6, build: "1-c"), string],
        ])
        #expect(counts(found) == ["System.String": [3, 3, 3]])
        #expect(found.gaps == [MatchingGap(section: "types", rows: 1, modules: ["App.dll"], isOfOtherBuilds: true)])
        #expect(trend(found).gaps == found.gaps)
        let twice = try history([[unnamed(2, 5)], [unnamed(2, 6, build: "1-c")]])
        #expect(counts(twice) == [:])
        #expect(twice.gaps.map(\.rows) == [1])
    }

    /// One number of two builds is two types, each with the name that its own build gives.
    @Test func namesOfSeveralBuildsThatWereLearntSince() throws {
        let (first, second) = ("App.dll!<0x02000002>", "App.dll!<0x02000003>")
        let (old, new) = ([first: "Shop.Order", second: "Shop.Line"], [first: "Shop.Added", second: "Shop.Order"])
        let points = [
            [unnamed(2, 5), unnamed(3, 9)], [unnamed(2, 6), unnamed(3, 9)],
            [unnamed(2, 1, build: "1-c"), unnamed(3, 7, build: "1-c")], [unnamed(2, 1, build: "1-c"), unnamed(3, 8, build: "1-c")],
        ]
        let found = try history(points, lateAt: [old, old, new, new])
        #expect(counts(found) == ["Shop.Order": [5, 6, 7, 8], "Shop.Line": [9, 9, 0, 0], "Shop.Added": [0, 0, 1, 1]])
        #expect(found.gaps == [])
        // One build alone has names: what the numbers of the other are nobody knows.
        let half = try history(points, lateAt: [[:], [:], new, new])
        #expect(counts(half) == [:])
        #expect(half.gaps == [MatchingGap(section: "types", rows: 2, modules: ["App.dll"], isOfOtherBuilds: true)])
    }

    /// Where no build is proved, a number is the same type only as long as the process lives.
    @Test(arguments: ["*", "elf-836f", "rows-0011223344556677"])
    func livesWithoutAProvedBuild(_ build: String) throws {
        let points = [5, 6, 7].map { [unnamed(2, $0, build: build)] }
        #expect(counts(try history(points, pids: [4, 4, 4])) == ["App.dll!<0x02000002>": [5, 6, 7]])
        for (pids, hasLives) in [([4, 4, 5], true), ([nil, nil, nil], true), ([1, 1, 1], false)] as [([UInt64?], Bool)] {
            let found = try history(points, pids: pids, hasLives: hasLives)
            #expect(counts(found) == [:])
            #expect(found.gaps == [MatchingGap(section: "types", rows: 1, modules: ["App.dll"], isOfOtherBuilds: false)])
        }
    }
}
