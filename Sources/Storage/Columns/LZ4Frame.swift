import CLZ4

/// The LZ4 frame format with a checksum over the content.
enum LZ4Frame {
    /// The most that a blob may unpack to: 64 times what the largest snapshot seen takes.
    private static let limit: UInt64 = 1 << 28
    /// A byte of LZ4 stands for 255 at most: no memory is taken for a frame that says more.
    private static let ratio: UInt64 = 255

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
        var context: OpaquePointer?
        guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else {
            throw .badFrame("no memory")
        }
        defer { unsafe LZ4F_freeDecompressionContext(context) }
        var source = Array(frame)
        var info = LZ4F_frameInfo_t()
        var taken = source.count
        let code = unsafe LZ4F_getFrameInfo(context, &info, &source, &taken)
        guard LZ4F_isError(code) == 0 else { throw .badFrame(unsafe String(cString: LZ4F_getErrorName(code))) }
        // Every frame that this program writes has its size and a checksum.
        guard info.contentSize > 0, info.contentSize <= min(limit, UInt64(frame.count) * ratio),
            info.contentChecksumFlag == LZ4F_contentChecksumEnabled
        else {
            throw .implausible("the size of a blob")
        }
        source.removeFirst(taken)
        var bytes = [UInt8](repeating: 0, count: Int(info.contentSize))
        var filled = 0
        var place = 0
        while true {
            var room = bytes.count - filled
            var rest = source.count - place
            let (filledNow, placeNow) = (filled, place)
            let hint = unsafe bytes.withUnsafeMutableBytes { target in
                unsafe source.withUnsafeBytes { origin in
                    unsafe LZ4F_decompress(
                        context, target.baseAddress?.advanced(by: filledNow), &room, origin.baseAddress?.advanced(by: placeNow), &rest, nil)
                }
            }
            guard LZ4F_isError(hint) == 0 else { throw .badFrame(unsafe String(cString: LZ4F_getErrorName(hint))) }
            filled += room
            place += rest
            if hint == 0 { break }
            if room == 0, rest == 0 { throw .truncated }
        }
        guard filled == bytes.count, place == source.count else { throw .truncated }
        return bytes
    }
}
