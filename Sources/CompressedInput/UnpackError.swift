import Glibc

/// Why a compressed input could not be unpacked.
package enum UnpackError: Error, Equatable, Sendable {
    /// The compressed file became shorter while it was read, or its disk fails.
    case pagesLost
    /// The file ends before its compressed content does.
    case truncated
    /// The content is damaged. The value is the library's message.
    case damaged(String)
    /// The format, whose name is the value, is recognised but not supported.
    case unsupported(String)
    /// A member of an archive is packed with a method, whose name is the value, that is not unpacked.
    case method(String)
    /// The archive lies in several files, and this is one of them.
    case severalFiles
    case encrypted
    /// The file has more than this many layers of compression and archives.
    case tooDeep(Int)
    /// The file unpacks to more bytes than the limit. Zeros count, although they take no space.
    case tooLarge(limit: UInt64)
    /// The declared size in bytes is more than the free space of the folder's file system.
    case notEnoughSpace(needed: UInt64, free: UInt64)
    /// Standard input cannot be read. The value is errno.
    case cannotRead(Int32)
    /// The temporary file cannot be created or written. The value is errno.
    case cannotWrite(Int32)
    /// The unpacked file cannot be mapped. The value is errno.
    case cannotMap(Int32)
    /// The file is sound, but unpacks to nothing.
    case empty
    /// No file in the archive is a dump. The value is the number of files.
    case noDump(passedOver: Int)
    /// One dump was wanted and the archive has several: the names of the first ones, and whether there are more.
    case several([String], more: Bool)
    /// No member of the archive has this name. `dumps` are the names of its first dumps.
    case noMember(String, dumps: [String])
    case interrupted

    /// What is said of a file that became shorter while it was read, packed or not.
    package static let pagesLostSentence =
        "the file became shorter while it was read, or its disk fails; copy it to where nothing changes it, and read the copy"

    /// The message, which follows the file's name. `folder` is the folder of the temporary file.
    package func sentence(folder: String) -> String {
        switch self {
        case .pagesLost: Self.pagesLostSentence
        case .truncated: "the compressed file ends in the middle; is the copy incomplete, or was the disk full when it was packed?"
        case .damaged(let why): "cannot be unpacked: \(why); the compressed file is damaged, copy it again"
        case .unsupported(let name): "is packed with \(name), which is not read; unpack it first, or pack it with zstd"
        case .method("Deflate64"):
            "is packed with Deflate64, as Windows' Explorer packs from 2 GB on, which is not unpacked here; unpack it with unzip or 7-Zip "
                + "('7z x'), and read that"
        case .method(let name):
            "is packed with \(name), which is not unpacked here; unpack it with 7-Zip ('7z x'), and read that, or pack the dump with zstd"
        case .severalFiles:
            "is one part of an archive in several files; join them ('zip -s 0 IN.zip --out WHOLE.zip'), or unpack them with 7-Zip, and read that"
        case .encrypted: "is encrypted; decrypt it first"
        case .tooDeep(let depth): "is packed more than \(depth) times over; unpack it first"
        case .tooLarge(let limit):
            "unpacks to more than the limit of \(limit) bytes"
        case .notEnoughSpace(let needed, let free):
            "unpacks to \(needed) bytes, but \(folder) has only \(free) bytes free; make room there or unpack it elsewhere"
        case .cannotRead(let code): "cannot be read: \(unsafe String(cString: strerror(code)))"
        case .cannotWrite(let code) where code == ENOSPC:
            "the disk became full while it was unpacked to \(folder); make room there or unpack it elsewhere"
        case .cannotWrite(let code): "cannot be unpacked to \(folder): \(unsafe String(cString: strerror(code)))"
        case .cannotMap(let code): "was unpacked, but cannot be mapped into memory: \(unsafe String(cString: strerror(code)))"
        case .empty: "unpacks to an empty file; was the dump cut off before it was packed?"
        case .noDump(let passedOver):
            "an archive without a dump: \(passedOver == 1 ? "its only file is" : "its \(passedOver) files are") none"
        case .several(let names, let more):
            "an archive with several dumps (\(names.joined(separator: ", "))\(more ? ", …" : "")); name one of them after a slash"
        case .noMember(let name, let dumps):
            "the archive has no '\(name)'; "
                + (dumps.isEmpty ? "it has no dump at all" : "its dumps are " + dumps.joined(separator: ", "))
        case .interrupted: "unpacking was stopped"
        }
    }
}
