import Glibc
import Testing

/// Expected outputs as files in `Tests/Goldens`, which a reviewer can read.
enum Golden {
    /// The folder of the goldens. HEAPDRIFT_GOLDENS gives it when the tests do not run beside their sources.
    static let folder: String = {
        if let given = unsafe getenv("HEAPDRIFT_GOLDENS") { return unsafe String(cString: given) }
        return #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/Goldens"
    }()

    private static let isUpdating = unsafe getenv("HEAPDRIFT_UPDATE_GOLDENS") != nil

    /// Expects `text` to equal the golden `name`. With HEAPDRIFT_UPDATE_GOLDENS=1 the golden is written instead.
    static func expect(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = folder + "/" + name
        if isUpdating {
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            let bytes = Array(text.utf8)
            let written = unsafe write(descriptor, bytes, bytes.count)
            close(descriptor)
            #expect(written == bytes.count, "could not write \(path)", sourceLocation: sourceLocation)
            return
        }
        guard let expected = fileBytes(path).map({ String(decoding: $0, as: UTF8.self) }) else {
            Issue.record(
                "no golden \(path): run the tests once with HEAPDRIFT_UPDATE_GOLDENS=1 and review it", sourceLocation: sourceLocation)
            return
        }
        #expect(text == expected, "differs from \(name); HEAPDRIFT_UPDATE_GOLDENS=1 rewrites it", sourceLocation: sourceLocation)
    }
}
