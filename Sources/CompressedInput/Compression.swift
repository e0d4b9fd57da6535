import RawMemory

/// A format of compressed files or archives.
package enum Compression: Equatable, Sendable {
    case zstd, gzip, xz, bzip2, lz4, zip, sevenZip, cab, tar
    /// A part of a zip that lies in several files.
    case splitZip
    /// A format that is recognised but not supported, by its name.
    case unsupported(String)
}

extension Compression {
    /// The format of a compressed file or an archive by its first bytes, and never by its name; `nil` for every other file, dumps included.
    package init?(_ bytes: RawSpan) {
        var start = 0
        // Skippable frames hold data of other programs (pzstd writes one first). zstd and LZ4 share them, so the frame after them decides.
        while let magic = bytes.u32(at: start), magic & 0xFFFF_FFF0 == ZstdFrame.skippableMagic, let size = bytes.u32(at: start + 4) {
            let next = start + 8 + Int(size)
            if next >= bytes.byteCount {
                self = .zstd
                return
            }
            start = next
        }
        if bytes.u32(at: start) == ZstdFrame.magic {
            self = .zstd
        } else if let found = knownFormats.first(where: { bytes.contains($0.magic, at: start + $0.offset) }) {
            self = found.compression
        } else if isOldTar(bytes) {
            self = .tar
        } else if isLastPartOfZip(bytes) {
            self = .splitZip
        } else {
            return nil
        }
    }
}

private let knownFormats: [(compression: Compression, offset: Int, magic: [UInt8])] = [
    (.gzip, 0, [0x1F, 0x8B]),
    (.xz, 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    (.lz4, 0, [0x04, 0x22, 0x4D, 0x18]),
    // The format of LZ4 before it had frames.
    (.lz4, 0, [0x02, 0x21, 0x4C, 0x18]),
    (.bzip2, 0, Array("BZh".utf8)),
    (.zip, 0, [0x50, 0x4B, 0x03, 0x04]),
    (.zip, 0, [0x50, 0x4B, 0x05, 0x06]),
    // The first part of a zip in several files.
    (.splitZip, 0, [0x50, 0x4B, 0x07, 0x08]),
    (.sevenZip, 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    (.cab, 0, Array("MSCF".utf8) + [0, 0, 0, 0]),
    (.unsupported("RAR"), 0, Array("Rar!".utf8) + [0x1A, 0x07]),
    (.tar, 257, Array("ustar".utf8)),
]

/// Whether the end of a zip's directory is at the end of the file, and names another file as the first. Such a part may begin with anything.
func isLastPartOfZip(_ bytes: RawSpan) -> Bool {
    let end = bytes.byteCount - 22
    guard bytes.u32(at: end) == 0x0605_4B50, let number = bytes.u16(at: end + 4) else { return false }
    return number > 0 && number < 0xFFFF
}

/// Whether a header of a tar from before 1988 is here. It has no magic, and is recognised by the sum of its bytes, in octal digits at 148.
private func isOldTar(_ bytes: RawSpan) -> Bool {
    let field = 148..<156
    guard bytes.byteCount >= 512, let first = bytes.u8(at: 0), first != 0 else { return false }
    var recorded = 0
    var digits = 0
    for place in field {
        guard let byte = bytes.u8(at: place) else { return false }
        if (0x30...0x37).contains(byte) {
            recorded = recorded * 8 + Int(byte - 0x30)
            digits += 1
        } else if byte != 0x20, byte != 0 {
            return false
        }
    }
    // For the sum, the field itself counts as spaces.
    let sum = (0..<512).reduce(0) { $0 + (field.contains($1) ? 0x20 : Int(bytes.u8(at: $1) ?? 0)) }
    return digits >= 4 && recorded == sum
}
