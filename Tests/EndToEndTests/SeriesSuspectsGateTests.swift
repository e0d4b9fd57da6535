import Testing

/// A gate on what leaks in a series: two snapshots alone cannot tell a leak from a cache that fills, so those between them are looked at too.
@Suite struct SeriesSuspectsGateTests {
    @Test(arguments: [
        ("reports-leaking", 1, "large objects that are kept"), ("webapi-leaking", 1, "a collection that only grows"),
        ("timers-healthy", 0, ""),
    ])
    func theSnapshotsBetweenAreLookedAt(_ series: String, _ code: Int32, _ cause: String) throws {
        let folder = try TemporaryFolder()
        func run(_ words: String...) throws -> Heapdrift.Run {
            try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder.path + "/s.db"], in: folder.path)
        }
        #expect(try run("store", "import", Fixtures.root + "/Snapshots/services.heapdrift").code == 0)
        #expect(try run("baseline", "set", "\(series)@latest~4").code == 0)
        try folder.write("version: 1\nsuspects: {max: 0}\n", to: "heapdrift.yml")
        let checked = try run("check", series, "--json")
        #expect(checked.code == code, "\(checked)")
        #expect(checked.output.contains(cause.isEmpty ? "no suspect in 5 snapshots" : cause), "\(checked)")
        if code == 0 { return }
        // Of the two ends alone it says less.
        let pair = try run("check", "\(series)@latest~4", "\(series)@latest")
        #expect(pair.code == 0, "\(pair)")
        #expect(pair.output.contains("PASS"), "\(pair)")
    }
}
