import Glibc
import RawMemory

extension RedactionChoice.Salt {
    /// The key for the hashes of names. When the salt file does not exist, it is created with 32 random bytes in hexadecimal, readable only
    /// by its owner. When several processes create it at the same time, one of them wins and all use its salt.
    func bytes() throws(Failure) -> [UInt8] {
        switch self {
        case .given(let text): return Array(text.utf8)
        case .file(let path):
            if let kept = try RedactionChoice.Salt.read(path) { return kept }
            return try RedactionChoice.Salt.make(path)
        case .once: return Array(RedactionChoice.Salt.random().utf8)
        }
    }

    /// 64 hexadecimal digits.
    private static func random() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }.hexadecimal
    }

    /// `nil` when the file does not exist.
    private static func read(_ path: String) throws(Failure) -> [UInt8]? {
        let descriptor = unsafe open(path.pathBytes, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw unusable(path, reason(errno))
        }
        defer { close(descriptor) }
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { throw unusable(path, "it is not a file") }
        var salt = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Glibc.read(descriptor, &salt, salt.count)
        guard count >= 0 else { throw unusable(path, reason(errno)) }
        let text = salt.prefix(count).prefix { $0 > UInt8(ascii: " ") }
        guard text.count >= RedactionChoice.leastSalt else {
            throw unusable(path, "it holds \(text.count) bytes and no salt; remove it, and a new one is made")
        }
        return Array(text)
    }

    private static func make(_ path: String) throws(Failure) -> [UInt8] {
        var template = (path + ".XXXXXX").pathBytes
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw unusable(path, "it cannot be made: " + reason(errno)) }
        let temporary = template
        defer { unsafe unlink(temporary) }
        do throws(OutputFailure) { try writeAll(Array((random() + "\n").utf8), to: descriptor) } catch {
            close(descriptor)
            guard case .failed(let code) = error else { throw unusable(path, "it cannot be written") }
            throw unusable(path, "it cannot be written: " + reason(code))
        }
        close(descriptor)
        // A link, unlike a rename, does not replace the salt of a faster process.
        guard unsafe link(temporary, path.pathBytes) == 0 || errno == EEXIST else {
            throw unusable(path, "it cannot be made: " + reason(errno))
        }
        guard let kept = try read(path) else { throw unusable(path, "it was removed at once") }
        return kept
    }

    private static func unusable(_ path: String, _ why: String) -> Failure {
        Failure(.usage, "no-salt", "\(path): no salt for --redact: \(why)", hint: "or give one in $\(RedactionChoice.saltVariable)")
    }
}
