import Testing

/// Tests the verdicts that a store keeps for `latest-green`: what was not judged, or was refused by the budget, is no baseline for what follows.
@Suite struct KeptVerdictTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            version: 1
            defaults: {on_inconclusive: warn}
            baseline: {use: latest-green}
            types:
              - match: System.EventHandler<**
                count: {max_growth: 10% and 100}

            """, to: "heapdrift.yml")
        try snap(0)
        #expect(try run("check", "orders", "-q", "--first-becomes-baseline").code == 0)
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func snap(_ stage: Int, _ options: String...) throws {
        let run = try Heapdrift.run(
            ["snap", "-q", "--series", "orders", Fixtures.packed(stage)] + options, environment: ["HEAPDRIFT_STORE": folder["store.db"]],
            in: folder.path)
        try #require(run.code == 0, "\(run)")
    }

    /// A snapshot without types passed with a warning, and the leak after it was compared with that snapshot.
    @Test func aSnapshotThatWasNotJudgedIsNotGreen() throws {
        try snap(1, "--only", "modules")
        let open = try run("check", "orders", "-q")
        #expect(open.code == 0, "\(open)")
        #expect(open.output.contains("1 not judged"), "\(open)")
        try snap(2)
        let leak = try run("check", "orders", "-q")
        #expect(leak.code == 1, "\(leak)")
        #expect(leak.words.contains("before @1"), "\(leak)")
    }

    /// The same as the first one of its series, which then has no baseline.
    @Test func aSnapshotThatWasNotJudgedBeginsNoSeries() throws {
        let snap = try run("snap", "-q", "--series", "new", "--only", "modules", Fixtures.packed(1))
        try #require(snap.code == 0, "\(snap)")
        let first = try run("check", "new", "-q", "--first-becomes-baseline", "--baseline", "name:baseline")
        #expect(first.code == 0, "\(first)")
        #expect(!(try run("baseline", "list", "new", "--json")).output.contains("\"baseline\""))
    }

    /// A look with other rules made a refused build the baseline of the next one.
    @Test func otherRulesDoNotUndoAFailure() throws {
        try snap(2)
        #expect(try run("check", "orders", "-q").code == 1)
        try folder.write("version: 1\nheap: {total: {max: 10 GB}}\n", to: "other.yml")
        #expect(try run("check", "orders", "-q", "--budget", "other.yml", "--baseline", "name:none").code == 0)
        try snap(1)
        let next = try run("check", "orders", "-q")
        #expect(next.code == 1, "\(next)")
        #expect(next.words.contains("before @1"), "\(next)")
    }

    /// A suppressed row hid that other rows of the rule could not be judged.
    @Test func aSuppressedRowDoesNotStandForTheRule() throws {
        try folder.write(
            """
            version: 1
            types:
              - match: "System.**"
                bytes: {max: 1 kB}
            suppress:
              - {match: "System.**", reason: known, owner: me, until: 2999-12-31}

            """, to: "excused.yml")
        try Fixtures.unpack(["net31-0.core"], into: folder)
        let nameless = try run("check", "--no-store", "-q", "--budget", "excused.yml", "net31-0.core")
        #expect(nameless.code == 4, "\(nameless)")
        #expect(nameless.output.contains("excused"), "\(nameless)")
    }
}
