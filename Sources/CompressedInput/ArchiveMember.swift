import CArchive
import RawMemory

/// What an archive says of one of its members.
struct ArchiveMember {
    /// A label and nothing else: no file is ever opened or made under this name. Without a leading "./" or "/", cut where it is absurdly long.
    let name: String
    /// Neither a folder, a link nor a device.
    let isFile: Bool
    /// In bytes; nil: not said.
    let size: UInt64?
    /// Holes are not stored, so the file may take less room than its size.
    let isSparse: Bool
    let isEncrypted: Bool
    /// Modification time in seconds since 1970; nil: not said, or left out on purpose (0, of archives that are the same each time).
    let modified: Int?

    private static let longestName = 1024

    init(_ entry: OpaquePointer) {
        let told = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        var name = unsafe Substring(told.map { unsafe String(cString: $0) } ?? "")
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

/// The content of the member that a reader stands at.
final class MemberStream: ByteStream {
    private let reader: ArchiveReader

    init(_ reader: ArchiveReader, _ progress: WorkProgress) {
        self.reader = reader
        super.init(progress)
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int { try unsafe reader.read(room) }
}
