import Testing

/// Tests that a check says what to do next, in a way that can be done, on a store with the demo's series: @1, @2, @3 of `demo`.
@Suite struct CheckRemediesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/demo.db")), to: "store.db")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words + ["-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "60"], in: folder.path)
    }

    /// The output without its line breaks.
    private func joined(_ run: Heapdrift.Run) -> String { run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    @Test(arguments: [("baseline", ""), ("release", " --name release")])
    func anEarlierSnapshotIsAcceptedItself(_ name: String, _ option: String) throws {
        #expect(try run("baseline", "set", "@1", "--name", name).code == 0)
        let check = try run("check", "demo@latest~1", "--max-growth", "1%", "--baseline", "name:\(name)")
        #expect(check.code == 1, "\(check)")
        let command = "heapdrift baseline set @2 --series demo\(option) --replace"
        #expect(joined(check).contains(" next '\(command)' if the growth is meant "), "\(check)")
        #expect(!check.output.contains("accept"), "\(check)")
        let accepted = try Heapdrift.shell(
            command.replacing("heapdrift", with: "\"$H\"", maxReplacements: 1), environment: ["HEAPDRIFT_STORE": folder["store.db"]],
            in: folder.path)
        #expect(accepted.output.hasPrefix("demo@\(name) is @2 of "), "\(accepted)")
        #expect(try run("check", "@3", "--max", "heap.total=1 GB").code == 0)
        let latest = try run("check", "demo", "--max-growth", "1%", "--baseline", "name:\(name)")
        #expect(joined(latest).contains(" next 'heapdrift baseline accept demo\(option)' if the growth is meant "), "\(latest)")
    }

    @Test func theRemedyIsInJSONAndInTheLastAnnotation() throws {
        #expect(try run("baseline", "set", "@1").code == 0)
        let words = "'heapdrift baseline accept demo' if the growth is meant"
        let failed = try run("check", "demo", "--max-growth", "1%", "--json")
        #expect(failed.output.contains("\"next\" : \"\(words)\""), "\(failed)")
        let passed = try run("check", "demo", "--max-growth", "50 MB", "--json")
        #expect(passed.output.contains("\"next\" : null"), "\(passed)")
        let github = try run("check", "demo", "--max-growth", "1%", "--format", "github")
        #expect(github.output.hasSuffix("%0Anext: \(words)\n"), "\(github)")
    }

    @Test func theRemedyIsNotCutOff() throws {
        let check = try run("check", "demo")
        #expect(check.code == 4, "\(check)")
        let remedy = "'heapdrift baseline set demo@latest' marks one, as does the first run with --first-becomes-baseline"
        let text = joined(check)
        #expect(text.contains("\(remedy); rules of the standard budget "), "\(check)")
        #expect(text.contains("\(remedy) (heap.outside_gen0, "), "\(check)")
        #expect(!text.contains("…"), "\(check)")
        #expect(check.output.hasSuffix(")\n"), "\(check)")
    }

    @Test func theVerdictOfATrendIsNotCutOff() throws {
        let ranking = try run("trend", "demo")
        let verdict = ranking.output.split(separator: "\n  looked at ", maxSplits: 1).first ?? ""
        #expect(verdict.hasSuffix("."), "\(ranking)")
        let course = try Heapdrift.run(
            ["trend", "demo", "heap.total", "-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "40"], in: folder.path)
        let sentence = course.output.split(separator: "\n  series ", maxSplits: 1).first ?? ""
        #expect(sentence.hasSuffix("."), "\(course)")
    }
}
