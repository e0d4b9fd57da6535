import DumpSynth
import Testing

/// The doctor looks at what made a dump, gives the remedy of that tool, and never the command that made it.
@Suite struct DoctorAdviceTests {
    let folder: TemporaryFolder
    let process = SyntheticProcess()
    let region: SyntheticRegion
    let app: SyntheticModule

    init() throws {
        folder = try TemporaryFolder()
        app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        region = process.region(.gen2) { $0.object(order, count: 1_000) }
    }

    /// The words of the answer, with one blank between them. `change` rearranges what createdump wrote.
    private func doctor(_ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> (words: String, code: Int32) {
        var core = process.core()
        change(&core)
        try folder.write(core.bytes(), to: "a.core")
        let run = try Heapdrift.run(["doctor", "a.core"], in: folder.path)
        return (run.output.split(whereSeparator: \.isWhitespace).joined(separator: " "), run.code)
    }

    /// The first thread before everything else.
    private static func asTheKernel(_ core: inout ELFCoreBuilder) {
        guard let place = core.notes.firstIndex(where: { $0.type == 1 }) else { return }
        core.notes.insert(core.notes.remove(at: place), at: 0)
    }

    private static func asGDB(_ core: inout ELFCoreBuilder) { core.notes.append(ELFNote("GDB", 0xFF00_0000, [0])) }

    @Test func aMiniDumpOfCreatedumpIsMadeWithTheHeap() throws {
        process.removePages(region.start..<region.objects.upperBound)
        let (words, code) = try doctor()
        #expect(code == 0)
        #expect(words.contains("by createdump"), "\(words)")
        #expect(words.contains("createdump --withheap -f PATH.core PID"), "\(words)")
    }

    @Test func atACrashTheSettingIsNamed() throws {
        process.removePages(region.start..<region.objects.upperBound)
        let (words, _) = try doctor { core in
            guard let place = core.notes.firstIndex(where: { $0.type == 1 }) else { return }
            core.notes.insert(.signalInfo(6), at: place + 1)
        }
        #expect(words.contains("DOTNET_DbgEnableMiniDump=1 DOTNET_DbgMiniDumpType=2"), "\(words)")
        #expect(!words.contains("dotnet-dump collect"), "\(words)")
    }

    /// A heap dump that lacks names was made with --withheap: the same command would give the same.
    @Test func aHeapDumpOfCreatedumpIsFollowedByAFullOne() throws {
        process.removeMetadata(of: app)
        let (words, _) = try doctor()
        #expect(words.contains("dotnet-dump collect --type Full"), "\(words)")
        #expect(!words.contains("--withheap"), "\(words)")
        #expect(!words.contains("--type Heap"), "\(words)")
    }

    /// createdump takes large pages for a mapped file.
    @Test func aHeapInLargePagesNeedsAFullDump() throws {
        process.removePages(region.start..<region.objects.upperBound)
        let (base, path) = (process.library.base, process.library.path)
        let (words, _) = try doctor { core in
            guard let place = core.notes.firstIndex(where: { $0.type == 0x4649_4C45 }) else { return }
            core.notes[place] = .files([
                .init(base, base + 0x4000, path: path), .init(base + 0x4000, base + 0x8000, offset: 0x4000, path: path),
                .init(base + 0x8000, base + 0xB000, offset: 0x8000, path: path),
                .init(region.start, region.start + 0x40_0000, path: "/anon_hugepage (deleted)"),
            ])
        }
        #expect(words.contains("DOTNET_GCLargePages"), "\(words)")
        #expect(words.contains("dotnet-dump collect --type Full"), "\(words)")
        #expect(!words.contains("--withheap"), "\(words)")
        #expect(!words.contains("--type Heap"), "\(words)")
    }

    @Test func theKernelHasAFilter() throws {
        process.removeMetadata(of: app)
        let (words, _) = try doctor(Self.asTheKernel)
        #expect(words.contains("by the kernel, coredump_filter like 0x"), "\(words)")
        #expect(words.contains("echo 0x3f > /proc/PID/coredump_filter"), "\(words)")
        #expect(!words.contains("gcore"), "\(words)")
    }

    @Test func gdbObeysTheFilter() throws {
        process.removeMetadata(of: app)
        let (words, _) = try doctor(Self.asGDB)
        #expect(words.contains("echo 0x3f > /proc/PID/coredump_filter; gcore -o PATH.core PID"), "\(words)")
    }

    /// People copy the path, in a narrow terminal too.
    @Test func thePathOfAFileIsWhole() throws {
        let path = "/opt/" + String(repeating: "orders-service-of-the-warehouse/", count: 5) + "Plugin.dll"
        let plugin = process.module("Plugin.dll", path: path)
        let order = process.type("Shop.Plugin", in: plugin, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 10) }
        process.removeMetadata(of: plugin)
        try folder.write(process.core().bytes(), to: "a.core")
        let run = try Heapdrift.run(["doctor", "a.core"], environment: ["COLUMNS": "100"], in: folder.path)
        #expect(run.output.contains(path), "\(run)")
    }

    /// Its executable is published without createdump.
    @Test func aSingleFileAppHasNoCreatedump() throws {
        var library = RuntimeLibrary()
        library.path = "/app/service"
        let single = SyntheticProcess(library)
        let plugin = single.module("Plugin.dll")
        let order = single.type("Shop.Order", in: plugin, baseSize: 40)
        let heap = single.region(.gen2) { $0.object(order, count: 1_000) }
        func doctor() throws -> String {
            try folder.write(single.core().bytes(), to: "single.core")
            let run = try Heapdrift.run(["doctor", "single.core"], in: folder.path)
            return run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        single.removeMetadata(of: plugin)
        let named = try doctor()
        #expect(named.contains("names add EXECUTABLE"), "\(named)")
        single.removePages(heap.start..<heap.objects.upperBound)
        let words = try doctor()
        #expect(!words.contains("beside the process's libcoreclr.so"), "\(words)")
        #expect(words.contains("put createdump and libmscordaccore.so of the same .NET version beside the executable"), "\(words)")
        #expect(words.contains("dotnet-dump collect --type"), "\(words)")
    }

    /// The bytes that are passed over hold no objects, so another dump would be no better.
    @Test func aCaughtThreadIsNoDamage() throws {
        let thread = process.thread(osID: 5000)
        process.region(.gen0) {
            $0.caughtAllocation(of: thread, 64)
            $0.object(process.object)
        }
        let (words, code) = try doctor()
        #expect(code == 0)
        #expect(words.contains("the ends of 1 of their allocation contexts"), "\(words)")
        #expect(!words.contains("Totals may be off"), "\(words)")
        #expect(!words.contains("take one of another moment"), "\(words)")
        #expect(words.contains("The dump has everything that this version reads."), "\(words)")
    }

    /// Limits are whole numbers of MiB.
    @Test func aCoreThatEndsAtARoundSizeWasCutOffByALimit() throws {
        var core = process.core()
        Self.asTheKernel(&core)
        core.segments.append(.init(0x7F70_0000_0000, [UInt8](repeating: 1, count: 5 << 20)))
        let whole = core.bytes()
        let size = (whole.count - 4096) & ~0xF_FFFF
        try folder.write(Array(whole.prefix(size)), to: "cut.core")
        let run = try Heapdrift.run(["doctor", "cut.core"], in: folder.path)
        let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("The file ends at exactly \(size >> 20) MiB, so a limit cut it off."), "\(run)")
        #expect(words.contains("ProcessSizeMax="), "\(run)")
    }

    @Test func procdumpHasAnOption() throws {
        process.removePages(region.start..<region.objects.upperBound)
        var dump = process.minidump()
        (dump.flags, dump.comment) = (0, "*** procdump -accepteula 4711 SECRET")
        try folder.write(dump.bytes(), to: "a.dmp")
        let run = try Heapdrift.run(["doctor", "a.dmp", "--json"], in: folder.path)
        #expect(run.output.contains("procdump -ma PID PATH.dmp"), "\(run)")
        #expect(!run.output.contains("SECRET"), "\(run)")
        let shown = try Heapdrift.run(["show", "a.dmp", "--no-store", "--json"], in: folder.path).output
        #expect(
            shown.split(whereSeparator: \.isWhitespace).joined().contains(#""maker":{"program":"procdump","setting":"mini"}"#), "\(shown)")
    }

    @Test(arguments: [("2.1.30", "2.1.30"), ("2.2.8", "2.2.8")]) func anOldRuntimeIsNamed(_ version: (folder: String, name: String)) throws
    {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/\(version.folder)/libcoreclr.so"
        try refused(SyntheticProcess(library), as: version.name)
    }

    /// A self-contained app has no folder with the version. The text in the library says the major one.
    @Test func anOldRuntimeInAnAppsFolderIsNamed() throws {
        var library = RuntimeLibrary()
        library.path = "/opt/app/libcoreclr.so"
        library.embeddedVersion = "4.6.30411.1 @Commit: 0"
        try refused(SyntheticProcess(library), as: "2")
    }

    private func refused(_ process: SyntheticProcess, as version: String) throws {
        try folder.write(process.core().bytes(), to: "old.core")
        let shown = try Heapdrift.run(["show", "--no-store", "old.core"], in: folder.path)
        #expect(shown.code == 3, "\(shown)")
        #expect(shown.errors.contains("a process of .NET Core \(version), which is not read: .NET Core 3.1 and later are"), "\(shown)")
        let doctor = try Heapdrift.run(["doctor", "old.core", "--json"], in: folder.path)
        #expect(doctor.output.contains(#""code" : "runtime-version-unsupported""#), "\(doctor)")
        for command in ["dotnet-dump collect", "createdump", "gcore"] { #expect(!doctor.output.contains(command), "\(doctor)") }
    }
}
