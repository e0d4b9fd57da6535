import RawMemory

/// The kind of a file by its first bytes, so that a refusal can name it.
public enum FileKind: String, Sendable, CaseIterable {
    case elf = "an ELF file"
    case minidump = "a Windows minidump"
    case windowsKernelDump = "a dump of the Windows kernel"
    case gcdump = "a .gcdump file"
    case nettrace = "a .nettrace file"
    case etl = "a Windows event trace (.etl)"
    case machOCore = "a macOS core"
    case machO = "a macOS executable or library"
    case hprof = "a Java heap dump"
    case v8Snapshot = "a heap snapshot of node or Chrome"
    case sqlite = "an SQLite database"
    case dotNetAssembly = "a .NET assembly (.dll or .exe)"
    case portableExecutable = "a Windows executable or library"
    case programDatabase = "a symbol file (.pdb)"
    case tar = "a tar archive"
    case gitLFSPointer = "a Git LFS pointer"
    case html = "an HTML page"
    case crashReport = "a crash report in text"
    case text = "a text file"
    case zeros = "a file of zeros"
    case unknown = "a file of an unknown kind"

    /// Looks at the first 4,096 bytes at most.
    public init(_ bytes: RawSpan) {
        if let magic = Self.magics.first(where: { bytes.contains($0.bytes, at: $0.place) }) {
            self = magic.kind
        } else if let kind = Self.machO(bytes) {
            self = kind
        } else if bytes.contains(Array("MZ".utf8), at: 0) {
            self = Self.isManaged(bytes) ? .dotNetAssembly : .portableExecutable
        } else if Self.isEventTrace(bytes) {
            self = .etl
        } else {
            let first = (0..<min(bytes.byteCount, 512)).map { bytes.u8(at: $0) ?? 0 }
            if first.allSatisfy({ $0 == 0 }) {
                self = .zeros
            } else if bytes.contains([0xFF, 0xFE], at: 0) || first.allSatisfy({ $0 >= 32 || [9, 10, 12, 13, 27].contains($0) }) {
                self = Self.text(bytes)
            } else {
                self = .unknown
            }
        }
    }

    private static let magics: [(kind: FileKind, place: Int, bytes: [UInt8])] = [
        (.elf, 0, Array("\u{7F}ELF".utf8)),
        (.minidump, 0, Array("MDMP".utf8)),
        (.windowsKernelDump, 0, Array("PAGEDUMP".utf8)),
        (.windowsKernelDump, 0, Array("PAGEDU64".utf8)),
        (.nettrace, 0, Array("Nettrace".utf8)),
        (.gcdump, 0, Array("\u{14}\u{0}\u{0}\u{0}!FastSerialization.1".utf8)),
        (.hprof, 0, Array("JAVA PROFILE".utf8)),
        (.sqlite, 0, Array("SQLite format 3\u{0}".utf8)),
        // Symbol files of the C++ compiler, and portable ones of .NET (only ECMA-335 metadata).
        (.programDatabase, 0, Array("Microsoft C/C++ ".utf8)),
        (.programDatabase, 0, Array("BSJB".utf8)),
        (.tar, 257, Array("ustar".utf8)),
    ]

    /// Recognises MH_MAGIC of both widths and byte orders. In a universal file the number of architectures is where a Java class has its
    /// version (45 and up).
    private static func machO(_ bytes: RawSpan) -> FileKind? {
        switch bytes.u32(at: 0) {
        case 0xFEED_FACF, 0xFEED_FACE: bytes.u32(at: 12) == 4 ? .machOCore : .machO
        case 0xCFFA_EDFE, 0xCEFA_EDFE: bytes.u32(at: 12)?.byteSwapped == 4 ? .machOCore : .machO
        case 0xBEBA_FECA: (bytes.u32(at: 4)?.byteSwapped).map { $0 < 45 } == true ? .machO : nil
        default: nil
        }
    }

    /// Whether a PE file has a CLI header, which is data directory 14.
    private static func isManaged(_ bytes: RawSpan) -> Bool {
        guard let header = PEHeader(bytes), let count = header.directoryCount(bytes), count > 14 else { return false }
        return header.directory(14, bytes).map { $0.start != 0 } ?? false
    }

    /// An event trace begins with a buffer's header (its size first, 72 bytes long) and the event that describes the trace: version 2,
    /// header of a 32- or 64-bit system (1 or 2), marker 0xC0.
    private static func isEventTrace(_ bytes: RawSpan) -> Bool {
        guard let size = bytes.u32(at: 0), size > 0, size % 1024 == 0 else { return false }
        return [0xC001_0002, 0xC002_0002].contains(bytes.u32(at: 72) ?? 0)
    }

    private static func text(_ bytes: RawSpan) -> FileKind {
        let head = (0..<min(bytes.byteCount, 4096)).map { bytes.u8(at: $0) ?? 0 }
        // The bytes are not decoded as UTF-8, because the head may end inside a character. A byte order mark is no letter.
        let letters = String(head.drop { $0 >= 128 || $0 <= 32 }.map { Character(Unicode.Scalar($0)) })
        if letters.hasPrefix("version https://git-lfs.github.com/spec/") { return .gitLFSPointer }
        let opening = letters.prefix(15).lowercased()
        if opening.hasPrefix("<!doctype html") || opening.hasPrefix("<html") { return .html }
        let compact = letters.filter { !$0.isWhitespace }
        if compact.hasPrefix("{\"snapshot\":{\"meta\":") { return .v8Snapshot }
        if crashReports.contains(where: { letters.hasPrefix($0) }) { return .crashReport }
        // createdump --crashreport writes the first beside the dump, Mono the second (mono_crash.*.json).
        if ["{\"payload\":{\"protocol_version\":", "{\"protocol_version\":"].contains(where: compact.hasPrefix) { return .crashReport }
        return .text
    }

    /// Beginnings of crash reports: .NET's on the console, the JVM's (hs_err), Python's, Go's, those of macOS (.crash, .ips), Ubuntu's
    /// (apport).
    private static let crashReports = [
        "Unhandled exception. ", "Unhandled Exception: ", "#\n# A fatal error has been detected by the Java Runtime Environment",
        "Traceback (most recent call last)", "panic: ", "fatal error: ", "Process:  ", "Incident Identifier: ", "{\"app_name\":",
        "ProblemType: Crash",
    ]
}
