import CArchive
import Glibc
import RawMemory

/// The header of a member of an archive.
struct ArchiveMember {
    /// Only a label: no file is opened or created under this name. A leading "./" or "/" is removed, and an extremely long name is cut.
    let name: String
    /// Whether it is a regular file, and not a folder, a link or a device.
    let isFile: Bool
    /// In bytes; `nil` when the archive does not say it.
    let size: UInt64?
    /// Whether holes are not stored, so that the file may take less space than its size.
    let isSparse: Bool
    let isEncrypted: Bool
    /// Modification time in seconds since 1970. `nil` when there is none, or when it is 0, as in reproducible archives.
    let modified: Int?

    private static let longestName = 1024

    init(_ entry: OpaquePointer) {
        let path = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        var name = unsafe Substring(
            path.map { unsafe PathText.decode(UnsafeBufferPointer(start: $0, count: strlen($0)).map { UInt8(bitPattern: $0) }) } ?? "")
        while name.hasPrefix("./") || name.hasPrefix("/") { name = name.drop { $0 == "." }.dropFirst() }
        self.name = name.isEmpty ? "(no name)" : String(String.UnicodeScalarView(name.unicodeScalars.prefix(Self.longestName)))
        isFile = unsafe archive_entry_filetype(entry) == 0o100000 && archive_entry_hardlink(entry) == nil
        size = unsafe archive_entry_size_is_set(entry) != 0 ? UInt64(exactly: archive_entry_size(entry)) : nil
        isSparse = unsafe archive_entry_sparse_count(entry) > 0
        isEncrypted = unsafe archive_entry_is_data_encrypted(entry) != 0
        let time = unsafe archive_entry_mtime_is_set(entry) != 0 ? Int(archive_entry_mtime(entry)) : 0
        modified = time > 0 ? time : nil
    }
}

/// The content of a reader's current member.
final class MemberStream: ByteStream {
    private let reader: ArchiveReader

    init(_ reader: ArchiveReader, _ progress: WorkProgress) {
        self.reader = reader
        super.init(progress)
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int { try unsafe reader.read(room) }
}
