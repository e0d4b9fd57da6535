import DumpSynth
import Testing

/// A dump that holds metadata gives the names of its modules to later and earlier dumps of the same builds that hold none.
@Suite struct LearntNamesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.process(orders: 3, lines: 0, isSmall: false).core().bytes(), to: "full.core")
        // With a type that the other dump has no object of.
        try folder.write(Self.process(orders: 3, lines: 442, isSmall: true).core().bytes(), to: "small.core")
    }

    private static func process(orders: Int, lines: Int, isSmall: Bool) -> SyntheticProcess {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        let line = process.type("Shop.Line", in: app, baseSize: 24)
        process.region(.gen2) {
            $0.object(order, count: orders)
            if lines > 0 { $0.object(line, count: lines) }
        }
        if isSmall { process.removeMetadata(of: app) }
        return process
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func aLaterSmallDump() throws {
        #expect(try run("snap", "--series", "shop", "--at", "2026-08-01", "full.core").code == 0)
        #expect(try run("names", "ls", "--format", "csv").output.contains("app.dll"))
        #expect(try run("snap", "--series", "shop", "--at", "2026-08-02", "small.core").code == 0)
        let shown = try run("show", "shop@latest", "--json")
        #expect(shown.output.contains("\"Shop.Line\""), "\(shown)")
        #expect(shown.output.contains("names-from-store"), "\(shown)")
        let check = try run("check", "@1", "@2", "--max-growth", "type:Shop.Line=100")
        #expect(check.code == 1, "\(check)")
        let trend = try run("trend", "shop", "--all")
        #expect(!trend.output.contains("careful"), "\(trend)")
    }

    @Test func anEarlierSmallDump() throws {
        #expect(try run("snap", "--series", "shop", "--at", "2026-08-01", "small.core").code == 0)
        #expect(try run("check", "shop@latest", "--max", "type:Shop.Line=500").code == 4)
        #expect(try run("snap", "--series", "shop", "--at", "2026-08-02", "full.core").code == 0)
        #expect(try run("check", "@1", "--max", "type:Shop.Line=500").code == 0)
        #expect(try run("show", "@1").output.contains("Shop.Line"))
    }

    /// Modules of .NET are not the program's: their names would take more than all others.
    @Test func onlyTheProgramsOwn() throws {
        #expect(try run("show", "full.core").code == 0)
        let listed = try run("names", "ls", "--format", "csv").output
        #expect(listed.contains("app.dll"), "\(listed)")
        #expect(!listed.contains("system."), "\(listed)")
    }

    @Test func withoutAStore() throws {
        let shown = try run("show", "full.core", "--no-store")
        #expect(shown.code == 0, "\(shown)")
        #expect(!shown.errors.contains("not kept"), "\(shown)")
        #expect(try run("names", "ls").code == 3)
    }

    /// Half a table of names is none.
    @Test func metadataThatIsCutOff() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        process.cutMetadata(of: app, to: process.metadataSize(of: app) / 2)
        try folder.write(process.core().bytes(), to: "cut.core")
        #expect(try run("show", "cut.core").code == 0)
        #expect(try !run("names", "ls", "--format", "csv").output.contains("app.dll"))
    }
}
