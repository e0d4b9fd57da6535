import CZstd
import RawMemory

/// Facts in the header of a zstd frame.
enum ZstdFrame {
    static let magic: UInt32 = 0xFD2F_B528
    /// The lowest of sixteen magics of skippable frames.
    static let skippableMagic: UInt32 = 0x184D_2A50

    /// The declared unpacked size of the frame at `start`; `nil` when it declares none, or when it is not a frame.
    static func contentSize(_ bytes: RawSpan, at start: Int) -> UInt64? {
        guard let rest = bytes.slice(start, bytes.byteCount - start) else { return nil }
        let size = unsafe rest.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // The two highest values stand for "unknown" and "no frame header".
        return size >= .max - 1 ? nil : size
    }
}
