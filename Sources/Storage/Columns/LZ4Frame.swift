import CLZ4

/// The LZ4 frame format with a checksum over the content.
enum LZ4Frame {
    /// The most that a blob may unpack to: 64 times what the largest snapshot seen takes.
    static let limit: UInt64 = 1 << 28

    /// `level`: 0 is fast; from 3 on LZ4 looks longer for what repeats. Decompression is as fast either way.
    static func compress(_ bytes: [UInt8], level: Int32 = 0) throws(CodecError) -> [UInt8] {
        guard bytes.count <= limit else { throw .implausible("a blob of \(bytes.count) bytes, more than \(limit),") }
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        preferences.frameInfo.contentSize = UInt64(bytes.count)
        preferences.compressionLevel = level
        let bound = unsafe LZ4F_compressFrameBound(bytes.count, &preferences)
        var frame = [UInt8](repeating: 0, count: bound)
        let count = unsafe LZ4F_compressFrame(&frame, bound, bytes, bytes.count, &preferences)
        guard LZ4F_isError(count) == 0 else { throw .badFrame(unsafe String(cString: LZ4F_getErrorName(count))) }
        frame.removeLast(bound - count)
        return frame
    }

    static func decompress(_ frame: ArraySlice<UInt8>) throws(CodecError) -> [UInt8] {
        var bytes: [UInt8] = []
        try LZ4Decompressor().decompress(frame, into: &bytes)
        return bytes
    }
}
