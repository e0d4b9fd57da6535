import Glibc

/// Why a compressed input could not be unpacked.
package enum UnpackError: Error, Equatable, Sendable {
    /// The file ends inside a frame.
    case truncated
    /// Not what it says it is: libzstd's own words.
    case damaged(String)
    /// Unpacks to more than the limit, in bytes; zeros count although they take no room.
    case tooLarge(limit: UInt64)
    /// The frame's header says how much it unpacks to, and the folder's file system has less room. In bytes.
    case notEnoughSpace(needed: UInt64, free: UInt64)
    /// The temporary file cannot be made or written: errno.
    case cannotWrite(Int32)
    /// Unpacked, but not mapped: errno.
    case cannotMap(Int32)
    /// A sound file that unpacks to nothing.
    case empty
    case interrupted

    /// What was expected, what was found and what to do next, to stand behind the file's name. `folder` is where it was unpacked to.
    package func sentence(folder: String) -> String {
        switch self {
        case .truncated: "the compressed file ends in the middle; is the copy incomplete, or was the disk full when it was packed?"
        case .damaged(let why): "cannot be unpacked: \(why); the compressed file is damaged, copy it again"
        case .tooLarge(let limit):
            "unpacks to more than the limit of \(limit) bytes; if that is expected, raise the limit with --max-unpacked"
        case .notEnoughSpace(let needed, let free):
            "unpacks to \(needed) bytes, but \(folder) has only \(free) bytes free; make room there or unpack it elsewhere with zstd -d"
        case .cannotWrite(let code) where code == ENOSPC:
            "the disk became full while it was unpacked to \(folder); make room there or unpack it elsewhere with zstd -d"
        case .cannotWrite(let code): "cannot be unpacked to \(folder): \(unsafe String(cString: strerror(code)))"
        case .cannotMap(let code): "was unpacked, but cannot be mapped into memory: \(unsafe String(cString: strerror(code)))"
        case .empty: "unpacks to an empty file; was the dump cut off before it was packed?"
        case .interrupted: "unpacking was stopped"
        }
    }
}
