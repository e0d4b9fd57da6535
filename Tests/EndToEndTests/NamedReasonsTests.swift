import Testing

/// What is not shown has a reason, and the reason is the real one.
@Suite struct NamedReasonsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String..., columns: Int = 100) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "\(columns)"], in: folder.path)
    }

    @Test func aSectionThatWasNotAskedForIsNotMissingInTheInput() throws {
        #expect(try run("snap", "--only", "types", Fixtures.packed(0)).code == 0)
        let shown = try run("show", "@1", "threads")
        #expect(shown.output.contains("Not read: the snapshot was taken with --only types."), "\(shown)")
        #expect(try run("show", Fixtures.packed(0), "os_handles").output.contains("The input has no os_handles."))
    }

    @Test func aGlobThatMatchesNothingIsNamed() throws {
        let globs = ["--type", "System.Strin", "--type", "System.*", "--type", "!Nothing.**"]
        let shown = try Heapdrift.run(
            ["show", Fixtures.packed(0)] + globs, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        #expect(shown.errors.contains("'System.Strin' matches no name in types\n"), "\(shown)")
        #expect(shown.errors.contains("'!Nothing.**' matches no name in types\n"), "\(shown)")
        #expect(!shown.errors.contains("'System.*'"), "\(shown)")
        // A type of one of the two is there.
        let compared = try run("diff", Fixtures.packed(0), Fixtures.packed(2), "--type", "System.EventHandler<*>", "--type", "Systm.**")
        #expect(compared.errors.contains("'Systm.**' matches no name in types\n"), "\(compared)")
        #expect(!compared.errors.contains("EventHandler"), "\(compared)")
    }

    @Test func aSeriesWithoutABaselineIsComparedWithNothing() throws {
        #expect(try run("snap", "--series", "orders", Fixtures.packed(0)).code == 0)
        let check = try run("check", "orders")
        #expect(check.output.contains("against  nothing: orders has no baseline"), "\(check)")
    }

    @Test func aFoldedMessageHasNoLineBreak() throws {
        try folder.write(
            "version: 1\nheap:\n  objects:\n    max: 10\n    message: >\n      every order\n      is kept\n", to: "heapdrift.yml")
        let check = try run("check", Fixtures.packed(0))
        #expect(check.output.contains("          every order is kept\n"), "\(check)")
        #expect(!check.output.contains("u{a}"), "\(check)")
    }

    @Test(arguments: [60, 80, 100]) func listsOfRulesAndMetricsCutNoWord(_ columns: Int) throws {
        let metrics = try run("check", "--metrics", columns: columns)
        let rules = try run("check", "--dry-run", Fixtures.packed(0), Fixtures.packed(1), columns: columns)
        for run in [metrics, rules] {
            #expect(run.code == 0, "\(run)")
            #expect(!run.output.contains("…"), "\(run)")
            #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(run)")
        }
        let words = metrics.output.split { $0 == " " || $0 == "\n" }
        for word in ["fragmentation", "expressions", "touched"] { #expect(words.contains { $0 == word }, "\(metrics)") }
        #expect(rules.output.contains("process.modules_made/max_growth"), "\(rules)")
    }
}
