import CZlib
import RawMemory

/// What a gzip file of one or many members unpacks to. Through zlib, since libarchive 3.6 does not compare gzip's checksums: a damaged dump
/// would be read as a sound one.
@safe
final class GzipStream: ByteStream {
    /// A window of 32 KB, and the gzip format.
    private static let windowBits: Int32 = 15 + 16

    private let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let input: InputBuffer
    private var isInMember = true

    /// Throws `damaged` when zlib has no memory.
    init(_ source: ByteStream) throws(UnpackError) {
        unsafe state.initialize(to: z_stream())
        input = InputBuffer(source)
        super.init(source.progress)
        guard unsafe inflateInit2_(state, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damaged("zlib: out of memory")
        }
    }

    deinit {
        unsafe inflateEnd(state)
        unsafe state.deallocate()
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        let size = UInt32(clamping: room.count)
        unsafe state.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
        unsafe state.pointee.avail_out = size
        while unsafe state.pointee.avail_out == size {
            if progress.isStopped { throw .interrupted }
            try input.require(isInMember ? 1 : 2)
            let waiting = unsafe input.waiting
            if !isInMember {
                if unsafe waiting.isEmpty { return 0 }
                try unsafe beginMember(waiting)
            }
            // zlib takes what it reads for writable, and does not write there.
            unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: waiting.bindMemory(to: UInt8.self).baseAddress)
            unsafe state.pointee.avail_in = UInt32(clamping: waiting.count)
            let code = unsafe inflate(state, Z_NO_FLUSH)
            unsafe input.use(waiting.count - Int(state.pointee.avail_in))
            switch code {
            case Z_OK: break
            case Z_STREAM_END: isInMember = false
            // Neither input to read nor, as there is room, anything held back.
            case Z_BUF_ERROR: if unsafe waiting.isEmpty { throw .truncated }
            default: throw .damaged(unsafe state.pointee.msg.map { unsafe "gzip: " + String(cString: $0) } ?? "gzip: error \(code)")
            }
        }
        return unsafe Int(size - state.pointee.avail_out)
    }

    private func beginMember(_ waiting: UnsafeRawBufferPointer) throws(UnpackError) {
        guard unsafe waiting[0] == 0x1F && (waiting.count == 1 || waiting[1] == 0x8B) else {
            throw .damaged("gzip: what follows the compressed data is none")
        }
        unsafe inflateReset(state)
        isInMember = true
    }
}
