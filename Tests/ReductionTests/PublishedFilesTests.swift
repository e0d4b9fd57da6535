import DumpSynth
import FoundationEssentials
import Glibc
import RawMemory
import Testing

@testable import Reduction

/// Files that become shorter while `PublishedFiles` reads them are said to be that, and neither damaged nor machine code.
@Suite struct PublishedFilesTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/published-\(UUID().uuidString)"
    private let app: [UInt8]

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = SyntheticProcess()
        let module = process.module("App.dll")
        _ = process.type("Shop.Order", in: module, baseSize: 40)
        app = process.file(of: module)
    }

    /// The file is cut when its first assembly has been read.
    @Test(arguments: [false, true])
    func anExecutableThatBecomesShorter(_ isPacked: Bool) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var single = SingleFileBuilder()
        single.isPacked = isPacked
        single.files = [("A.dll", 1, app), ("filler", 2, [UInt8](repeating: 1, count: 100_000)), ("B.dll", 1, app)]
        let path = folder + "/app"
        try Data(single.bytes()).write(to: URL(filePath: path))
        let files = PublishedFiles(ReductionOptions(), WorkProgress())
        try files.read(path) { _ in #expect(unsafe truncate(path, 4096) == 0) }
        #expect(files.assemblies == 1)
        #expect(files.refused.map(\.path) == [path])
        #expect(files.refused.map(\.reason) == ["the file became shorter while it was read"])
        #expect(files.withoutTypes == 0)
    }

    /// The lost bytes are on the last page that is left, where no access fails.
    @Test func withinAPage() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var single = SingleFileBuilder()
        single.files = [("A.dll", 1, app), ("B.dll", 1, app)]
        let path = folder + "/app"
        let bytes = single.bytes()
        try Data(bytes).write(to: URL(filePath: path))
        let files = PublishedFiles(ReductionOptions(), WorkProgress())
        try files.read(path) { _ in #expect(unsafe truncate(path, bytes.count - 1) == 0) }
        #expect(files.assemblies == 1)
        #expect(files.refused.map(\.reason) == ["the file became shorter while it was read"])
    }
}
