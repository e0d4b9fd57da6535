import DumpSynth
import FoundationEssentials
import Testing

/// Names of types that a deployment gives to the store.
@Suite struct NamesTests {
    let folder: TemporaryFolder
    private let process = SyntheticProcess()
    private let app: [UInt8]
    private let core: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        let module = process.module("App.dll")
        let order = process.type("Shop.Order", in: module, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        process.removeMetadata(of: module)
        app = process.file(of: module)
        core = process.core().bytes()
        try folder.write(core, to: "small.core")
        folder.makeFolder("publish")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func types(_ words: String...) throws -> String {
        try Heapdrift.run(["show"] + words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path).output
    }

    /// The dump comes on a later day, when the files are gone.
    @Test func aFolder() throws {
        folder.makeFolder("publish/plugins")
        try folder.write(app, to: "publish/plugins/App.dll")
        try folder.write(Array("{}".utf8), to: "publish/App.runtimeconfig.json")
        try folder.write(process.file(of: process.coreLib), to: "publish/System.Private.CoreLib.dll")
        let added = try run("names", "add", "publish")
        #expect(added.code == 0, "\(added)")
        #expect(added.output.contains("2 assemblies: the names of 2 are new"), "\(added)")
        try FileManager.default.removeItem(atPath: folder["publish"])
        #expect(try types("small.core").contains("Shop.Order"))
        let again = try run("names", "add", "small.core")
        #expect(again.code == 3, "\(again)")
    }

    /// A snapshot that was taken before has the names too.
    @Test func aSnapshotFromBefore() throws {
        #expect(try run("snap", "--series", "shop", "small.core").code == 0)
        #expect(try types("shop@latest").contains("App.dll!<0x02000002>"))
        try folder.write(app, to: "publish/App.dll")
        #expect(try run("names", "add", "publish/App.dll").code == 0)
        #expect(try types("shop@latest").contains("Shop.Order"))
        #expect(try run("names", "add", "publish").output.contains("all known already"))
    }

    @Test(arguments: [(1 as UInt32, false), (2, false), (6, false), (6, true)])
    func aSingleFileExecutable(_ version: UInt32, _ isPacked: Bool) throws {
        var single = SingleFileBuilder()
        (single.version, single.isPacked) = (version, isPacked)
        single.files = [
            ("libnative.so", 2, [1, 2, 3]), ("App.dll", 1, app), ("de/App.resources.dll", 1, try emptyAssembly()), ("App.deps.json", 3, []),
        ]
        try folder.write(single.bytes(), to: "publish/App")
        let added = try run("names", "add", "publish", "--json")
        #expect(added.code == 0, "\(added)")
        #expect(added.output.contains("\"assemblies\" : 1"), "\(added)")
        #expect(added.output.contains("\"without_types\" : 1"), "\(added)")
        #expect(try types("small.core").contains("Shop.Order"))
    }

    private func emptyAssembly() throws -> [UInt8] {
        let other = SyntheticProcess()
        return other.file(of: other.module("App.resources.dll"))
    }

    /// Each is said with its reason, and the sound assembly beside it is read.
    @Test func aDamagedSingleFileExecutable() throws {
        var single = SingleFileBuilder()
        single.isPacked = true
        single.files = [("App.dll", 1, app)]
        let whole = single.bytes()
        let content = try #require(whole.indices.first { whole[$0...].starts(with: app.prefix(64)) })
        var broken = whole
        // The kind of the first block.
        broken[content - 5] = 6
        try folder.write(broken, to: "publish/a-packed")
        try folder.write(Array(whole.dropLast(10)), to: "publish/b-cut")
        var far = whole
        far.replaceSubrange(64..<72, with: [UInt8](repeating: 0x7F, count: 8))
        try folder.write(far, to: "publish/c-far")
        try folder.write(app, to: "publish/d.dll")
        var unstamped = app
        unstamped.replaceSubrange(0x88..<0x8C, with: [0, 0, 0, 0])
        // The same file name as the next one, with another number of types.
        folder.makeFolder("publish/f")
        let twin = SyntheticProcess()
        let module = twin.module("App.dll")
        for name in ["Shop.Cart", "Shop.Line"] { _ = twin.type(name, in: module, baseSize: 40) }
        var other = twin.file(of: module)
        other.replaceSubrange(0x88..<0x8C, with: [0, 0, 0, 0])
        try folder.write(other, to: "publish/f/e.dll")
        try folder.write(unstamped, to: "publish/e.dll")
        let added = try run("names", "add", "publish", "--json")
        #expect(added.code == 3, "\(added)")
        #expect(added.output.contains("\"assemblies\" : 2"), "\(added)")
        for words in [
            "a-packed/App.dll gives no names", "b-cut gives no names: it is a single-file executable, and its list of files is damaged",
            "its list of files is behind its end",
            "f/e.dll gives no names: it has no time stamp, and the names of another build without one",
        ] { #expect(added.errors.contains(words), "\(words): \(added)") }
        #expect(try run("names", "ls", "e.dll", "--format", "csv").output.contains("e.dll,00000000-"))
        // The store keeps the first, and a second call says so too.
        let again = try run("names", "add", "publish/f/e.dll")
        #expect(again.errors.contains("the names of another build without one"), "\(again)")
        #expect(try run("names", "add", "publish/e.dll").output.contains("all known already"))
    }

    /// A build without a time stamp is told by the numbers of its metadata, in dumps without the header of its image.
    @Test func withoutATimeStamp() throws {
        let process = SyntheticProcess()
        let module = process.module("Odd.dll")
        let order = process.type("Shop.Order", in: module, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        process.keepSchema(of: module)
        process.keepTypeNames(of: module)
        var file = process.file(of: module)
        file.replaceSubrange(0x88..<0x8C, with: [0, 0, 0, 0])
        process.removeFile(of: module)
        try folder.write(process.core().bytes(), to: "odd.core")
        try folder.write(file, to: "publish/Odd.dll")
        #expect(try types("odd.core").contains("Odd.dll!<0x02000002>"))
        let added = try run("names", "add", "publish")
        #expect(added.output.contains("1 assembly: the names of 1 are new"), "\(added)")
        #expect(try types("odd.core").contains("Shop.Order"))
    }

    @Test func linksToNothingArePassedOver() throws {
        try folder.write(app, to: "publish/App.dll")
        for (name, target) in [("gone.dll", "nowhere.dll"), ("self.dll", "self.dll"), ("under.dll", "App.dll/x")] {
            try FileManager.default.createSymbolicLink(atPath: folder["publish/" + name], withDestinationPath: target)
        }
        let added = try run("names", "add", "publish")
        #expect(added.code == 0, "\(added)")
        #expect(!added.errors.contains("gives no names"), "\(added)")
        #expect(!added.output.contains("cannot be read"), "\(added)")
    }

    /// A step of a deployment must not pass when an assembly beside good ones gives no names. What is good is kept, and the summary is written.
    @Test func aRefusedFileBesideGoodOnes() throws {
        try folder.write(app, to: "publish/App.dll")
        let whole = try run("names", "add", "publish", "-q")
        #expect(whole.code == 0, "\(whole)")
        var broken = app
        let root = try #require(app.indices.first { app[$0...].starts(with: Array("BSJB".utf8)) })
        broken[root] = 0
        try folder.write(broken, to: "publish/Broken.dll")
        try folder.write(process.file(of: process.coreLib), to: "publish/System.Private.CoreLib.dll")
        let added = try run("names", "add", "publish")
        #expect(added.code == 3, "\(added)")
        #expect(added.errors.contains("publish/Broken.dll gives no names"), "\(added)")
        #expect(added.output.contains("2 assemblies: the names of 1 are new"), "\(added)")
        #expect(try run("names", "ls").output.contains("system.private.corelib.dll"))
    }

    /// Otherwise a small file has any number of assemblies.
    @Test func filesOfABundleThatOverlap() throws {
        var single = SingleFileBuilder()
        single.files = [("A.dll", 1, app), ("B.dll", 1, app)]
        var bundle = single.bytes()
        let header = (0..<8).reduce(0) { $0 | Int(bundle[64 + $1]) << (8 * $1) }
        let first = header + 12 + 1 + single.id.utf8.count + 40
        let second = first + 24 + 1 + 1 + 5
        bundle.replaceSubrange(second..<second + 8, with: bundle[first..<first + 8])
        try folder.write(bundle, to: "publish/app")
        let added = try run("names", "add", "publish", "--json")
        #expect(added.code == 3, "\(added)")
        #expect(added.errors.contains("it is a single-file executable, and its files overlap"), "\(added)")
        #expect(added.output.contains("\"assemblies\" : 0"), "\(added)")
    }

    /// The limit is one for all files of an executable.
    @Test func aBundleThatUnpacksToMore() throws {
        var single = SingleFileBuilder()
        single.isPacked = true
        single.files = [("A.dll", 1, app), ("B.dll", 1, app)]
        try folder.write(single.bytes(), to: "publish/app")
        let limit = "\(app.count * 2 - 1)"
        let refused = try run("names", "add", "publish", "--max-unpacked", limit + " B")
        #expect(refused.code == 3, "\(refused)")
        #expect(refused.errors.contains("a single-file executable that unpacks to more than the limit of \(limit) bytes"), "\(refused)")
        let added = try run("names", "add", "publish", "--max-unpacked", "\(app.count * 2) B")
        #expect(added.code == 0, "\(added)")
    }

    /// Any byte of the list may be wrong.
    @Test func anyByteOfTheList() throws {
        var single = SingleFileBuilder()
        single.files = [("App.dll", 1, app), ("B.dll", 1, app)]
        let whole = single.bytes()
        for place in Array(whole.indices.suffix(120)) + Array(64..<72) {
            var file = whole
            file[place] ^= 0xFF
            try folder.write(file, to: "publish/app-\(place)")
        }
        let added = try run("names", "add", "publish")
        #expect(added.code == 0 || added.code == 3, "\(added)")
    }

    @Test func anArchive() throws {
        try folder.write(app, to: "publish/App.dll")
        let packed = try Heapdrift.shell("tar -czf publish.tar.gz publish", in: folder.path)
        try #require(packed.code == 0, "\(packed)")
        let added = try run("names", "add", "publish.tar.gz")
        #expect(added.code == 0, "\(added)")
        #expect(try types("small.core").contains("Shop.Order"))
    }

    /// Composite publishing rewrites the header of each assembly, which keeps its metadata. The process loads the rewritten file.
    @Test func aRewrittenHeader() throws {
        var rewritten = app
        rewritten[0x98 + 56 + 1] += 0x10
        try folder.write(rewritten, to: "publish/App.dll")
        // What the assemblies share is an image without metadata.
        var shared = rewritten
        shared.replaceSubrange(0x98 + 112 + 14 * 8..<0x98 + 112 + 14 * 8 + 8, with: [UInt8](repeating: 0, count: 8))
        try folder.write(shared, to: "publish/app.r2r.dll")
        let added = try run("names", "add", "publish")
        #expect(added.output.contains("1 assembly: the names of 1 are new"), "\(added)")
        #expect(added.output.contains("1 of machine code"), "\(added)")
        #expect(added.code == 0, "\(added)")
        #expect(try types("small.core").contains("App.dll!<0x02000002>"))
        let loaded = SyntheticProcess()
        let module = loaded.module("App.dll")
        let order = loaded.type("Shop.Order", in: module, baseSize: 40)
        loaded.region(.gen2) { $0.object(order, count: 3) }
        loaded.removeMetadata(of: module)
        loaded.poke(rewritten[0x98 + 57], at: loaded.image(of: module) + 0x98 + 57)
        try folder.write(loaded.core().bytes(), to: "composite.core")
        #expect(try types("composite.core").contains("Shop.Order"))
    }

    @Test func listedAndRemoved() throws {
        try folder.write(app, to: "publish/App.dll")
        try folder.write(process.file(of: process.coreLib), to: "publish/System.Private.CoreLib.dll")
        #expect(try run("names", "add", "publish").code == 0)
        #expect(try run("snap", "--series", "shop", "small.core").code == 0)
        let listed = try run("names", "ls", "--format", "csv")
        let lines = listed.output.split(whereSeparator: \.isNewline)
        #expect(lines.count == 3, "\(listed)")
        #expect(lines.first == "file,build,types,bytes", "\(listed)")
        #expect(try run("names", "ls", "APP*", "--format", "markdown").output.contains("app.dll"))
        #expect(try run("names", "ls", "nothing*").errors.contains("names add FOLDER"))
        let trial = try run("names", "rm", "*", "--dry-run")
        #expect(trial.output.contains("Names of 2 builds would be removed"), "\(trial)")
        #expect(try run("names", "ls", "--format", "csv").output == listed.output)
        let build = try #require(lines.dropFirst().first?.split(separator: ",").dropFirst().first)
        let removed = try run("names", "rm", String(build), "--json")
        #expect(removed.code == 0, "\(removed)")
        #expect(removed.output.contains("\"file\" : \"app.dll\""), "\(removed)")
        #expect(try !run("names", "ls", "--format", "csv").output.contains("app.dll"))
        let unknown = try run("names", "rm", "App.dll")
        #expect(unknown.code == 2, "\(unknown)")
        #expect(unknown.errors.contains("names ls"), "\(unknown)")
        #expect(try run("store", "verify").code == 0)
    }

    /// Names of modules go with a merge, and not into a file with some snapshots.
    @Test func aMergeTakesThem() throws {
        try folder.write(app, to: "publish/App.dll")
        #expect(try run("names", "add", "publish").code == 0)
        #expect(try run("store", "merge", "store.db", "--store", "other.db").output.contains("names of the types of 1 module"))
        #expect(try run("names", "ls", "--store", "other.db").output.contains("app.dll"))
        #expect(try run("store", "merge", "store.db", "--store", "other.db").output.contains("0 added."))
    }

    /// Old snapshots are removed, and names stay for the next dump.
    @Test func collectingKeepsThem() throws {
        try folder.write(app, to: "publish/App.dll")
        #expect(try run("names", "add", "publish").code == 0)
        for day in 1...2 { #expect(try run("snap", "--series", "s\(day)", "--at", "2026-08-0\(day)", "small.core").code == 0) }
        #expect(try run("store", "gc", "--keep-last", "1").code == 0)
        #expect(try run("names", "ls").output.contains("app.dll"))
    }

    @Test func whatIsNotThere() throws {
        let nowhere = try run("names", "add", "nowhere")
        #expect(nowhere.code == 3, "\(nowhere)")
        #expect(nowhere.errors.contains("No such file"), "\(nowhere)")
        let empty = try run("names", "add", "publish")
        #expect(empty.code == 3, "\(empty)")
        #expect(empty.errors.contains("no assembly that gives names is there"), "\(empty)")
    }

    /// What was read before is kept, and the same command goes on from there.
    @Test func interrupted() throws {
        try folder.write(app, to: "publish/a.dll")
        let script = """
            mkfifo publish/pipe
            i=0; while [ $i -lt 1000 ]; do ln publish/a.dll publish/b$i.dll; i=$((i+1)); done
            $H names add publish > /dev/null 2> said & names=$!
            until $H names ls -q 2> /dev/null | grep -q dll; do kill -0 $names || exit 9; done
            kill -INT $names; wait $names; echo "first $?"
            $H store verify -q > /dev/null && $H names add publish -q; echo "again $?"
            $H names ls --format csv -q | wc -l
            """
        let run = try Heapdrift.shell(script, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        #expect(run.output.contains("first 130") || run.output.contains("first 0"), "\(run)")
        #expect(run.output.contains("again 0"), "\(run)")
        #expect(run.output.contains("1002"), "\(run)")
    }
}
