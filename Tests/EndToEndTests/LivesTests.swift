import Testing

/// Restarts of a process whose id is 1 after each start, as in a container: what `trend`, `diff` and `check` say of them.
@Suite struct LivesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    /// Six snapshots: two of each of three lives.
    private func snapLives(_ lives: [UInt64?], pids: [UInt32]? = nil) throws {
        for (place, life) in lives.enumerated() {
            let name = "\(place).core"
            try MadeUpDumps.core(
                100 + place, of: "/app/Orders", life: life, pid: pids?[place] ?? 1, to: name, in: folder, reversed: place % 2 == 1)
            let snap = try run("snap", "--series", "orders", "--at", "2026-08-0\(place + 1)", name)
            #expect(snap.code == 0, "\(snap)")
        }
    }

    private func restarts(_ series: String) throws -> [Bool] {
        let trend = try run("trend", series, "--json")
        #expect(trend.code == 0, "\(trend)")
        return trend.output.split(separator: "\n").compactMap { line in
            line.contains("\"restart\" : ") ? line.contains("true") : nil
        }
    }

    @Test func threeLivesWithOneId() throws {
        try snapLives([1, 1, 2, 2, 3, 3])
        #expect(try restarts("orders") == [false, false, true, false, true, false])
        #expect(try run("trend", "orders").output.contains("2 restarts"))
    }

    /// One life, dumped from inside and from outside of its container.
    @Test func oneLifeWithTwoIds() throws {
        try snapLives([1, 1, 1], pids: [1, 70_001, 1])
        #expect(try restarts("orders") == [false, false, false])
    }

    /// Without randomization two starts have the same addresses, so only the id separates them.
    @Test func withoutRandomizationTheIdDecides() throws {
        try snapLives([0, 0, 0], pids: [7, 7, 8])
        #expect(try restarts("orders") == [false, false, true])
        #expect(try run("show", "@1", "--json").output.contains("\"life\" : null"))
    }

    @Test func diffAndCheckSayThatTheProcessWasStartedAnew() throws {
        try snapLives([1, 1, 2])
        let anew = try run("diff", "@2", "@3")
        #expect(anew.output.contains("restart  the process was started anew between the two"), "\(anew)")
        #expect(try run("diff", "@2", "@3", "--json").output.contains("\"restart\" : true"))
        let same = try run("diff", "@1", "@2")
        #expect(!same.output.contains("started anew"), "\(same)")
        #expect(try run("diff", "@1", "@2", "--json").output.contains("\"restart\" : false"))
        let check = try run("check", "@2", "@3", "--json")
        #expect(check.output.contains("\"restart\" : true"), "\(check)")
    }

    /// The label `work` counts from the start of the process.
    @Test func workIsNotCountedAcrossARestart() throws {
        for (place, life) in [1, 1, 2].enumerated() {
            try MadeUpDumps.core(100 + place, of: "/app/Orders", life: UInt64(life), to: "\(place).core", in: folder)
            let snap = try run("snap", "--work", "\(place * 100 + 50) requests", "\(place).core")
            #expect(snap.code == 0, "\(snap)")
        }
        try folder.write("version: 1\nper_work: [{metric: heap.objects, max: 1/request}]\n", to: "heapdrift.yml")
        let judged = try run("check", "@1", "@2")
        #expect(judged.code == 0, "\(judged)")
        let restarted = try run("check", "@2", "@3", "--json")
        #expect(restarted.code == 4, "\(restarted)")
        #expect(restarted.output.contains("the label work counts from its start"), "\(restarted)")
        #expect(try run("check", "@2", "@3", "--work", "100 requests").code == 0)
    }

    @Test func createTimesOfWindows() throws {
        for (place, created) in [1_790_000_000, 1_790_000_000, 1_790_005_000 as UInt32].enumerated() {
            let name = "\(place).dmp"
            try MadeUpDumps.minidump(100 + place, time: 1_790_010_000 + UInt32(place), created: created, to: name, in: folder)
            #expect(try run("snap", "--series", "windows", name).code == 0)
        }
        #expect(try restarts("windows") == [false, false, true])
    }
}
