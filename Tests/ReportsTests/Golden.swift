import FoundationEssentials
import Testing

/// Expected outputs, in files under `Tests/Goldens`. HEAPDRIFT_UPDATE_GOLDENS=1 writes them again; HEAPDRIFT_GOLDENS names another folder
/// for tests that run elsewhere than they were built.
enum Golden {
    static func expect(_ text: String, equals name: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["HEAPDRIFT_GOLDENS"].map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Goldens")
        let url = folder.appendingPathComponent(name)
        if environment["HEAPDRIFT_UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return
        }
        let wanted = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        let lines = zip(
            text.split(separator: "\n", omittingEmptySubsequences: false), wanted.split(separator: "\n", omittingEmptySubsequences: false))
        let difference = lines.first { $0 != $1 }
        #expect(
            text.utf8.elementsEqual(wanted.utf8),
            "\(name) differs (HEAPDRIFT_UPDATE_GOLDENS=1 rewrites it), first at:\n  is  \(difference?.0 ?? "its end")\n  was \(difference?.1 ?? "its end")",
            sourceLocation: sourceLocation)
    }
}
