import Glibc

/// Why a compressed input could not be unpacked.
package enum UnpackError: Error, Equatable, Sendable {
    /// The file ends before what is packed in it does.
    case truncated
    /// Not what it says it is: the library's own words.
    case damaged(String)
    /// Packed in a way that is recognised and not read: its name for people.
    case unsupported(String)
    case encrypted
    /// Packed more often than this.
    case tooDeep(Int)
    /// Unpacks to more than the limit, in bytes; zeros count although they take no room.
    case tooLarge(limit: UInt64)
    /// The header says how much it unpacks to, and the folder's file system has less room. In bytes.
    case notEnoughSpace(needed: UInt64, free: UInt64)
    /// The temporary file cannot be made or written: errno.
    case cannotWrite(Int32)
    /// It was unpacked and could not be mapped: errno.
    case cannotMap(Int32)
    /// A sound file that unpacks to nothing.
    case empty
    /// An archive in which no file is a dump. How many were passed over.
    case noDump(passedOver: Int)
    /// Several dumps where one was wanted: the names of the first, and whether there are more.
    case several([String], more: Bool)
    /// No member of the archive has this name; the names of its first dumps.
    case noMember(String, dumps: [String])
    case interrupted

    /// What was expected and what was found, to stand after the file's name. `folder` is where it was unpacked to.
    package func sentence(folder: String) -> String {
        switch self {
        case .truncated: "the compressed file ends in the middle; is the copy incomplete, or was the disk full when it was packed?"
        case .damaged(let why): "cannot be unpacked: \(why); the compressed file is damaged, copy it again"
        case .unsupported(let name): "is packed with \(name), which is not read; unpack it first, or pack it with zstd"
        case .encrypted: "is encrypted; decrypt it first"
        case .tooDeep(let depth): "is packed more than \(depth) times over; unpack it first"
        case .tooLarge(let limit):
            "unpacks to more than the limit of \(limit) bytes"
        case .notEnoughSpace(let needed, let free):
            "unpacks to \(needed) bytes, but \(folder) has only \(free) bytes free; make room there or unpack it elsewhere"
        case .cannotWrite(let code) where code == ENOSPC:
            "the disk became full while it was unpacked to \(folder); make room there or unpack it elsewhere"
        case .cannotWrite(let code): "cannot be unpacked to \(folder): \(unsafe String(cString: strerror(code)))"
        case .cannotMap(let code): "was unpacked, but cannot be mapped into memory: \(unsafe String(cString: strerror(code)))"
        case .empty: "unpacks to an empty file; was the dump cut off before it was packed?"
        case .noDump(let passedOver):
            "an archive without a dump: \(passedOver == 1 ? "its only file is" : "its \(passedOver) files are") none"
        case .several(let names, let more):
            "an archive with several dumps (\(names.joined(separator: ", "))\(more ? ", …" : "")); name one of them behind a slash"
        case .noMember(let name, let dumps):
            "the archive has no '\(name)'; "
                + (dumps.isEmpty ? "it has no dump at all" : "its dumps are " + dumps.joined(separator: ", "))
        case .interrupted: "unpacking was stopped"
        }
    }
}
