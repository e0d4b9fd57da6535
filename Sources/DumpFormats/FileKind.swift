import RawMemory

/// What a file looks like from its first bytes. Told apart so that a refusal can name what was given.
public enum FileKind: String, Sendable, CaseIterable {
    case elf = "an ELF file"
    case minidump = "a Windows minidump"
    case gcdump = "a .gcdump file"
    case machO = "a macOS core or executable"
    case hprof = "a Java heap dump"
    case sqlite = "an SQLite database"
    case portableExecutable = "a Windows executable or library"
    case tar = "a tar archive"
    case text = "a text file"
    case zeros = "a file of zeros"
    case unknown = "a file of an unknown kind"

    /// Decides by at most the first 512 bytes.
    public init(_ bytes: RawSpan) {
        let head = min(bytes.byteCount, 512)
        let first = (0..<head).map { bytes.u8(at: $0) ?? 0 }
        func starts(_ text: String) -> Bool { first.starts(with: text.utf8) }
        let machOWords: [UInt32] = [0xFEED_FACF, 0xFEED_FACE, 0xCFFA_EDFE, 0xCEFA_EDFE]
        if starts("\u{7F}ELF") {
            self = .elf
        } else if starts("MDMP") {
            self = .minidump
        } else if starts("Nettrace") || starts("\u{14}\u{0}\u{0}\u{0}!FastSerialization.1") {
            self = .gcdump
        } else if let word = bytes.u32(at: 0), machOWords.contains(word) {
            self = .machO
        } else if starts("JAVA PROFILE") {
            self = .hprof
        } else if starts("SQLite format 3\u{0}") {
            self = .sqlite
        } else if starts("MZ") {
            self = .portableExecutable
        } else if first.dropFirst(257).starts(with: "ustar".utf8) {
            self = .tar
        } else if first.allSatisfy({ $0 == 0 }) {
            self = .zeros
        } else if first.allSatisfy({ $0 >= 32 || [9, 10, 13, 27].contains($0) }) {
            self = .text
        } else {
            self = .unknown
        }
    }
}
