/// The bytes that a decoder has read from the stream below and not used yet.
@safe
final class InputBuffer {
    private static let capacity = 1 << 18

    private let source: ByteStream
    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 4096)
    private var used = 0
    private var filled = 0
    private(set) var sourceEnded = false

    init(_ source: ByteStream) { self.source = source }

    deinit { unsafe bytes.deallocate() }

    /// Valid until the next call.
    var waiting: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: bytes[used..<filled]) }

    func use(_ count: Int) { used = min(used + count, filled) }

    /// Reads until at least `count` bytes are waiting or the source ends. `count` must be at most `capacity`.
    func require(_ count: Int) throws(UnpackError) {
        while filled - used < count, !sourceEnded {
            if used > 0 {
                let rest = unsafe waiting
                unsafe bytes.copyMemory(from: rest)
                filled -= used
                used = 0
            }
            let count = try unsafe source.fill(UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
            filled += count
            sourceEnded = count == 0
        }
    }
}
