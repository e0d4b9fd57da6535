import FoundationEssentials
import Glibc

/// A folder for one test, removed with everything in it when the test is over.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/heapdrift-test-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw CannotMake(code: errno) }
        path = unsafe String(cString: made)
    }

    struct CannotMake: Error { let code: Int32 }

    subscript(_ name: String) -> String { path + "/" + name }

    /// Writes a file in this folder and returns its path.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let descriptor = unsafe open(self[name], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CannotMake(code: errno) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { throw CannotMake(code: errno) }
            rest = rest.dropFirst(written)
        }
        return self[name]
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    func makeFolder(_ name: String) { unsafe mkdir(self[name], 0o755) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The bytes of a file; `nil` when it cannot be read.
func fileBytes(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count <= 0 { return count == 0 ? bytes : nil }
        bytes += chunk.prefix(count)
    }
}
