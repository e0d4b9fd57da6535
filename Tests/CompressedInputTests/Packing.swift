import CZstd
import FoundationEssentials
import Glibc
import RawMemory
import Testing

struct PackingFailed: Error {}

/// `content` as one frame, with a checksum. `windowLog` and `long` give the frames of `zstd --long`; without `sized` the header does not
/// say how much is inside.
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
            // Not known before the end, so the header cannot give the size: content and end in two calls.
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

/// A frame without any data of ours, of the kind that other programs use for theirs.
func skippable(_ count: Int) -> [UInt8] { [0x5A, 0x2A, 0x4D, 0x18, UInt8(count), 0, 0, 0] + [UInt8](repeating: 0x28, count: count) }

/// Bytes that compress badly; the same ones each time.
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

/// A folder that goes away with the test.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/compressed-input-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["(unreadable)"] }

    /// `bytes` mapped, as the caller of `unpack` has them; the name is gone again.
    func mapped(_ bytes: [UInt8]) throws -> MappedFile {
        let name = path + "/" + UUID().uuidString
        try Data(bytes).write(to: URL(filePath: name))
        defer { try? FileManager.default.removeItem(atPath: name) }
        return try MappedFile.open(name)
    }
}

/// A mapped file's bytes from `start` on.
func content(_ file: MappedFile, from start: Int = 0) -> [UInt8] { (start..<file.count).map { file.bytes.u8(at: $0) ?? 0 } }
