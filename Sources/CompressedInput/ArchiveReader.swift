import CArchive
import RawMemory

/// Reads the members of an archive one after another with libarchive. The format and the filter are always given, because libarchive's own
/// detection takes damaged files for other formats.
@safe
final class ArchiveReader {
    enum Filter { case xz, bzip2, lz4 }

    private let archive: OpaquePointer
    private let source: Source
    private let isTar: Bool
    /// Whether an error has ended the reading.
    private(set) var isBroken = false

    /// The source of libarchive's bytes. It is kept as long as the archive.
    private enum Source {
        case stream(ArchiveFeed)
        case file(MappedFile)
    }

    /// Reads the members of a tar, in one pass.
    convenience init(tar source: ByteStream) throws(UnpackError) {
        try unsafe self.init(.stream(ArchiveFeed(source)), isTar: true) { unsafe archive_read_support_format_tar($0) }
    }

    /// The archives that are read out of order, so that they must be in a file.
    enum Format { case zip, sevenZip, cab }

    /// Reads the members of a file. Throws `truncated` for a zip without the directory at its end.
    convenience init(_ format: Format, _ file: MappedFile) throws(UnpackError) {
        try unsafe self.init(.file(file), isTar: false) { archive in
            switch format {
            case .zip: unsafe archive_read_support_format_zip_seekable(archive)
            case .sevenZip: unsafe archive_read_support_format_7zip(archive)
            case .cab: unsafe archive_read_support_format_cab(archive)
            }
        }
    }

    /// Reads a compressed file as an archive with one member. It has no member when it unpacks to nothing.
    convenience init(unpacking filter: Filter, _ source: ByteStream) throws(UnpackError) {
        let code =
            switch filter {
            case .xz: ARCHIVE_FILTER_XZ
            case .bzip2: ARCHIVE_FILTER_BZIP2
            case .lz4: ARCHIVE_FILTER_LZ4
            }
        try unsafe self.init(.stream(ArchiveFeed(source)), isTar: false) { archive in
            // The filter is appended and not detected. Otherwise a damaged file would be passed through unchanged.
            let result = unsafe archive_read_append_filter(archive, code)
            guard result == ARCHIVE_OK else { return result }
            unsafe archive_read_support_format_raw(archive)
            return unsafe archive_read_support_format_empty(archive)
        }
    }

    private init(_ source: Source, isTar: Bool, _ prepare: (OpaquePointer) -> Int32) throws(UnpackError) {
        guard let archive = unsafe archive_read_new() else { throw .damaged("libarchive: out of memory") }
        unsafe self.archive = archive
        self.source = source
        self.isTar = isTar
        var code = unsafe prepare(archive)
        if code >= ARCHIVE_WARN {
            code =
                switch source {
                case .stream(let feed): unsafe feed.open(archive)
                case .file(let file):
                    unsafe file.bytes.withUnsafeBytes { unsafe archive_read_open_memory2(archive, $0.baseAddress, $0.count, 1 << 20) }
                }
        }
        // Only the error string tells a file that cannot be unpacked at all from an empty one.
        if unsafe code != ARCHIVE_OK || archive_error_string(archive) != nil { throw failure() }
    }

    deinit { unsafe archive_read_free(archive) }

    /// The next member; `nil` at the end. Throws `truncated` for a tar without the mark of its end.
    func next() throws(UnpackError) -> ArchiveMember? {
        if isBroken { throw failure() }
        var entry: OpaquePointer?
        let code = unsafe archive_read_next_header(archive, &entry)
        try requireAllPages()
        switch code {
        case ARCHIVE_EOF:
            if isTar, case .stream(let feed) = source {
                if let failure = feed.failure { throw failure }
                if feed.isAtEnd, !feed.endsInZeros {
                    isBroken = true
                    throw .truncated
                }
            }
            return nil
        // A warning is about a name or a time that cannot be represented exactly.
        case ARCHIVE_OK, ARCHIVE_WARN:
            guard let entry = unsafe entry else { throw failure() }
            return unsafe ArchiveMember(entry)
        default:
            isBroken = true
            throw failure()
        }
    }

    /// Reads the next bytes of the current member and returns their number, which is 0 at its end. A warning means a wrong checksum here
    /// and is thrown.
    func read(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        let count = unsafe archive_read_data(archive, room.baseAddress, room.count)
        try requireAllPages()
        guard count < 0 else { return count }
        if count <= Int(ARCHIVE_FATAL) { isBroken = true }
        throw failure()
    }

    /// The number of bytes of the source that were not used; `nil` when unknown.
    var bytesLeft: UInt64? {
        guard case .stream(let feed) = source else { return nil }
        let used = unsafe archive_filter_bytes(archive, -1)
        return used < 0 ? nil : feed.delivered - min(feed.delivered, UInt64(used))
    }

    /// Zeros in the place of lost pages may look like the end of an archive.
    private func requireAllPages() throws(UnpackError) {
        guard case .file(let file) = source, file.hasLostPages else { return }
        isBroken = true
        throw .pagesLost
    }

    private func failure() -> UnpackError {
        let why = unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "libarchive gives no reason"
        switch source {
        case .stream(let feed):
            if let failure = feed.failure {
                isBroken = true
                return failure
            }
            if feed.isAtEnd || why.contains("runcated") { return .truncated }
        // libarchive recognises a zip by the directory at its end.
        case .file(let file):
            if file.hasLostPages { return .pagesLost }
            if why.contains("runcated") || why.contains("nrecognized archive format") { return .truncated }
            if let error = UnpackError(refusal: why) { return error }
        }
        return .damaged(why)
    }
}
