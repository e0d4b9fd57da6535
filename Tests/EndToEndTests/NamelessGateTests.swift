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

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func aRuleByNameIsInconclusive() throws {
        for rule in [["--max-growth", "type:Shop.**=10% and 100"], ["--max", "type:Shop.Order=0"], ["--budget", "never.yml"]] {
            let check = try run("check", "before.core", "after.core", rule[0], rule[1])
            #expect(check.code == 4, "\(check)")
            let words = check.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("Types of these snapshots have no names"), "\(check)")
            #expect(words.contains("--module-path FOLDER gives them"), "\(check)")
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
