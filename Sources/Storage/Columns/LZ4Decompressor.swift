import CLZ4

/// Unpacks LZ4 frames, one after the other, in the working memory that the first one took.
@safe
final class LZ4Decompressor {
    /// A byte of LZ4 stands for 255 at most: no memory is taken for a frame that says more.
    private static let ratio: UInt64 = 255

    /// `nil` when there was no memory for it.
    private let context: OpaquePointer?

    init() {
        var context: OpaquePointer?
        let code = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
        unsafe self.context = LZ4F_isError(code) == 0 ? context : nil
    }

    deinit { unsafe LZ4F_freeDecompressionContext(context) }

    /// The content of a frame in place of what `bytes` held. After an error nothing in `bytes` means anything.
    func decompress(_ frame: ArraySlice<UInt8>, into bytes: inout [UInt8]) throws(CodecError) {
        guard unsafe context != nil else { throw .badFrame("no memory") }
        unsafe LZ4F_resetDecompressionContext(context)
        var info = LZ4F_frameInfo_t()
        var place = frame.count
        let code = unsafe frame.withUnsafeBytes { origin in unsafe LZ4F_getFrameInfo(context, &info, origin.baseAddress, &place) }
        guard LZ4F_isError(code) == 0 else { throw .badFrame(unsafe String(cString: LZ4F_getErrorName(code))) }
        // Every frame that this program writes has its size and a checksum.
        guard info.contentSize > 0, info.contentSize <= min(LZ4Frame.limit, UInt64(frame.count) * LZ4Decompressor.ratio),
            info.contentChecksumFlag == LZ4F_contentChecksumEnabled
        else {
            throw .implausible("the size of a blob")
        }
        bytes.setCount(Int(info.contentSize), 0)
        // The content stays where it is written, so LZ4 need not keep a copy of what later blocks refer to.
        var options = LZ4F_decompressOptions_t()
        options.stableDst = 1
        var filled = 0
        while true {
            var room = bytes.count - filled
            var rest = frame.count - place
            let (filledNow, placeNow) = (filled, place)
            let hint = unsafe bytes.withUnsafeMutableBytes { target in
                unsafe frame.withUnsafeBytes { origin in
                    unsafe LZ4F_decompress(
                        context, target.baseAddress?.advanced(by: filledNow), &room, origin.baseAddress?.advanced(by: placeNow), &rest,
                        &options)
                }
            }
            guard LZ4F_isError(hint) == 0 else { throw .badFrame(unsafe String(cString: LZ4F_getErrorName(hint))) }
            filled += room
            place += rest
            if hint == 0 { break }
            if room == 0, rest == 0 { throw .truncated }
        }
        guard filled == bytes.count, place == frame.count else { throw .truncated }
    }
}
