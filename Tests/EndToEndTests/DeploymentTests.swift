import DumpSynth
import Testing

/// A deployment between two dumps without names: the first type of the module was a cart and is a session.
@Suite struct DeploymentTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (id, name, count) in [(100, "Cart", 442), (200, "Session", 442), (300, "Session", 443)] {
            try folder.write(Self.process(UInt32(id), "Shop." + name, count, isProved: false).core().bytes(), to: "\(id).core")
        }
        try folder.write(Self.process(200, "Shop.Session", 500, isProved: false).core().bytes(), to: "later.core")
    }

    /// Without metadata; without `isProved` also without the header that says the build.
    private static func process(_ id: UInt32, _ type: String, _ count: Int, isProved: Bool, stamp: UInt32 = 0x5EAD_0001) -> SyntheticProcess
    {
        let process = SyntheticProcess()
        process.id = id
        let app = process.module("App.dll")
        let first = process.type(type, in: app, baseSize: 40)
        process.region(.gen2) { $0.object(first, count: count) }
        process.removeMetadata(of: app)
        process.poke(stamp, at: process.image(of: app) + 0x88)
        if !isProved { process.removePages(process.image(of: app)..<process.image(of: app) + 0x1000) }
        return process
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func theComparisonSaysThatItIsNone() throws {
        let diff = try run("diff", "100.core", "200.core", "--as-ordered", "--json")
        #expect(diff.output.contains("\"unmatched\""), "\(diff)")
        let words = try run("diff", "100.core", "200.core", "--as-ordered").output.split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        #expect(words.contains("types without names that cannot be matched"), "\(words)")
        #expect(!words.contains("gone"), "\(words)")
        // The totals are compared all the same.
        #expect(words.contains("steady"), "\(words)")
    }

    @Test func theRuleIsInconclusive() throws {
        let check = try run("check", "100.core", "200.core", "--as-ordered", "--max-growth", "type:**=10% and 1")
        #expect(check.code == 4, "\(check)")
        let json = try run("check", "100.core", "200.core", "--as-ordered", "--max-growth", "type:**=10% and 1", "--json")
        #expect(json.output.contains("\"rows_unmatched\""), "\(json)")
        #expect(try run("check", "100.core", "200.core", "--as-ordered", "--max-growth", "10%").code == 0)
    }

    /// In one process a number stays the same type.
    @Test func oneProcessIsCompared() throws {
        let check = try run("check", "200.core", "later.core", "--as-ordered", "--max-growth", "type:**=10% and 1")
        #expect(check.code == 1, "\(check)")
        #expect(check.output.contains("+58"), "\(check)")
    }

    /// The id of both is that of every container's first process, and nothing says that they are one life.
    @Test func anEqualIdIsNoProofOfOneLife() throws {
        for (name, type) in [("first.core", "Shop.Cart"), ("second.core", "Shop.Session")] {
            var core = Self.process(1, type, 442, isProved: false).core()
            core.start(nil, life: 0)
            try folder.write(core.bytes(), to: name)
        }
        let check = try run("check", "first.core", "second.core", "--as-ordered", "--max-growth", "type:**=10", "--json")
        #expect(check.code == 4, "\(check)")
        #expect(check.output.contains("\"rows_unmatched\""), "\(check)")
        #expect(check.output.contains("\"restart\" : null"), "\(check)")
    }

    @Test func theTrendLeavesItOut() throws {
        for (day, file) in ["100", "200", "300", "200", "300"].enumerated() {
            #expect(try run("snap", "--series", "shop", "--at", "2026-08-0\(day + 1)", "\(file).core").code == 0)
        }
        let trend = try run("trend", "shop", "--all")
        #expect(trend.output.contains("careful"), "\(trend)")
        #expect(!trend.output.contains("!<0x02000002>"), "\(trend)")
    }

    /// Four dumps of one build and six of the next, whose type leaks, and the names of both come afterwards.
    @Test func namesAfterADeployment() throws {
        let builds: [(name: String, types: [String], stamp: UInt32)] = [
            ("v1", ["Shop.Cart", "Shop.Session"], 0x5EAD_0001), ("v3", ["Shop.Added", "Shop.Cart", "Shop.Session"], 0x1234),
        ]
        for day in 0..<10 {
            let build = builds[day < 4 ? 0 : 1]
            let process = SyntheticProcess()
            process.id = day < 4 ? 1 : 2
            let app = process.module("App.dll")
            for name in build.types {
                let type = process.type(name, in: app, baseSize: 40)
                process.region(.gen2) { $0.object(type, count: name == "Shop.Session" ? 1000 * (day + 1) : 50) }
            }
            folder.makeFolder(build.name)
            var file = process.file(of: app)
            file.replaceSubrange(0x88..<0x8C, with: (0..<4).map { UInt8(truncatingIfNeeded: build.stamp >> (8 * $0)) })
            try folder.write(file, to: "\(build.name)/App.dll")
            process.removeMetadata(of: app)
            process.poke(build.stamp, at: process.image(of: app) + 0x88)
            try folder.write(process.core().bytes(), to: "day.core")
            #expect(try run("snap", "--series", "leak", "--at", "2026-08-\(10 + day)", "day.core").code == 0)
        }
        let before = try run("trend", "leak")
        let words = before.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("of App.dll, whose builds differ between the snapshots"), "\(before)")
        #expect(words.contains("'heapdrift names add FOLDER' for each build"), "\(before)")
        let check = ["check", "leak", "--budget", "trend.yml"]
        try folder.write("version: 1\ntrend: {min_history: 10, min_change: 2% and 1 kB}\n", to: "trend.yml")
        let open = try Heapdrift.run(check, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        // The totals fail by themselves; of the types nobody knows.
        #expect(open.output.contains("types that cannot be compared"), "\(open)")
        #expect(!open.output.contains("Shop.Session"), "\(open)")
        #expect(try run("names", "add", "v1", "v3").code == 0)
        let after = try run("trend", "leak")
        #expect(!after.output.contains("careful"), "\(after)")
        #expect(after.output.contains("Shop.Session"), "\(after)")
        let judged = try Heapdrift.run(check, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        #expect(judged.code == 1, "\(judged)")
        #expect(judged.output.contains("Shop.Session"), "\(judged)")
    }

    /// The headers say that the builds differ, and the store knows one of them: no row of the other is called gone or new.
    @Test func oneBuildHasNames() throws {
        try folder.write(Self.process(1, "Shop.Cart", 5, isProved: true).core().bytes(), to: "old.core")
        let new = Self.process(2, "Shop.Session", 442, isProved: true, stamp: 0x1234)
        try folder.write(new.core().bytes(), to: "new.core")
        folder.makeFolder("old")
        let builder = SyntheticProcess()
        let app = builder.module("App.dll")
        _ = builder.type("Shop.Cart", in: app, baseSize: 40)
        try folder.write(builder.file(of: app), to: "old/App.dll")
        #expect(try run("names", "add", "old").code == 0)
        let diff = try run("diff", "old.core", "new.core", "--as-ordered", "--all", "--json")
        #expect(diff.output.contains("\"Shop.Cart\""), "\(diff)")
        #expect(!diff.output.contains("\"removed\""), "\(diff)")
        #expect(!diff.output.contains("\"added\""), "\(diff)")
        let check = try run("check", "old.core", "new.core", "--as-ordered", "--max-growth", "type:**=10% and 1")
        #expect(check.code == 4, "\(check)")
        // With the names of both the types are told apart.
        folder.makeFolder("new")
        let other = SyntheticProcess()
        let module = other.module("App.dll")
        _ = other.type("Shop.Session", in: module, baseSize: 40)
        var file = other.file(of: module)
        file.replaceSubrange(0x88..<0x8C, with: [0x34, 0x12, 0, 0])
        try folder.write(file, to: "new/App.dll")
        #expect(try run("names", "add", "new").code == 0)
        let named = try run("diff", "old.core", "new.core", "--as-ordered", "--all", "--json")
        #expect(named.output.contains("\"removed\""), "\(named)")
        #expect(named.output.contains("\"Shop.Session\""), "\(named)")
    }
}
