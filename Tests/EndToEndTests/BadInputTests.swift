import DumpSynth
import Glibc
import Testing

/// Unreadable inputs give a sentence on standard error, exit code 3, nothing on standard output, and a note with the path of the store.
@Suite struct BadInputTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Runs the program with a store in this folder.
    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func expectRefusal(_ path: String, _ wanted: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        for words in [["show", path], ["snap", path], ["diff", path, path], [path, path]] {
            let run = try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
            #expect(run.code == 3, "\(words): \(run)", sourceLocation: sourceLocation)
            #expect(run.output.isEmpty || words[0] == "snap", "\(words): \(run)", sourceLocation: sourceLocation)
            let complaint = run.errorLines.first { $0.hasPrefix("heapdrift: ") } ?? ""
            #expect(complaint.contains(wanted), "\(words): \(run)", sourceLocation: sourceLocation)
            #expect(complaint.contains(path), "\(words): \(run)", sourceLocation: sourceLocation)
        }
    }

    @Test func missingFile() throws { try expectRefusal(folder["nothing.core"], "No such file") }
    @Test func directory() throws {
        folder.makeFolder("dumps")
        try expectRefusal(folder["dumps"], "directory")
    }
    @Test func emptyFile() throws { try expectRefusal(folder.write("", to: "empty.core"), "empty") }
    @Test func textFile() throws { try expectRefusal(folder.write("Dear diary,\n", to: "diary.txt"), "core") }
    @Test func underAFile() throws {
        try folder.write("x", to: "file")
        try expectRefusal(folder["file"] + "/inner.core", "Not a directory")
    }

    @Test func aMistypedFileIsCorrected() throws {
        try folder.write("x", to: "before.core")
        for (typed, meant) in [("befor.core", "before.core"), ("./beforee.core", "./before.core")] {
            let run = try run("show", typed)
            #expect(run.code == 3, "\(run)")
            #expect(run.errors.contains("\(typed): No such file or directory; did you mean '\(meant)'?"), "\(run)")
        }
        #expect(try !run("show", "orders/x.core").errors.contains("did you mean"))
    }

    /// Where there is no file, nobody's permissions are at fault.
    @Test func doctorOnAMissingFileSpeaksOfItsName() throws {
        let run = try run("doctor", "dumps/it's.core")
        #expect(run.code == 3, "\(run)")
        #expect(run.output.contains("No file has this name"), "\(run)")
        #expect(!run.output.contains("who may read it"), "\(run)")
        #expect(run.output.contains("ls -lt dumps/ | head"), "\(run)")
    }

    /// The advice fits the kind of dump that was given.
    @Test func doctorAdvisesOnWindowsDumpsInTheirForm() throws {
        try folder.write("MDMP", to: "app.dmp")
        let run = try run("doctor", "app.dmp")
        #expect(run.output.contains("dotnet-dump collect --type Heap -p PID -o PATH.dmp"), "\(run)")
        #expect(!run.output.contains("createdump"), "\(run)")
    }

    @Test func htmlPage() throws {
        try expectRefusal(folder.write("<!DOCTYPE html>\n<title>Sign in", to: "app.dmp"), "this is an HTML page")
    }
    @Test func gitLFSPointer() throws {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1234567\n"
        try expectRefusal(folder.write(pointer, to: "app.core"), "`git lfs pull`")
    }
    @Test func sevenZip() throws {
        let head: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
        try expectRefusal(folder.write(head, to: "app.7z"), "the compressed file ends in the middle")
        let part = try folder.write(head, to: "app.7z.001")
        try expectRefusal(part, "join them first: cat \(folder["app.7z"]).* > \(folder["app.7z"])")
    }
    /// The command is the one of the sentence.
    @Test func splitArchivesAndOtherPackings() throws {
        let noise = (0..<5000).map { UInt8(truncatingIfNeeded: ($0 &* 7919) >> 3) }
        try folder.write(Array("PK\u{7}\u{8}".utf8) + noise, to: "a.zip")
        try folder.write(Array("Rar!".utf8) + [0x1A, 0x07] + noise, to: "a.rar")
        for name in ["b.7z.002", "b.z02", "b.core.zst.ab", "core.002"] { try folder.write(noise, to: name) }
        for (name, command) in [
            ("a.zip", "zip -s 0 a.zip --out WHOLE.zip"), ("a.rar", "7z x a.rar"), ("b.7z.002", "cat b.7z.* > b.7z"),
            ("b.z02", "zip -s 0 b.zip --out WHOLE.zip"), ("b.core.zst.ab", "cat b.core.zst.* > b.core.zst"),
        ] {
            let run = try run("doctor", name)
            #expect(run.code == 3, "\(run)")
            #expect(run.output.contains("      \(command)\n"), "\(run)")
            #expect(!run.output.contains("of an unknown kind"), "\(run)")
        }
        #expect(try run("show", "core.002").errors.contains("a file of an unknown kind"))
    }
    @Test func kernelDump() throws { try expectRefusal(folder.write("PAGEDU64", to: "MEMORY.DMP"), "a dump of the Windows kernel") }

    /// A core of a process that maps these files. The first one is its program.
    private func core(of files: [String], _ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> String {
        var builder = ELFCoreBuilder()
        let rows = files.enumerated().map { index, path in
            ELFNote.FileRow(0x40_0000 + UInt64(index) * 0x10_0000, 0x40_1000 + UInt64(index) * 0x10_0000, path: path)
        }
        builder.notes = [.processInfo(id: 1, name: "main"), .auxiliaryVector([(3, 0x40_0040)]), .files(rows)]
        builder.segments = [.init(0x40_0000, [UInt8](repeating: 0, count: 64))]
        change(&builder)
        return try folder.write(builder.bytes(), to: "foreign.core")
    }

    @Test func otherRuntimes() throws {
        try expectRefusal(
            try core(of: ["/jdk/bin/java", "/jdk/lib/server/libjvm.so"]), "this is a Java process (its program is java). Take")
        try expectRefusal(try core(of: ["/opt/game/player", "/opt/game/libmonobdwgc-2.0.so"]), "(it has loaded libmonobdwgc-2.0.so)")
        try expectRefusal(try core(of: ["/usr/bin/sleep"]), "a native process without a known runtime (its program is sleep)")
        let run = try run("doctor", try core(of: ["/usr/bin/node"]), "--json")
        #expect(run.code == 3)
        #expect(run.output.contains("\"foreign-node\""), "\(run)")
        #expect(!run.output.contains("createdump"), "\(run)")
    }

    @Test func otherProcessors() throws {
        try expectRefusal(
            try core(of: ["/usr/bin/dotnet"]) {
                $0.header.elfClass = 1
                $0.header.machine = 3
            }, "a core of a 32-bit process (x86 (i386)). Only 64-bit processes are read")
        try expectRefusal(try core(of: ["/usr/bin/dotnet"]) { $0.header.machine = 243 }, "another processor (RISC-V)")
    }

    /// The file name in the sentence comes from the dump and contains control characters.
    @Test func aNameThatATerminalWouldObey() throws {
        let run = try run("show", try core(of: ["/opt/\u{1B}[31mpython3\u{7}", "/opt/libpython3.so\u{1B}]0;x\u{7}"]))
        #expect(run.code == 3)
        #expect(run.errors.contains("a Python process"), "\(run)")
        #expect(!run.errors.contains("\u{1B}"), "\(run)")
        #expect(!run.errors.contains("\u{7}"), "\(run)")
    }

    /// Opening a FIFO without a writer could block for ever.
    @Test func fifo() throws {
        #expect(unsafe mkfifo(folder["pipe"], 0o600) == 0)
        try expectRefusal(folder["pipe"], "file")
    }

    @Test func unreadableFile() throws {
        let path = try folder.write("secret", to: "secret.core")
        unsafe chmod(path, 0)
        let run = try Heapdrift.runWithoutRights(["show", path, "--store", folder["store.db"]], in: folder)
        #expect(run.code == 3, "\(run)")
        #expect(run.errorLines.contains("heapdrift: \(path): Permission denied"), "\(run)")
        #expect(run.output.isEmpty)
    }

    @Test func aFileIsAFileEvenWithAnAtSign() throws {
        try folder.write("Dear diary,\n", to: "a@latest")
        #expect(try run("show", "a@latest").errors.contains("core"))
    }

    @Test func inABatchEveryFailureIsReported() throws {
        let run = try run("snap", try folder.write("", to: "one.core"), folder["two.core"], "--json")
        #expect(run.code == 3)
        #expect(run.errors.contains("one.core"))
        #expect(run.errors.contains("two.core"))
        #expect(run.output.contains("\"failed\""))
        #expect(run.output.contains("one.core"))
        #expect(run.output.contains("two.core"))
    }

    @Test func withJSONTheErrorIsADocumentToo() throws {
        let run = try run("show", folder["nothing.core"], "--json")
        #expect(run.code == 3)
        #expect(run.output.contains("\"error\""))
        #expect(run.output.contains("nothing.core"))
    }

    @Test(arguments: [
        "orders@latest!", "orders@", "@", "@x", "orders@latest~", "orders@latest~x", "orders@latest~99999999999999999999",
        "@99999999999999999999",
    ])
    func wrongWordAfterTheAt(_ reference: String) throws {
        let run = try run("show", reference)
        #expect(run.code == 3 || run.code == 2, "\(run)")
        #expect(run.errors.contains("'\(reference)'"), "\(run)")
        #expect(run.errors.contains("latest"), "\(run)")
        #expect(run.output.isEmpty)
    }

    @Test(arguments: ["orders@latest", "orders@latest~3", "@7"])
    func nothingThereYet(_ reference: String) throws {
        let run = try run("show", reference)
        #expect(run.code == 3, "\(run)")
        #expect(run.errors.contains("heapdrift snap"), "\(run)")
        #expect(run.output.isEmpty)
        #expect(!FileExists(folder["store.db"]).value, "reading made a store")
    }

    private struct FileExists {
        let value: Bool
        init(_ path: String) { value = unsafe access(path, F_OK) == 0 }
    }
}
