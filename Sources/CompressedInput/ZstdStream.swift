import CZstd
import RawMemory

/// Unpacks a zstd file of one or many frames.
@safe
final class ZstdStream: ByteStream {
    /// 2 GB, the largest window that `zstd --long=31` writes. Without this setting libzstd refuses windows above 128 MB. (libarchive does
    /// not set it.)
    private static let windowLogLimit: Int32 = 31
    /// The longest header of a frame.
    private static let headerSize = 18

    private let context: OpaquePointer
    private let input: InputBuffer
    private var isInFrame = false
    /// Called at the start of every frame that declares its unpacked size, with that size and the number of bytes before the frame.
    var onFrame: ((_ size: UInt64, _ before: UInt64) throws(UnpackError) -> Void)?

    /// Throws `damaged` when libzstd has no memory.
    init(_ source: ByteStream) throws(UnpackError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw .damaged("libzstd: out of memory") }
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogLimit)
        unsafe self.context = context
        input = InputBuffer(source)
        super.init(source.progress)
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        var target = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        while unsafe target.pos == 0 {
            if progress.isStopped { throw .interrupted }
            try input.require(isInFrame ? 1 : Self.headerSize)
            let waiting = unsafe input.waiting
            if unsafe !isInFrame && waiting.isEmpty { return 0 }
            if !isInFrame, let size = unsafe ZstdFrame.contentSize(RawSpan(_unsafeBytes: waiting), at: 0) { try onFrame?(size, given) }
            var source = unsafe ZSTD_inBuffer(src: waiting.baseAddress, size: waiting.count, pos: 0)
            let code = unsafe ZSTD_decompressStream(context, &target, &source)
            guard ZSTD_isError(code) == 0 else { throw .damaged(unsafe String(cString: ZSTD_getErrorName(code))) }
            unsafe input.use(source.pos)
            isInFrame = code != 0
            // There was no output, and there is no more input.
            if unsafe isInFrame && target.pos == 0 && waiting.isEmpty { throw .truncated }
        }
        return unsafe target.pos
    }
}
