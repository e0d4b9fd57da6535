import DumpSynth
import Testing

/// A gate on dumps without names, as heap dumps of Windows and of 3.1 are: it is not green about types that it cannot name.
@Suite struct NamelessGateTests {
    let folder: TemporaryFolder
    private let process = SyntheticProcess()

    init() throws {
        folder = try TemporaryFolder()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        process.removeMetadata(of: app)
        folder.makeFolder("bin")
        try folder.write(process.file(of: app), to: "bin/App.dll")
        try folder.write(process.core().bytes(), to: "before.core")
        process.region(.gen2) { $0.object(order, count: 4000) }
        try folder.write(process.core().bytes(), to: "after.core")
        try folder.write("version: 1\nnever: [{match: Shop.Order}]\n", to: "never.yml")
    }

    /// The process of `before.core` with its names.
    private func named() -> (process: SyntheticProcess, app: SyntheticModule) {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        return (process, app)
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func aRuleByNameIsInconclusive() throws {
        for rule in [["--max-growth", "type:Shop.**=10% and 100"], ["--max", "type:Shop.Order=0"], ["--budget", "never.yml"]] {
            let check = try run("check", "before.core", "after.core", rule[0], rule[1])
            #expect(check.code == 4, "\(check)")
            let words = check.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("Types of these snapshots have no names"), "\(check)")
            #expect(
                words.contains(
                    "They get them by 'heapdrift names add FOLDER' for each build, or --module-path FOLDER where dumps are given"),
                "\(check)")
            #expect(words.contains("named by the file of /app/App.dll"), "\(check)")
            #expect(!words.contains("matches no type"), "\(check)")
        }
        let json = try run("check", "before.core", "after.core", "--max", "type:Shop.Order=0", "--json")
        #expect(json.output.contains("\"names_missing\""), "\(json)")
        let annotations = try run("check", "before.core", "after.core", "--max", "type:Shop.Order=0", "--format", "github")
        #expect(annotations.output.contains("--module-path"), "\(annotations)")
    }

    @Test func withNamesItFails() throws {
        let check = try run(
            "check", "before.core", "after.core", "--max-growth", "type:Shop.**=10% and 100", "--module-path", "bin")
        #expect(check.code == 1, "\(check)")
        #expect(check.output.contains("Shop.Order"), "\(check)")
    }

    @Test func rulesThatNeedNoNameAreJudged() throws {
        #expect(try run("check", "before.core", "after.core", "--max-growth", "type:**=10% and 100").code == 1)
        #expect(try run("check", "before.core", "after.core", "--max-growth", "type:**=10% and 5000").code == 0)
        #expect(try run("check", "before.core", "after.core", "--max", "heap.total=1 GB").code == 0)
    }

    /// The same heap with names and without: nothing is new, and a rule on every type is judged.
    @Test func namesOnOneSideOnly() throws {
        try folder.write(named().process.core().bytes(), to: "named.core")
        for pair in [["before.core", "named.core"], ["named.core", "before.core"]] {
            let check = try run("check", pair[0], pair[1], "--max-growth", "type:**=10% and 1", "--as-ordered")
            #expect(check.code == 0, "\(check)")
            let diff = try run("diff", pair[0], pair[1], "--all", "--json")
            #expect(diff.output.contains("Shop.Order"), "\(diff)")
            #expect(!diff.output.contains("\"added\""), "\(diff)")
            #expect(!diff.output.contains("\"unmatched\""), "\(diff)")
        }
    }

    @Test func anotherBuildIsNotCompared() throws {
        let (process, app) = named()
        process.poke(0x1234_5678 as UInt32, at: process.image(of: app) + 0x88)
        try folder.write(process.core().bytes(), to: "other.core")
        let check = try run("check", "before.core", "other.core", "--max-growth", "type:**=10% and 1", "--as-ordered")
        #expect(check.code == 4, "\(check)")
        #expect(check.output.contains("types without names that cannot be matched"), "\(check)")
        #expect(check.output.contains("--module-path"), "\(check)")
        let json = try run("check", "before.core", "other.core", "--max-growth", "type:**=10% and 1", "--as-ordered", "--json")
        #expect(json.output.contains("\"rows_unmatched\""), "\(json)")
        let diff = try run("diff", "before.core", "other.core")
        let careful = try #require(diff.output.firstRange(of: "careful"))
        let first = try #require(diff.output.firstRange(of: "before "))
        #expect(careful.lowerBound < first.lowerBound, "\(diff)")
        // Totals need no name.
        #expect(try run("check", "before.core", "other.core", "--max-growth", "10%", "--as-ordered").code == 0)
        // With names, types of two builds are matched by them.
        let matched = try run(
            "check", "before.core", "other.core", "--max-growth", "type:**=10% and 1", "--as-ordered", "--module-path", "bin")
        #expect(matched.code == 0, "\(matched)")
    }

    /// A stored snapshot gets the names that the store learns later, without its dump.
    @Test func learntNamesNameStoredSnapshots() throws {
        #expect(try run("snap", "--series", "shop", "before.core").code == 0)
        #expect(try run("show", "shop@latest").output.contains("App.dll!<0x02000002>"))
        #expect(try run("snap", "--series", "other", "after.core", "--module-path", "bin").code == 0)
        let shown = try run("show", "shop@latest")
        #expect(shown.output.contains("Shop.Order"), "\(shown)")
        #expect(!shown.output.contains("!<0x"), "\(shown)")
        let check = try run("check", "@1", "@2", "--max-growth", "type:Shop.**=10% and 100", "--as-ordered")
        #expect(check.code == 1, "\(check)")
    }

    /// In a series, a type keeps its row when some snapshots have no name for it.
    @Test func aTrendOverSomeWithoutNames() throws {
        try folder.write(named().process.core().bytes(), to: "named.core")
        for (day, file) in ["named.core", "before.core", "named.core", "before.core"].enumerated() {
            let snapped = try run("snap", "--series", "shop", "--at", "2026-08-0\(day + 1)", file)
            #expect(snapped.code == 0, "\(snapped)")
        }
        let trend = try run("trend", "shop", "--all")
        #expect(trend.output.contains("Shop.Order"), "\(trend)")
        #expect(!trend.output.contains("!<0x"), "\(trend)")
        #expect(!trend.output.contains("careful"), "\(trend)")
    }

    /// In a redacted snapshot, a rule by name does not pass because no name matches.
    @Test func replacedNamesAreMissing() throws {
        let other = SyntheticProcess()
        let app = other.module("App.dll")
        let order = other.type("Shop.Order", in: app, baseSize: 40)
        for day in 1...2 {
            other.region(.gen2) { $0.object(order, count: day * 400) }
            try folder.write(other.core().bytes(), to: "day\(day).core")
            #expect(try run("snap", "--series", "shop", "--at", "2026-08-0\(day)", "day\(day).core").code == 0)
        }
        let limit = "type:Shop.**=10% and 100"
        #expect(try run("check", "@1", "@2", "--max-growth", limit, "--redact").code == 1)
        let exported = try run("store", "export", "--redact", "red.hds", "shop")
        #expect(exported.code == 0, "\(exported)")
        #expect(try run("store", "import", "red.hds", "--store", "other.db").code == 0)
        for rule in [["--max-growth", limit], ["--max", "type:Shop.Order=0"], ["--budget", "never.yml"]] {
            let check = try run("check", "@1", "@2", rule[0], rule[1], "--store", "other.db")
            #expect(check.code == 4, "\(check)")
            let words = check.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("replaced when the snapshot was exported"), "\(check)")
            #expect(!words.contains("--module-path"), "\(check)")
            #expect(!words.contains("matches no type"), "\(check)")
        }
        let json = try run("check", "shop", "--budget", "never.yml", "--store", "other.db", "--json")
        #expect(json.output.contains("\"names_missing\""), "\(json)")
        #expect(json.output.contains("\"replaced_names\""), "\(json)")
        #expect(try run("check", "shop", "--max", "type:System.Threading.Timer=0", "--store", "other.db").code == 0)
        #expect(try run("check", "@1", "@2", "--max-growth", "type:~**=10% and 100", "--store", "other.db").code == 1)
    }

    /// A module's name is shown as the modules' list shows it.
    @Test func redactedPlaceholdersKeepTheirShape() throws {
        let shown = try Heapdrift.run(
            ["show", "before.core", "--redact", "--format", "csv"],
            environment: ["HEAPDRIFT_STORE": folder["store.db"], "HEAPDRIFT_REDACT_SALT": "salt of at least some length"], in: folder.path)
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains(#/~[0-9a-f]{10}!<0x02000002>/#), "\(shown)")
        #expect(!shown.output.contains("App.dll"), "\(shown)")
    }
}
