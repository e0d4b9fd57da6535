import Testing

/// Tests `check` with several dumps of each build.
@Suite struct SamplesTests {
    let folder: TemporaryFolder

    /// `a1` to `a3` are of the build before, `b1` to `b3` of the one after. The second sample of each is far off.
    init() throws {
        folder = try TemporaryFolder()
        for (name, orders, hour) in [
            ("a1", 100, 10), ("a2", 9000, 11), ("a3", 102, 12), ("b1", 101, 13), ("b2", 9001, 14), ("b3", 103, 15),
        ] {
            try MadeUpDumps.core(orders, modified: "2026-08-01 \(hour):00", to: "\(name).core", in: folder)
        }
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func theMedianOfEachBuildIsJudged() throws {
        // By single dumps the verdict is whatever dump is taken.
        #expect(try run("check", "a1.core", "b2.core", "--max-growth", "type:Shop.Order=10%").code == 1)
        let same = try run(
            "check", "b1.core", "b2.core", "b3.core", "--against", "a1.core", "a2.core", "a3.core", "--max-growth", "type:Shop.Order=10%")
        #expect(same.code == 0, "\(same)")
        #expect(same.output.contains("samples  each number is the median of 3 before and of 3 after"), "\(same)")
        for file in ["a1.core", "a2.core", "a3.core", "b1.core", "b2.core", "b3.core"] { #expect(same.output.contains(file), "\(same)") }
        try MadeUpDumps.core(140, modified: "2026-08-01 16:00", to: "c1.core", in: folder)
        try MadeUpDumps.core(139, modified: "2026-08-01 17:00", to: "c2.core", in: folder)
        let leak = try run(
            "check", "--max-growth", "type:Shop.Order=10%", "c1.core", "b1.core", "c2.core", "--against", "a1.core", "a3.core", "a2.core")
        #expect(leak.code == 1, "\(leak)")
        #expect(leak.output.contains("102"), "\(leak)")
        #expect(leak.output.contains("median of 3 before (100 to 9,000) and of 3 after (101 to 140)"), "\(leak)")
        let json = try run(
            "check", "--json", "--max-growth", "type:Shop.Order=10%", "c1.core", "b1.core", "c2.core", "--against", "a1.core", "a3.core")
        #expect(json.output.contains(#""max" : 140"#), "\(json)")
        #expect(json.output.ranges(of: #""path" : "c1.core""#).count == 1, "\(json)")
    }

    @Test func theNumbersOfSamplesPrecedeTheRulesOwnWords() throws {
        try folder.write(
            "version: 1\ntypes: [{match: Shop.Order, count: {max_growth: 10%, message: is every order sent?}}]\n", to: "heapdrift.yml")
        let leak = try run("check", "a2.core", "b2.core", "--against", "a1.core", "--format", "csv")
        #expect(leak.code == 1, "\(leak)")
        #expect(leak.output.contains("one before and median of 2 after (9,000 to 9,001). is every order sent?"), "\(leak)")
    }

    /// Without `--against`, a list of more than two means what it always did: the last against the first.
    @Test func aBareListKeepsItsMeaning() throws {
        let check = try run("check", "a1.core", "a2.core", "b1.core", "--max-growth", "type:Shop.Order=10%", "--json")
        #expect(check.code == 0, "\(check)")
        #expect(check.output.contains(#""samples" : null"#), "\(check)")
        #expect(try run("check", "a1.core", "a3.core", "b2.core", "--max-growth", "type:Shop.Order=10%").code == 1)
    }

    @Test func theSnapshotsOfASeriesThatShareALabelAreSamples() throws {
        for build in ["a", "b"] {
            for number in 1...3 {
                let snapped = try run("snap", "--series", "orders", "--no-git", "--label", "commit=\(build)", "\(build)\(number).core")
                #expect(snapped.code == 0, "\(snapped)")
                if build == "a", number == 1 { #expect(try run("store", "relabel", "@1", "--label", "release=1").code == 0) }
            }
            if build == "a" { #expect(try run("baseline", "set", "orders").code == 0) }
        }
        let found = try run("check", "orders", "--samples", "commit", "--max-growth", "type:Shop.Order=10%", "--json")
        #expect(found.code == 0, "\(found)")
        #expect(found.output.contains(#""baseline" : "baseline 'baseline' of orders, with every snapshot of its commit""#), "\(found)")
        #expect(found.output.ranges(of: #""path" : "#).count == 7, "\(found)")
        // The build before it is the newest that passed, also when a snapshot of this build passed already.
        #expect(try run("check", "orders@latest~3", "--max", "heap.total=1 GB").code == 0)
        #expect(try run("check", "orders@latest~1", "--max", "heap.total=1 GB").code == 0)
        let green = try run(
            "check", "orders", "--samples", "commit", "--baseline", "latest-green", "--max-growth", "type:Shop.Order=10%", "--json")
        #expect(green.code == 0, "\(green)")
        #expect(green.output.contains("the newest of orders that passed, with every snapshot of its commit"), "\(green)")
        // A build is not compared with itself.
        #expect(try run("baseline", "set", "orders@latest~2", "--replace").code == 0)
        let itself = try run("check", "orders", "--samples", "commit", "--max-growth", "5%", "--json")
        #expect(itself.code == 4, "\(itself)")
        #expect(itself.output.contains("same_snapshot"), "\(itself)")
        let unlabelled = try run("check", "orders", "--samples", "release", "--max-growth", "type:Shop.Order=10%")
        #expect(unlabelled.output.contains("@6 of orders has no label release, so it stands alone for its build"), "\(unlabelled)")
        // A key that no snapshot has would make each a build of its own.
        let mistyped = try run("check", "orders", "--samples", "comit", "--max-growth", "5%")
        #expect(mistyped.code == 2, "\(mistyped)")
        #expect(mistyped.errors.contains("no snapshot of orders has a label 'comit'; their labels are commit, release"), "\(mistyped)")
    }

    /// Builds of a series may take turns, but a baseline that is newer as a whole is no earlier end.
    @Test func aBaselineThatIsNewerThanTheWholeBuildIsReversed() throws {
        for (commit, file, hour) in [("old", "a1.core", 10), ("old", "a3.core", 12), ("new", "b1.core", 13), ("new", "b3.core", 15)] {
            let run = try run(
                "snap", "--series", "orders", "--no-git", "--label", "commit=\(commit)", "--at", "2026-08-01T\(hour):00:00Z", file)
            try #require(run.code == 0, "\(run)")
        }
        #expect(try run("baseline", "set", "orders").code == 0)
        let words = ["--samples", "commit", "--max-growth", "type:Shop.Order=10%", "--json"]
        let environment = ["HEAPDRIFT_STORE": folder["store.db"]]
        let reversed = try Heapdrift.run(["check", "orders@latest~2"] + words, environment: environment, in: folder.path)
        #expect(reversed.code == 4, "\(reversed)")
        #expect(reversed.output.contains(#""because" : "reversed""#), "\(reversed)")
        let asOrdered = try Heapdrift.run(["check", "orders@latest~2", "--as-ordered"] + words, environment: environment, in: folder.path)
        #expect(asOrdered.code == 0, "\(asOrdered)")

        // In a store of its own, since a dump is in a store once.
        let turns = ["HEAPDRIFT_STORE": folder["turns.db"]]
        for (commit, file, hour) in [("old", "a1.core", 10), ("new", "b1.core", 11), ("old", "a3.core", 12), ("new", "b3.core", 13)] {
            let run = try Heapdrift.run(
                ["snap", "--series", "turns", "--no-git", "--label", "commit=\(commit)", "--at", "2026-08-01T\(hour):00:00Z", file],
                environment: turns, in: folder.path)
            try #require(run.code == 0, "\(run)")
        }
        #expect(try Heapdrift.run(["baseline", "set", "turns@latest~1"], environment: turns, in: folder.path).code == 0)
        let interleaved = try Heapdrift.run(["check", "turns"] + words, environment: turns, in: folder.path)
        #expect(interleaved.code == 0, "\(interleaved)")
    }

    @Test func aDumpCountsOnce() throws {
        let copied = try Heapdrift.shell("cp b2.core copy.core", in: folder.path)
        #expect(copied.code == 0)
        let check = try run(
            "check", "b2.core", "copy.core", "b1.core", "b3.core", "--against", "a1.core", "--max-growth", "type:Shop.Order=10%")
        #expect(check.code == 0, "\(check)")
        #expect(check.errors.contains("'copy.core' is a dump that is among the samples already; it counts once"), "\(check)")
        let itself = try run("check", "b1.core", "b2.core", "b3.core", "--against", "a1.core", "b1.core", "--json", "--max-growth", "5%")
        #expect(itself.code == 4, "\(itself)")
        #expect(itself.output.contains("same_snapshot"), "\(itself)")
    }

    @Test func whatContradictsItselfIsRefused() throws {
        let cases: [([String], String)] = [
            (["--against", "a1.core"], "'--against' takes the earlier snapshots"),
            (["b1.core", "--against", "a1.core", "--baseline", "latest-green"], "so '--baseline' says nothing"),
            (["b1.core", "--against", "a1.core", "--samples", "commit"], "so '--samples' says nothing"),
            (["b1.core", "a1.core", "--samples", "commit"], "'--samples' takes one series"),
            (["b1.core", "--samples", "commit"], "'b1.core' is not of a series"),
        ]
        for (words, sentence) in cases {
            let found = try Heapdrift.run(["check"] + words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
            #expect(found.code == 2, "\(words): \(found)")
            #expect(found.errors.contains(sentence), "\(words): \(found)")
        }
    }
}
