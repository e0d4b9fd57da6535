import CZstd
import RawMemory

/// What a zstd frame says of itself before it is unpacked.
enum ZstdFrame {
    static let magic: UInt32 = 0xFD2F_B528
    /// The lowest of sixteen.
    static let skippableMagic: UInt32 = 0x184D_2A50

    /// Bytes that the frame beginning at `start` says it unpacks to; nil when it does not say or is no frame.
    static func contentSize(_ bytes: RawSpan, at start: Int) -> UInt64? {
        guard let rest = bytes.slice(start, bytes.byteCount - start) else { return nil }
        let size = unsafe rest.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // The two highest values stand for "unknown" and "no frame header".
        return size >= .max - 1 ? nil : size
    }
}
