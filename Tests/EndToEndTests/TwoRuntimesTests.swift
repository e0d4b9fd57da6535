import DumpSynth
import Testing

/// A process with more than one runtime: one is read, and the others are named.
@Suite struct TwoRuntimesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func process(_ library: RuntimeLibrary) -> SyntheticProcess {
        let process = SyntheticProcess(library)
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 50) }
        return process
    }

    /// Both runtimes see one heap, since the second differs in its library alone.
    private func write(isSecondStarted: Bool = true) throws {
        var library = RuntimeLibrary()
        library.base = 0x7F60_0000_0000
        library.path = "/opt/other/shared/Microsoft.NETCore.App/8.0.33/libcoreclr.so"
        let second = process(library)
        if !isSecondStarted {
            second.poke([UInt8](repeating: 0, count: 0x1E00), at: library.base + 0x8200)
            // The rest of its variables (.bss).
            second.place([UInt8](repeating: 0, count: 0x1000), at: library.base + 0xB000)
        }
        var core = process(RuntimeLibrary()).core()
        core.addLibrary(of: second)
        try folder.write(core.bytes(), to: "two.core")
    }

    @Test func bothAreNamedAndTrustIsPartial() throws {
        try write()
        let shown = try run("show", "two.core", "--json")
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("1: .NET 8.0.4 was read, and nothing of 2: .NET 8.0.33 is in the numbers"), "\(shown)")
        #expect(shown.output.contains("\"level\" : \"partial\""), "\(shown)")
        let doctor = try run("doctor", "two.core")
        #expect(doctor.output.contains("--runtime 2"), "\(doctor)")
    }

    @Test func theOtherIsReadAndBothAreStored() throws {
        try write()
        #expect(try run("snap", "two.core").code == 0)
        let second = try run("snap", "two.core", "--runtime", "2")
        #expect(second.code == 0, "\(second)")
        let listed = try run("store", "sql", "select runtime || ' by ' || reader from snapshots order by id", "--format", "csv")
        #expect(listed.output.contains("8.0.4 by elf-core-10"), "\(listed)")
        #expect(listed.output.contains("8.0.33 by elf-core-10 runtime=2"), "\(listed)")
        #expect(try run("show", "@2", "--json").output.contains("2: .NET 8.0.33 was read, and nothing of 1: .NET 8.0.4 is"))
        let none = try run("show", "two.core", "--runtime", "3")
        #expect(none.code == 3, "\(none)")
        #expect(none.errors.contains("no runtime number 3; it has 2"), "\(none)")
    }

    @Test func oneRuntimeHasTheNumber1() throws {
        try MadeUpDumps.core(5, modified: "2026-08-01 10:00", to: "one.core", in: folder)
        #expect(try run("show", "one.core", "--runtime", "1").code == 0)
        let none = try run("show", "one.core", "--runtime", "2")
        #expect(none.code == 3, "\(none)")
    }

    /// The number of the runtime that is read anyhow makes no second snapshot.
    @Test func theStandardRuntimeByItsNumberIsKnown() throws {
        try MadeUpDumps.core(5, modified: "2026-08-01 10:00", to: "one.core", in: folder)
        try write()
        for name in ["one.core", "two.core"] {
            #expect(try run("snap", "--series", name, name).code == 0)
            let again = try run("snap", "--series", name, name, "--runtime", "1")
            #expect(again.code == 0, "\(again)")
            #expect(again.errors.contains("is known as @"), "\(again)")
        }
        let listed = try run("store", "sql", "select 'snapshots: ' || count(*) from snapshots", "--format", "csv")
        #expect(listed.output.contains("snapshots: 2"), "\(listed)")
    }

    @Test func optionsOfReadingDoNotApplyToWhatIsStored() throws {
        try MadeUpDumps.core(5, modified: "2026-08-01 10:00", to: "one.core", in: folder)
        #expect(try run("snap", "one.core").code == 0)
        let shown = try run("show", "@1", "--runtime", "2")
        #expect(shown.code == 0, "\(shown)")
        #expect(
            shown.errors.contains("'@1' is a snapshot that was read before; '--runtime' applies to dumps that are read now"), "\(shown)")
        let diff = try run("diff", "@1", "@1", "--runtime", "2", "--layout", "table")
        #expect(diff.errors.contains("'--layout', '--runtime' apply to dumps"), "\(diff)")
        #expect(!(try run("show", "@1").errors.contains("read before")))
    }

    @Test func aLibraryThatWasNeverStartedIsNone() throws {
        try write(isSecondStarted: false)
        let shown = try run("show", "two.core", "--json")
        #expect(shown.code == 0, "\(shown)")
        #expect(!shown.output.contains("other-runtimes"), "\(shown)")
    }

    @Test func theFrameworkBesideIt() throws {
        var dump = process(RuntimeLibrary()).minidump()
        dump.modules.append(
            .init(0x7FFA_0000_0000, 0x1000, path: "C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\clr.dll", version: [4, 8, 9261, 0]))
        try folder.write(dump.bytes(), to: "both.dmp")
        let shown = try run("show", "both.dmp", "--json")
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("nothing of .NET Framework 4.8.9261 is in the numbers"), "\(shown)")
    }
}
