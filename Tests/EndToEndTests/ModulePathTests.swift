import DumpSynth
import Glibc
import Testing

/// Types without names in a dump get names from files, and later from the store.
@Suite struct ModulePathTests {
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
        try folder.write(process.core().bytes(), to: "first.core")
        process.region(.gen2) { $0.object(order, count: 2) }
        try folder.write(process.core().bytes(), to: "second.core")
    }

    private func run(_ words: String..., environment: [String: String] = [:]) throws -> Heapdrift.Run {
        try Heapdrift.run(
            words, environment: environment.merging(["HEAPDRIFT_STORE": folder["store.db"]]) { given, _ in given }, in: folder.path)
    }

    @Test func fromPlaceholdersToNames() throws {
        let before = try run("snap", "--series", "shop", "first.core")
        #expect(before.code == 0, "\(before)")
        #expect(try run("show", "shop@latest").output.contains("App.dll!<0x02000002>"))
        // A known dump is read again when its types can be named now. The snapshot keeps its id.
        let named = try run("snap", "--series", "shop", "first.core", "--module-path", "bin")
        #expect(named.code == 0, "\(named)")
        #expect(named.errors.contains("its types have names now"), "\(named)")
        let shown = try run("show", "shop@latest")
        #expect(shown.output.contains("Shop.Order"), "\(shown)")
        #expect(shown.output.contains("@1"), "\(shown)")
        #expect(!shown.output.contains("!<0x"), "\(shown)")
        // A later dump of the same build, without the files.
        let later = try run("show", "second.core", "--json")
        #expect(later.output.contains("\"Shop.Order\""), "\(later)")
        #expect(later.output.contains("names-from-store"), "\(later)")
        #expect(try run("store", "verify").code == 0)
        #expect(try run("store", "sql", "select types from module_names").output.contains("2"))
    }

    /// Names that the store keeps from the files of another dump name the types of an earlier dump.
    @Test func learntAfterwards() throws {
        #expect(try run("snap", "--series", "shop", "first.core").code == 0)
        #expect(try run("snap", "--series", "shop", "first.core").errors.contains("is known as @1 and not read again"))
        #expect(try run("show", "second.core", "--module-path", "bin").output.contains("Shop.Order"))
        let again = try run("show", "first.core")
        #expect(again.code == 0, "\(again)")
        #expect(again.errors.contains("its types have names now"), "\(again)")
        #expect(again.output.contains("Shop.Order"), "\(again)")
        #expect(try run("show", "first.core").errors.contains("is known as @1 and not read again"))
        #expect(try run("show", "shop@latest").output.contains("Shop.Order"))
    }

    /// Names that cannot be kept are shown all the same.
    @Test func aStoreThatCannotBeWrittenTo() throws {
        folder.makeFolder("shelf")
        let store = folder["shelf/store.db"]
        #expect(try run("snap", "first.core", "--store", store).code == 0)
        unsafe chmod(store, 0o444)
        unsafe chmod(folder["shelf"], 0o555)
        defer { unsafe chmod(folder["shelf"], 0o755) }
        let words = ["show", "first.core", "--store", store, "--module-path", "bin"]
        for path in ["first.core", "bin/App.dll"] { unsafe chmod(folder[path], 0o644) }
        unsafe chmod(folder["bin"], 0o755)
        let shown = try Heapdrift.runWithoutRights(words, in: folder)
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("Shop.Order"), "\(shown)")
        #expect(shown.errors.contains("what is read now is not kept"), "\(shown)")
        #expect(try run("show", "@1", "--store", store).output.contains("App.dll!<0x02000002>"))
    }

    /// No file can be proved to belong to a module without a time stamp.
    @Test func doctorSaysWhatCannotBeProved() throws {
        let app = process.module("Odd.dll")
        let odd = process.type("Odd", in: app, baseSize: 24)
        process.region(.gen2) { $0.object(odd) }
        process.removeMetadata(of: app)
        process.poke(0 as UInt32, at: process.image(of: app) + 0x88)
        try folder.write(process.core().bytes(), to: "odd.core")
        let run = try run("doctor", "odd.core", "--module-path", "bin")
        let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(run.code == 0, "\(run)")
        #expect(words.contains("no file can be proved to be theirs; a full dump holds their names: Odd.dll."), "\(run)")
        #expect(!words.contains("These files would name them"))
    }

    @Test func theEnvironmentSaysItToo() throws {
        let run = try run("show", "first.core", environment: ["HEAPDRIFT_MODULE_PATH": "nowhere:bin"])
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("Shop.Order"), "\(run)")
    }

    /// Also when the dump needs no names.
    @Test func whatIsNoFolderIsSaid() throws {
        for path in ["nowhere", "bin/App.dll"] {
            let missing = try run("show", "first.core", "--module-path", path)
            #expect(missing.code == 0, "\(missing)")
            #expect(missing.errors.contains("--module-path: \(path): "), "\(missing)")
            #expect(missing.errors.contains("no names come from "), "\(missing)")
            #expect(missing.errors.ranges(of: "no names come from ").count == 1, "\(missing)")
        }
        #expect(try run("show", "first.core", "--module-path", "bin/App.dll").errors.contains("give its folder"))
        #expect(try run("show", "first.core", "--module-path", "bin").output.contains("Shop.Order"))
        let known = try run("show", "first.core", "--module-path", "nowhere")
        #expect(known.errors.contains("--module-path: nowhere: "), "\(known)")
    }

    @Test func foldersInFolders() throws {
        folder.makeFolder("app")
        folder.makeFolder("app/v1.dlls")
        folder.makeFolder("app/v1.dlls/publish")
        try folder.write(try #require(fileBytes(folder["bin/App.dll"])), to: "app/v1.dlls/publish/App.dll")
        let shown = try run("show", "first.core", "--module-path", "app")
        #expect(shown.output.contains("Shop.Order"), "\(shown)")
    }

    /// Names on the page that are not proved are said beside placeholders.
    @Test func whatIsNotProvedIsSaid() throws {
        let process = SyntheticProcess()
        for (name, type) in [("Own.dll", "Shop.Order"), ("Other.dll", "Shop.Line")] {
            let module = process.module(name)
            let made = process.type(type, in: module, baseSize: 40)
            process.region(.gen2) { $0.object(made, count: 3) }
            process.keepSchema(of: module)
            if name == "Own.dll" { try folder.write(process.file(of: module), to: "bin/Own.dll") }
            process.removeFile(of: module)
        }
        try folder.write(process.core().bytes(), to: "bare.core")
        let run = try run("show", "bare.core", "--module-path", "bin", environment: ["COLUMNS": "140"])
        let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Shop.Order"), "\(run)")
        #expect(words.contains("placeholders for names; names of other modules are not proved to be of the same builds"), "\(run)")
    }

    @Test func doctorListsTheFiles() throws {
        let run = try run("doctor", "first.core")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("/app/App.dll"), "\(run)")
        #expect(run.output.contains("--module-path FOLDER"), "\(run)")
        #expect(try !self.run("doctor", "first.core", "--module-path", "bin").output.contains("--module-path FOLDER"))
    }

    @Test func aFileOfAnotherBuildIsSaid() throws {
        var file = process.file(of: process.coreLib)
        file[0x88] ^= 1
        try folder.write(file, to: "bin/App.dll")
        let run = try run("show", "first.core", "--module-path", "bin")
        #expect(run.code == 0, "\(run)")
        #expect(run.errors.contains("another build"), "\(run)")
        #expect(run.output.contains("App.dll!<0x02000002>"), "\(run)")
    }
}
