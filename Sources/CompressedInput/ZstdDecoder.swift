import CZstd
import RawMemory

/// libzstd's streaming decoder with its output buffer.
@safe
struct ZstdDecoder: ~Copyable {
    /// 2 GB, the most that `zstd --long=31` writes; without this, windows above 128 MB are refused.
    private static let windowLogLimit: Int32 = 31
    /// Whole pages, so that every flush but the last begins and ends at one.
    private static let capacity = 1 << 20

    private let context: OpaquePointer
    private let buffer: UnsafeMutableRawPointer
    private var filled = 0

    /// Throws `damaged` when libzstd has no memory.
    init() throws(UnpackError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw .damaged("libzstd: out of memory") }
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogLimit)
        unsafe self.context = context
        unsafe buffer = UnsafeMutableRawPointer.allocate(byteCount: Self.capacity, alignment: 4096)
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
        unsafe buffer.deallocate()
    }

    var isFull: Bool { filled == Self.capacity }
    /// Unpacked bytes waiting.
    var waiting: Int { filled }

    /// Unpacks from `input` as much as fits. Returns how many bytes of it were taken and whether a frame just ended with all of its output
    /// in the buffer. Throws `damaged`.
    mutating func decode(_ input: RawSpan) throws(UnpackError) -> (taken: Int, frameEnded: Bool) {
        var target = unsafe ZSTD_outBuffer(dst: buffer, size: Self.capacity, pos: filled)
        let context = unsafe context
        let (code, taken) = unsafe input.withUnsafeBytes { bytes in
            var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            let code = unsafe ZSTD_decompressStream(context, &target, &source)
            return unsafe (code, source.pos)
        }
        guard ZSTD_isError(code) == 0 else { throw .damaged(unsafe String(cString: ZSTD_getErrorName(code))) }
        filled = unsafe target.pos
        return (taken, code == 0)
    }

    /// Moves what waits to `file`. Throws `cannotWrite`.
    mutating func flush(to file: inout SparseFile) throws(UnpackError) {
        try unsafe file.append(UnsafeRawBufferPointer(start: buffer, count: filled))
        filled = 0
    }
}
