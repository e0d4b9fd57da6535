import CArchive
import CZstd
import FoundationEssentials
import Glibc
import RawMemory
import Testing

@testable import CompressedInput

struct PackingFailed: Error {}

/// `content` as one frame with a checksum. `windowLog` gives frames like those of `zstd --long`. Without `sized` the header does not have
/// the size of the content.
func packed(_ content: [UInt8], windowLog: Int32? = nil, sized: Bool = true) throws -> [UInt8] {
    guard let context = unsafe ZSTD_createCCtx() else { throw PackingFailed() }
    defer { unsafe ZSTD_freeCCtx(context) }
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    if let windowLog {
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1)
    }
    if sized { unsafe ZSTD_CCtx_setPledgedSrcSize(context, UInt64(content.count)) }
    var target = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count))
    let count = unsafe content.withUnsafeBytes { source in
        unsafe target.withUnsafeMutableBytes { room in
            var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            var output = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            // With content and end in two calls, the header cannot have the size.
            if !sized { unsafe ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush) }
            let rest = unsafe ZSTD_compressStream2(context, &output, &input, ZSTD_e_end)
            return unsafe rest == 0 ? output.pos : 0
        }
    }
    try #require(count > 0)
    return Array(target[..<count])
}

/// A frame of `blocks` times 128 KiB of zeros in four bytes each, whose header does not give its size.
func bomb(blocks: Int) -> [UInt8] {
    // Magic, no content size and no checksum, a window of 1 MiB; then RLE blocks of 0x20000 bytes, the last one marked.
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50]
    for block in 1...blocks {
        let header = UInt32(0x20000) << 3 | 1 << 1 | (block == blocks ? 1 : 0)
        bytes += [UInt8(truncatingIfNeeded: header), UInt8(truncatingIfNeeded: header >> 8), UInt8(truncatingIfNeeded: header >> 16), 0]
    }
    return bytes
}

/// A skippable frame, which other programs use for their own data.
func skippable(_ count: Int) -> [UInt8] { [0x5A, 0x2A, 0x4D, 0x18, UInt8(count), 0, 0, 0] + [UInt8](repeating: 0x28, count: count) }

/// Bytes that compress badly. They are the same each time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        for shift in 0..<8 as Range<UInt64> { bytes.append(UInt8(truncatingIfNeeded: state >> (shift * 8))) }
    }
    return Array(bytes[..<count])
}

/// The formats in which the tests pack, apart from zstd.
enum Packing: String, CaseIterable {
    case gzip, xz, bzip2, lz4

    private var code: Int32 {
        switch self {
        case .gzip: ARCHIVE_FILTER_GZIP
        case .xz: ARCHIVE_FILTER_XZ
        case .bzip2: ARCHIVE_FILTER_BZIP2
        case .lz4: ARCHIVE_FILTER_LZ4
        }
    }

    /// The output of `gzip`, `xz`, `bzip2` and `lz4` for empty input. libarchive's writers do not begin a stream before the first byte, and
    /// the one for LZ4 crashes at the end of a stream that it has not begun (3.6.2).
    private var nothing: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        case .xz:
            [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4, 0xE6, 0xD6, 0xB4, 0x46, 0, 0, 0, 0, 0x1C, 0xDF, 0x44, 0x21]
                + [0x1F, 0xB6, 0xF3, 0x7D, 1, 0, 0, 0, 0, 4, 0x59, 0x5A]
        case .bzip2: [0x42, 0x5A, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0]
        case .lz4: [0x04, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7, 0, 0, 0, 0, 5, 0x5D, 0xCC, 2]
        }
    }

    func packed(_ content: [UInt8]) throws -> [UInt8] {
        if content.isEmpty { return nothing }
        return try unsafe written(room: content.count * 2 + 100_000) { archive in
            unsafe archive_write_add_filter(archive, code)
            return unsafe archive_write_set_format_raw(archive)
        } members: { archive in
            try unsafe add(Packed("", content), to: archive)
        }
    }
}

/// A member for `tar` and `zip`.
struct Packed {
    var name: String
    var content: [UInt8]
    var type: UInt32 = 0o100000
    var modified = 1_700_000_000

    init(_ name: String, _ content: [UInt8] = []) {
        self.name = name
        self.content = content
    }
}

func tar(_ members: [Packed]) throws -> [UInt8] {
    let room = members.reduce(100_000) { $0 + $1.content.count + 2048 }
    return try unsafe written(room: room) {
        unsafe archive_write_set_format_pax_restricted($0)
    } members: { archive in
        for member in members { try unsafe add(member, to: archive) }
    }
}

func zip(_ members: [Packed]) throws -> [UInt8] {
    let room = members.reduce(100_000) { $0 + $1.content.count * 2 + 2048 }
    return try unsafe written(room: room) {
        unsafe archive_write_set_format_zip($0)
    } members: { archive in
        for member in members { try unsafe add(member, to: archive) }
    }
}

/// A .7z; libarchive packs it with LZMA, or with `method` ("store", "deflate", "bzip2", "ppmd").
func sevenZip(_ members: [Packed], _ method: String = "lzma1") throws -> [UInt8] {
    let room = members.reduce(100_000) { $0 + $1.content.count * 2 + 2048 }
    return try unsafe written(room: room) { archive in
        let code = unsafe archive_write_set_format_7zip(archive)
        return unsafe code == ARCHIVE_OK ? archive_write_set_format_option(archive, "7zip", "compression", method) : code
    } members: { archive in
        for member in members { try unsafe add(member, to: archive) }
    }
}

/// A cabinet of one folder that is not compressed. `claimed` stands in the place of the members' sizes.
func cabinet(_ members: [Packed], claimed: UInt32? = nil) -> [UInt8] {
    func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    var files: [UInt8] = []
    var content: [UInt8] = []
    for member in members {
        // The time is 2023-11-14 22:12:20, the attributes say that the name is UTF-8.
        files += bytes(claimed ?? UInt32(member.content.count)) + bytes(UInt32(content.count)) + bytes(UInt16(0))
        files += bytes(UInt16(0x576E)) + bytes(UInt16(0xB18A)) + bytes(UInt16(0xA0)) + Array(member.name.utf8) + [0]
        content += member.content
    }
    let blocks = stride(from: 0, to: content.count, by: 32768).map { content[$0..<min($0 + 32768, content.count)] }
    // A checksum of 0 is not compared.
    let data = blocks.flatMap { bytes(UInt32(0)) + bytes(UInt16($0.count)) + bytes(UInt16($0.count)) + Array($0) }
    let folder = bytes(UInt32(36 + 8 + files.count)) + bytes(UInt16(blocks.count)) + bytes(UInt16(0))
    let total = UInt32(36 + folder.count + files.count + data.count)
    return Array("MSCF".utf8) + bytes(UInt32(0)) + bytes(total) + bytes(UInt32(0)) + bytes(UInt32(36 + folder.count)) + bytes(UInt32(0))
        + [3, 1] + bytes(UInt16(1)) + bytes(UInt16(members.count)) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt16(0)) + folder + files
        + data
}

private func written(room: Int, format: (OpaquePointer) -> Int32, members: (OpaquePointer) throws -> Void) throws -> [UInt8] {
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
    defer { unsafe target.deallocate() }
    let used = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    unsafe used.initialize(to: 0)
    defer { unsafe used.deallocate() }
    guard let archive = unsafe archive_write_new() else { throw PackingFailed() }
    // The writer is freed before its buffer, because a writer that was not closed writes once more.
    defer { unsafe archive_write_free(archive) }
    try #require(unsafe format(archive) == ARCHIVE_OK)
    unsafe archive_write_set_bytes_in_last_block(archive, 1)
    try #require(unsafe archive_write_open_memory(archive, target.baseAddress, room, used) == ARCHIVE_OK)
    try unsafe members(archive)
    try #require(unsafe archive_write_close(archive) == ARCHIVE_OK)
    return unsafe Array(target[..<used.pointee])
}

private func add(_ member: Packed, to archive: OpaquePointer) throws {
    let entry = unsafe archive_entry_new()
    defer { unsafe archive_entry_free(entry) }
    unsafe archive_entry_set_pathname(entry, member.name)
    unsafe archive_entry_set_filetype(entry, member.type)
    unsafe archive_entry_set_perm(entry, 0o644)
    unsafe archive_entry_set_mtime(entry, member.modified, 0)
    if member.type == 0o120000 { unsafe archive_entry_set_symlink(entry, "elsewhere") }
    unsafe archive_entry_set_size(entry, Int64(member.content.count))
    // In the C locale there is a warning about a name that is not ASCII. It is written unchanged.
    guard unsafe archive_write_header(archive, entry) >= ARCHIVE_WARN else { throw PackingFailed() }
    let count = unsafe member.content.withUnsafeBytes { unsafe archive_write_data(archive, $0.baseAddress, $0.count) }
    guard count == member.content.count else { throw PackingFailed() }
}

/// The unpacked content of a file.
func unpack(_ file: MappedFile, into folder: String, limit: UInt64, progress: WorkProgress) throws -> MappedFile {
    let packed = PackedFile(file, .only, UnpackOptions(folder: folder, limit: limit), progress) { $0.u8(at: 0) == 0x7F ? .dump : .other }
    return try packed.onlyDump().content.get()
}

/// A folder that is removed after the test.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/compressed-input-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["(unreadable)"] }

    /// `bytes` as a mapped file without a name.
    func mapped(_ bytes: [UInt8]) throws -> MappedFile {
        let name = path + "/" + UUID().uuidString
        try Data(bytes).write(to: URL(filePath: name))
        defer { try? FileManager.default.removeItem(atPath: name) }
        return try MappedFile.open(name)
    }
}

/// A mapped file's bytes from `start` on.
func content(_ file: MappedFile, from start: Int = 0) -> [UInt8] { (start..<file.count).map { file.bytes.u8(at: $0) ?? 0 } }
