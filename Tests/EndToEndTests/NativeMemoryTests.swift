import DumpSynth
import Testing

/// A leak of native memory decides the verdict, and the first row of the ledger names it.
@Suite struct NativeMemoryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 300) }
        for (name, megabytes) in [("before.core", 1), ("after.core", 33), ("little.core", 6)] {
            var core = process.core()
            // Memory of a library, far from everything else.
            core.segments.append(.init(0x7F70_0000_0000, [UInt8](repeating: 0x5A, count: megabytes << 20)))
            try folder.write(core.bytes(), to: name)
        }
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "200"], in: folder.path)
    }

    @Test func growthDecides() throws {
        let diff = try run("before.core", "after.core", "--exit-code")
        #expect(diff.output.hasPrefix("app grew: +33.6 MB of native memory ("), "\(diff)")
        #expect(diff.code == 1, "\(diff)")
        // As much moves in processes without a leak.
        let little = try run("before.core", "little.core", "--exit-code")
        #expect(little.output.hasPrefix("app is steady: "), "\(little)")
        #expect(little.code == 0, "\(little)")
        // Whoever chooses the smallest change means it for native memory too.
        let chosen = try run("before.core", "little.core", "--min-change", "1% and 1 MB")
        #expect(chosen.output.hasPrefix("app grew: +5.24 MB of native memory ("), "\(chosen)")
    }

    @Test func theLedgerNamesIt() throws {
        let diff = try run("diff", "before.core", "after.core", "--only", "ledger", "--no-store")
        let rows = diff.output.split(separator: "\n")
        let head = try #require(rows.firstIndex { $0.hasPrefix("LEDGER") })
        #expect(rows[head + 1].hasPrefix("other private memory"), "\(diff)")
    }

    /// A dump that is cut off holds other bytes of the same mappings, and lists all of them.
    @Test func aDumpThatIsCutOffIsNoShrinkage() throws {
        let whole = try #require(fileBytes(folder["after.core"]))
        try folder.write(Array(whole.dropLast(1 << 19)), to: "cut.core")
        let diff = try run("after.core", "cut.core")
        #expect(!diff.output.contains("of native memory"), "\(diff)")
        let shown = try run("show", "cut.core", "--json")
        #expect(shown.output.contains("ledger.touched"), "\(shown)")
    }

    /// Nobody looks further when a build is green.
    @Test func aCheckThatPassesSaysIt() throws {
        let check = try run("check", "before.core", "after.core")
        #expect(check.code == 0, "\(check)")
        #expect(check.output.contains("It grew: +33.6 MB of native memory ("), "\(check)")
        #expect(!(try run("check", "before.core", "little.core").output.contains("It grew")))
        let rule = try run("check", "before.core", "after.core", "--max-growth", "process.native=16 MB")
        #expect(rule.code == 1, "\(rule)")
    }

    @Test func showHasABar() throws {
        let shown = try run("show", "after.core", "ledger")
        #expect(shown.words.contains("memory █"), "\(shown)")
        #expect(shown.output.contains("█ native 34."), "\(shown)")
        let overview = try run("show", "after.core")
        #expect(overview.words.contains("memory █"), "\(overview)")
        let only = try run("show", "after.core", "--only", "ledger", "--no-store")
        #expect(only.output.contains("other private memory"), "\(only)")
    }
}
