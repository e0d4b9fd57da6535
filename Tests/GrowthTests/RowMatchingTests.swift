import SnapshotModel
import Testing

@testable import Growth

/// Types of which one snapshot has names and another only placeholders.
@Suite struct RowMatchingTests {
    private static let core = "System.Private.CoreLib.dll"

    /// `build`: of App.dll; `nil` for a snapshot of a version that kept no tokens.
    private func type(_ name: String, _ token: String, _ count: UInt64, build: String? = "1-a", module: String = "App.dll") -> TypeRow {
        var row = TypeRow()
        (row.name, row.module, row.count, row.bytes) = (name, module, count, count * 100)
        if let build {
            row.token = token
            row.build = UnnamedType(token)?.modules.map { $0 == "App.dll" ? build : "2-b" }.joined(separator: ", ") ?? ""
        }
        return row
    }

    private func order(_ count: UInt64, build: String? = "1-a") -> TypeRow {
        type("Shop.Order", "App.dll!<0x02000002>", count, build: build)
    }

    private func unnamed(_ row: UInt32, _ count: UInt64, build: String? = "1-a") -> TypeRow {
        type("App.dll!<0x0200000\(row)>", "App.dll!<0x0200000\(row)>", count, build: build)
    }

    /// `pids`: of the two processes; unknown without them.
    private func compared(
        _ before: [TypeRow], _ after: [TypeRow], pids: (UInt64, UInt64)? = nil, hasLives: Bool = true
    ) throws -> (diff: SectionDiff, rows: [String: (RowStatus, Change)]) {
        var (earlier, later) = (snapshot([Table(before)]), snapshot([Table(after)]))
        if let pids { (earlier.capture.pid, later.capture.pid) = pids }
        if let pids, hasLives { (earlier.capture.life, later.capture.life) = ("life \(pids.0)", "life \(pids.1)") }
        let diff = diff(earlier, later)
        let types = try #require(diff.table("types"))
        var rows: [String: (RowStatus, Change)] = [:]
        for row in 0..<types.rowCount {
            let names = types.aligned.keys.map { types.aligned.text($0.words[row] ?? .max) }
            rows[names.joined(separator: " of ")] = (types.statuses[row], types.change(types.leadingCount, row))
        }
        #expect(diff.comparability.gaps == types.aligned.gap.map { [$0] } ?? [])
        #expect(diff.comparability.reasons.first == types.aligned.gap?.words)
        return (types, rows)
    }

    @Test(arguments: [true, false])
    func namesOnOneSideAreThoseOfBoth(_ isNamedBefore: Bool) throws {
        let list = "\(Self.core)!<0x02000113><App.dll!<0x02000002>>[]"
        let named = [order(5), type("System.Collections.Generic.List<Shop.Order>[]", list, 7, module: Self.core)]
        let bare = [unnamed(2, 5), type(list, list, 7, module: Self.core)]
        let (diff, rows) = try compared(isNamedBefore ? named : bare, isNamedBefore ? bare : named)
        #expect(rows.count == 2)
        #expect(rows["Shop.Order of App.dll"]?.0 == .same)
        #expect(rows["System.Collections.Generic.List<Shop.Order>[] of \(Self.core)"]?.1 == Change(7, 7))
        #expect(diff.aligned.gap == nil)
    }

    /// In the numbers of one build, a type that the other snapshot does not have is new.
    @Test func whatIsNewIsNew() throws {
        let (diff, rows) = try compared([order(5)], [unnamed(2, 6), unnamed(3, 40)])
        #expect(rows["Shop.Order of App.dll"]?.1 == Change(5, 6))
        #expect(rows["App.dll!<0x02000003> of App.dll"]?.0 == .added)
        #expect(diff.aligned.gap == nil)
    }

    @Test func placeholdersOfOneBuildAreOneType() throws {
        let (diff, rows) = try compared([unnamed(2, 5)], [unnamed(2, 6)])
        #expect(rows["App.dll!<0x02000002> of App.dll"]?.1 == Change(5, 6))
        #expect(diff.aligned.gap == nil)
    }

    @Test func placeholdersOfTwoBuildsAreTwoTypes() throws {
        let (diff, rows) = try compared([unnamed(2, 5)], [unnamed(2, 6, build: "1-c")])
        #expect(rows["App.dll!<0x02000002> of App.dll (build 1-a)"]?.0 == .unmatched)
        #expect(rows["App.dll!<0x02000002> of App.dll (build 1-c)"]?.1 == Change(nil, 6))
        #expect(diff.aligned.gap == MatchingGap(section: "types", rows: 2, modules: ["App.dll"], isOfOtherBuilds: true))
        #expect(diff.sum(diff.leadingCount) == Change(5, 6))
    }

    @Test func namesMatchAcrossBuilds() throws {
        let (diff, rows) = try compared([order(5)], [order(6, build: "1-c")])
        #expect(rows["Shop.Order of App.dll"]?.1 == Change(5, 6))
        #expect(diff.aligned.gap == nil)
    }

    /// Nobody knows which of the other's types of this module it is, or whether it is one of them. Other modules are compared.
    @Test func placeholdersAndNamesOfTwoBuildsAreNotCompared() throws {
        let string = type("System.String", "\(Self.core)!<0x02000001>", 9, module: Self.core)
        let list = type(
            "System.Collections.Generic.List<System.String>", "\(Self.core)!<0x02000113><\(Self.core)!<0x02000001>>", 3, module: Self.core)
        let (diff, rows) = try compared([order(5), string], [unnamed(2, 6, build: "1-c"), string, list])
        #expect(rows["Shop.Order of App.dll"]?.0 == .unmatched)
        #expect(rows["Shop.Order of App.dll"]?.1 == Change(5, nil))
        #expect(rows["App.dll!<0x02000002> of App.dll"]?.1 == Change(nil, 6))
        #expect(rows["System.String of \(Self.core)"]?.0 == .same)
        #expect(rows["System.Collections.Generic.List<System.String> of \(Self.core)"]?.0 == .added)
        #expect(diff.aligned.gap?.rows == 1)
        #expect(
            diff.aligned.gap?.words
                == "types without names that cannot be matched: 1, of App.dll, whose builds differ between the snapshots")
        // Rows that cannot be compared are after those that can, and sums have them all.
        #expect(diff.ordered.map { diff.statuses[$0] } == [.added, .same, .unmatched, .unmatched])
        #expect(diff.sum(diff.leadingCount, Array(0..<diff.rowCount)) == Change(14, 18))
    }

    /// What is known of a name excludes other names.
    @Test func knownPartsOfANameCount() throws {
        let (_, rows) = try compared(
            [type("List<Shop.Order>", "", 5, build: nil), type("Queue<Shop.Order>", "", 5, build: nil)],
            [type("List<App.dll!<0x02000002>>", "", 6, build: nil)])
        #expect(rows["List<Shop.Order> of App.dll"]?.0 == .unmatched)
        #expect(rows["Queue<Shop.Order> of App.dll"]?.0 == .removed)
    }

    /// Snapshots of earlier versions have no tokens.
    @Test func withoutTokensOnlyNamesMatch() throws {
        let (diff, rows) = try compared([unnamed(2, 5, build: nil)], [order(5)])
        #expect(rows["Shop.Order of App.dll"]?.0 == .unmatched)
        #expect(diff.aligned.gap?.isOfOtherBuilds == false)
    }

    /// After a deployment a number may be that of another type. Only in one life of a process it is the same.
    @Test(arguments: [nil, "*", "elf-836f", "rows-0011223344556677"])
    func placeholdersWithoutAProvedBuild(_ build: String?) throws {
        // An equal id alone proves nothing: it is 1 in every container.
        for (pids, hasLives) in [(nil, true), ((1, 2), true), ((1, 1), false)] as [((UInt64, UInt64)?, Bool)] {
            let (diff, rows) = try compared(
                [unnamed(2, 5, build: build)], [unnamed(2, 6, build: build)], pids: pids, hasLives: hasLives)
            #expect(rows["App.dll!<0x02000002> of App.dll (build not known, snapshot 1)"]?.0 == .unmatched)
            #expect(rows["App.dll!<0x02000002> of App.dll (build not known, snapshot 2)"]?.1 == Change(nil, 6))
            #expect(diff.aligned.gap == MatchingGap(section: "types", rows: 2, modules: ["App.dll"], isOfOtherBuilds: false))
        }
        let (diff, rows) = try compared(
            [unnamed(2, 5, build: build)], [unnamed(2, 6, build: build), unnamed(3, 1, build: build)], pids: (7, 7))
        #expect(rows["App.dll!<0x02000002> of App.dll"]?.1 == Change(5, 6))
        #expect(rows["App.dll!<0x02000003> of App.dll"]?.0 == .added)
        #expect(diff.aligned.gap == nil)
    }

    /// In one life of a process names match placeholders though no build is proved.
    @Test func namesMatchInOneLife() throws {
        let (one, rows) = try compared([order(5, build: "*")], [unnamed(2, 6, build: "*")], pids: (7, 7))
        #expect(rows["Shop.Order of App.dll"]?.1 == Change(5, 6))
        #expect(one.aligned.gap == nil)
        let (two, others) = try compared([order(5, build: "*")], [unnamed(2, 6, build: "*")], pids: (7, 8))
        #expect(others["Shop.Order of App.dll"]?.0 == .unmatched)
        #expect(two.aligned.gap?.isOfOtherBuilds == false)
    }

    /// The number of a process was given away again: a module is another build.
    @Test func anIdThatMeansTwoProcesses() throws {
        let (diff, rows) = try compared([order(5)], [unnamed(2, 6, build: "1-c")], pids: (7, 7))
        #expect(rows["Shop.Order of App.dll"]?.0 == .unmatched)
        #expect(diff.aligned.gap?.isOfOtherBuilds == true)
    }

    /// One snapshot proves the build, the other one does not.
    @Test func theBuildIsKnownOnOneSide() throws {
        for build in [nil, "*", "elf-836f"] as [String?] {
            let (diff, rows) = try compared([unnamed(2, 5)], [unnamed(2, 6, build: build)], pids: (1, 2))
            #expect(rows["App.dll!<0x02000002> of App.dll (build 1-a)"]?.0 == .unmatched)
            #expect(rows["App.dll!<0x02000002> of App.dll (build not known, snapshot 2)"]?.0 == .unmatched)
            #expect(diff.aligned.gap?.isOfOtherBuilds == false)
        }
    }

    /// The module of an argument was deployed anew, that of the generic type was not.
    @Test func anArgumentOfAnotherBuild() throws {
        let list = "\(Self.core)!<0x02000113><App.dll!<0x02000002>>[]"
        let name = "System.Collections.Generic.List<App.dll!<0x02000002>>[]"
        for text in [list, name] {
            let (diff, rows) = try compared(
                [type(text, list, 7, module: Self.core)], [type(text, list, 8, build: "1-c", module: Self.core)])
            #expect(rows.values.map(\.0) == [.unmatched, .unmatched], "\(rows)")
            #expect(diff.aligned.gap?.isOfOtherBuilds == true)
        }
        // With its name it is the same type in both builds.
        let named = "System.Collections.Generic.List<Shop.Order>[]"
        let (_, rows) = try compared([type(named, list, 7, module: Self.core)], [type(named, list, 8, build: "1-c", module: Self.core)])
        #expect(rows["\(named) of \(Self.core)"]?.1 == Change(7, 8))
    }

    /// The same build deployed again is the same.
    @Test func oneBuildInTwoProcesses() throws {
        let (diff, rows) = try compared([unnamed(2, 5), order(3)], [unnamed(2, 6), order(4)], pids: (1, 2))
        #expect(rows["Shop.Order of App.dll"]?.1 == Change(8, 10))
        #expect(diff.aligned.gap == nil)
        let proved = "rows-0011223344556677-8899aabbccddeeff-0123456789abcdef"
        let (_, others) = try compared([unnamed(2, 5, build: proved)], [unnamed(2, 6, build: proved)], pids: (1, 2))
        #expect(others["App.dll!<0x02000002> of App.dll"]?.1 == Change(5, 6))
    }

    /// A process that has loaded two builds of a module.
    @Test func twoBuildsInOneProcess() throws {
        var twice = unnamed(2, 7)
        (twice.token, twice.build) = ("App.dll!<0x02000002>|App.dll!<0x02000002>", "1-a|1-c")
        let (diff, _) = try compared([twice], [unnamed(2, 8)])
        #expect(diff.aligned.gap?.rows == 2)
    }

    /// Addresses differ from process to process.
    @Test func addressesAreNotMatched() throws {
        let (diff, rows) = try compared(
            [type("<not in the dump>!0x10*[]", "", 5), order(5)], [type("<not in the dump>!0x20*[]", "", 5), order(5)])
        #expect(rows["<not in the dump>!0x20*[] of App.dll"]?.0 == .added)
        #expect(diff.aligned.gap == nil)
    }

    /// Two definitions of one name are one row.
    @Test func severalTokensOfOneRow() throws {
        var twice = type("Program+<>c", "App.dll!<0x02000002>|App.dll!<0x02000003>", 7)
        twice.build = "1-a|1-a"
        let (diff, rows) = try compared([twice], [unnamed(2, 3), unnamed(3, 4)])
        #expect(rows.count == 1)
        #expect(rows["Program+<>c of App.dll"]?.1 == Change(7, 7))
        #expect(diff.aligned.gap == nil)
    }

    @Test func redactedSnapshotsMatchToo() throws {
        let redaction = Redaction { String($0.utf8.reduce(0x10_0000_0000 as UInt64) { $0 &* 31 &+ UInt64($1) }, radix: 16) }
        let before = redaction.applied(to: snapshot([Table([order(5)])]))
        let after = redaction.applied(to: snapshot([Table([unnamed(2, 6)])]))
        let types = try #require(diff(before, after).table("types"))
        #expect(types.rowCount == 1)
        #expect(types.change(types.leadingCount, 0) == Change(5, 6))
        let other = redaction.applied(to: snapshot([Table([unnamed(2, 6, build: "1-c")])]))
        #expect(diff(before, other).table("types")?.aligned.gap?.rows == 1)
    }
}
