import DumpSynth
import FoundationEssentials
import Testing

/// A core without the program headers of libcoreclr.so (coredump_filter 0x23), and the library's file.
@Suite struct RuntimeFromDiskTests {
    let folder: TemporaryFolder
    private let library: RuntimeLibrary

    init() throws {
        folder = try TemporaryFolder()
        var library = RuntimeLibrary()
        library.embeddedVersion = "8.0.424.16909 @Commit: 2d7eea25"
        self.library = library
        let process = SyntheticProcess(library)
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        process.removePages(library.base..<library.base + 0x4000)
        folder.makeFolder("bin")
        try folder.write(process.core().bytes(), to: "k23.core")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func withTheFile() throws {
        try folder.write(library.file(), to: "bin/libcoreclr.so")
        let shown = try run("show", "k23.core", "--module-path", "bin", "--json")
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("\"Shop.Order\""), "\(shown)")
        #expect(shown.output.contains("\"library-from-disk\""), "\(shown)")
        #expect(shown.output.contains("relocated pointers"), "\(shown)")
    }

    @Test func withoutTheFile() throws {
        let shown = try run("show", "k23.core")
        #expect(shown.code == 3, "\(shown)")
        #expect(shown.errors.contains("the program headers of libcoreclr.so"), "\(shown)")
        #expect(shown.errors.contains(library.path), "\(shown)")
        #expect(shown.errors.contains("that file is not on this machine"), "\(shown)")
        #expect(shown.errors.contains("--module-path"), "\(shown)")
        let doctor = try run("doctor", "k23.core")
        #expect(doctor.code == 3, "\(doctor)")
        #expect(doctor.output.contains("heapdrift doctor k23.core --module-path FOLDER"), "\(doctor)")
    }

    @Test func withAnotherBuild() throws {
        var other = library
        other.embeddedVersion = "8.0.1124.51707 @Commit: 3e2b5ba7"
        try folder.write(other.file(), to: "bin/libcoreclr.so")
        let version = try run("show", "k23.core", "--module-path", "bin")
        #expect(version.code == 3, "\(version)")
        #expect(
            version.errors.contains("it is another build, 8.0.1124.51707 @Commit: 3e2b5ba7; the process had 8.0.424.16909"), "\(version)")
        var moved = library.file()
        moved.put(RuntimeLibrary.dacTableOffset, at: Int(RuntimeLibrary.relocationsOffset) + 16)
        try folder.write(moved, to: "bin/libcoreclr.so")
        let pointer = try run("show", "k23.core", "--module-path", "bin")
        #expect(pointer.code == 3, "\(pointer)")
        #expect(pointer.errors.contains("it is another build: 1 of 80 relocated pointers are not those of the process"), "\(pointer)")
    }

    /// A file that lost its end, as after a copy that was interrupted.
    @Test func withHalfAFile() throws {
        try folder.write(Array(library.file()[..<0x3900]), to: "bin/libcoreclr.so")
        let shown = try run("show", "k23.core", "--module-path", "bin")
        #expect(shown.code == 3, "\(shown)")
        #expect(shown.errors.contains("bin/libcoreclr.so is not used"), "\(shown)")
    }
}
