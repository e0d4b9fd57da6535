import Testing

/// Tests the verbs of baselines on a store with the demo's series: @1, @2, @3 of `demo`, a day apart.
@Suite struct BaselineTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/demo.db")), to: "store.db")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words + ["-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func aBaselineStandsForItsSnapshot() throws {
        let set = try run("baseline", "set", "demo@latest~2", "--note", "before the change")
        #expect(set.code == 0, "\(set)")
        #expect(set.output.hasPrefix("demo@baseline is @1 of "), "\(set)")
        let byName = try run("diff", "demo@baseline", "demo@latest")
        #expect(byName.code == 0, "\(byName)")
        #expect(byName.output.hasPrefix("LeakLab grew"), "\(byName)")
        #expect(byName.output == (try run("diff", "@1", "@3").output))
        #expect(try run("baseline", "set", "@2", "--name", "release-3").code == 0)
        let list = try run("baseline", "list", "--format", "csv")
        #expect(
            list.output.split(separator: "\r\n").map { $0.split(separator: ",").last ?? "" } == ["baselines", "baseline", "release-3"],
            "\(list)")
        #expect(try run("store", "ls", "demo", "--json").output.contains("\"release-3\""))
        #expect(try run("store", "ls").output.contains("BASELINES"))
    }

    @Test func nothingIsOverwrittenSilently() throws {
        #expect(try run("baseline", "set", "@1").code == 0)
        let refused = try run("baseline", "set", "@2")
        #expect(refused.code == 2, "\(refused)")
        #expect(refused.output.isEmpty, "\(refused)")
        #expect(refused.errors.contains("is @1 since"), "\(refused)")
        #expect(refused.errors.contains("--replace"), "\(refused)")
        #expect(refused.errors.contains("baseline accept demo"), "\(refused)")
        #expect(try run("baseline", "set", "@1").output.contains("as it was"))
        #expect(try run("baseline", "set", "@2", "--replace").output.contains("it was @1"))
        let accepted = try run("baseline", "accept", "demo", "--note", "the cache is meant to grow")
        #expect(accepted.output == "demo@baseline moved from @2 to @3, the latest.\n", "\(accepted)")
        #expect(try run("baseline", "accept", "demo").output == "demo@baseline is @3, the latest, as it was.\n")
        let shown = try run("baseline", "show", "demo")
        #expect(shown.output.contains(": the cache is meant to grow"), "\(shown)")
        #expect(shown.output.contains("before: @2 from"), "\(shown)")
        #expect(shown.output.contains("before: @1 from"), "\(shown)")
        #expect(try run("baseline", "rm", "demo").output == "demo@baseline is no more; it was @3, which stays.\n")
        let gone = try run("diff", "demo@baseline", "@3")
        #expect(gone.code == 2, "\(gone)")
        #expect(gone.errors.contains("has no baseline 'baseline'"), "\(gone)")
        #expect(try run("baseline", "list").output == "No baselines; 'heapdrift baseline set SERIES@latest' makes one.\n")
    }

    @Test func aFileIsSnappedFirst() throws {
        let unknown = try run("baseline", "set", Fixtures.packed(0), "--only", "modules")
        #expect(unknown.code == 2, "\(unknown)")
        #expect(unknown.errors.contains("belongs to no series"), "\(unknown)")
        #expect(unknown.errors.contains("--series"), "\(unknown)")
        let set = try run("baseline", "set", Fixtures.packed(0), "--only", "modules", "--series", "fresh")
        #expect(set.code == 0, "\(set)")
        #expect(try run("store", "ls", "fresh").code == 0)
        #expect(try run("show", "fresh@baseline", "modules").code == 0)
    }

    @Test func aNarrowListKeepsTheNamesOfBaselines() throws {
        for name in ["nightly", "release-3"] { #expect(try run("baseline", "set", "@1", "--name", name).code == 0) }
        let list = try Heapdrift.run(["baseline", "list"], environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "60"])
        #expect(list.output.contains("nightly release-3"), "\(list)")
    }

    @Test func whatWasProbablyMeant() throws {
        for name in ["nightly", "release-3"] { #expect(try run("baseline", "set", "@1", "--name", name).code == 0) }
        let mistyped = try run("show", "demo@relese-3")
        #expect(mistyped.code == 2)
        #expect(mistyped.errors.contains("has no baseline 'relese-3'; it has release-3, nightly"), "\(mistyped)")
        let checked = try run("check", "demo", "--baseline", "name:relese-3", "--format", "markdown")
        #expect(checked.output.contains("demo has no baseline 'relese-3'; it has 'nightly', 'release-3'"), "\(checked)")
        #expect(try run("show", "demo@lastest").errors.contains("did you mean 'demo@latest'?"))
        #expect(try run("baseline", "accept", "dmeo").errors.contains("no such series"))
        let empty = try Heapdrift.run(["baseline", "accept", "demo", "--store", folder["no.db"]])
        #expect(empty.code == 3, "\(empty)")
        #expect(fileBytes(folder["no.db"]) == nil, "\(empty)")
    }
}
