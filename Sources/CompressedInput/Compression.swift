import RawMemory

/// How a file is packed.
package enum Compression: Equatable, Sendable {
    case zstd
    /// Recognised, but not unpacked: the format's name for people.
    case unsupported(String)
}

/// What a file is packed with, by its first bytes and never by its name; nil for everything else, dumps among it.
package func isCompressed(_ bytes: RawSpan) -> Compression? {
    var start = 0
    // Skippable frames carry other people's data (pzstd writes one first); zstd and LZ4 share them, so the frame behind them decides.
    while let magic = bytes.u32(at: start), magic & 0xFFFF_FFF0 == ZstdFrame.skippableMagic, let size = bytes.u32(at: start + 4) {
        let next = start + 8 + Int(size)
        if next >= bytes.byteCount { return .zstd }
        start = next
    }
    if bytes.u32(at: start) == ZstdFrame.magic { return .zstd }
    let found = knownFormats.first { format in
        format.magic.indices.allSatisfy { bytes.u8(at: start + format.offset + $0) == format.magic[$0] }
    }
    return found.map { .unsupported($0.name) }
}

private let knownFormats: [(name: String, offset: Int, magic: [UInt8])] = [
    ("gzip", 0, [0x1F, 0x8B]),
    ("xz", 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ("LZ4", 0, [0x04, 0x22, 0x4D, 0x18]),
    ("LZ4", 0, [0x02, 0x21, 0x4C, 0x18]),
    ("bzip2", 0, Array("BZh".utf8)),
    ("zip", 0, [0x50, 0x4B, 0x03, 0x04]),
    ("zip", 0, [0x50, 0x4B, 0x05, 0x06]),
    ("7-Zip", 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    ("tar", 257, Array("ustar".utf8)),
]
