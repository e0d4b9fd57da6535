import CZlib
import RawMemory

/// Unpacks a gzip file of one or many members, or what deflate packed without header and checksum. It uses zlib, because libarchive 3.6 does
/// not compare gzip's checksums and would read a damaged dump as a sound one.
@safe
final class GzipStream: ByteStream {
    /// A window of 32 KB, and the gzip format. A negative number stands for no format.
    private static let windowBits: Int32 = 15 + 16
    private static let bareWindowBits: Int32 = -15

    private let isBare: Bool
    private let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let input: InputBuffer
    private var isInMember = true

    /// With `isBare` the source is packed by deflate alone. Throws `damaged` when zlib has no memory.
    init(_ source: ByteStream, isBare: Bool = false) throws(UnpackError) {
        self.isBare = isBare
        unsafe state.initialize(to: z_stream())
        input = InputBuffer(source)
        super.init(source.progress)
        guard
            unsafe inflateInit2_(state, isBare ? Self.bareWindowBits : Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else {
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
            if isBare, !isInMember { break }
            try input.require(isInMember ? 1 : 2)
            let waiting = unsafe input.waiting
            if !isInMember {
                if unsafe waiting.isEmpty { return 0 }
                try unsafe beginMember(waiting)
            }
            // zlib declares its input as writable, but does not write to it.
            unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: waiting.bindMemory(to: UInt8.self).baseAddress)
            unsafe state.pointee.avail_in = UInt32(clamping: waiting.count)
            let code = unsafe inflate(state, Z_NO_FLUSH)
            unsafe input.use(waiting.count - Int(state.pointee.avail_in))
            switch code {
            case Z_OK: break
            case Z_STREAM_END: isInMember = false
            // There is no input and, as there is room, no pending output.
            case Z_BUF_ERROR: if unsafe waiting.isEmpty { throw .truncated }
            default: throw .damaged(unsafe state.pointee.msg.map { unsafe "gzip: " + String(cString: $0) } ?? "gzip: error \(code)")
            }
        }
        return unsafe Int(size - state.pointee.avail_out)
    }

    private func beginMember(_ waiting: UnsafeRawBufferPointer) throws(UnpackError) {
        guard unsafe waiting[0] == 0x1F && (waiting.count == 1 || waiting[1] == 0x8B) else {
            throw .damaged("gzip: other bytes follow the compressed data")
        }
        unsafe inflateReset(state)
        isInMember = true
    }
}
