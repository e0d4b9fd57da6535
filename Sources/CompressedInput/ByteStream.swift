import RawMemory

/// A stream of bytes: a file, the output of a decoder, or a member of an archive. Streams are chained, and each reads from the one below.
@safe
class ByteStream {
    let progress: WorkProgress
    /// The number of bytes produced so far.
    private(set) var given: UInt64 = 0
    /// The number of bytes that may follow before the stream counts as a decompression bomb. It is renewed for each dump.
    var allowance = Allowance.unlimited
    private var failure: UnpackError?

    struct Allowance {
        /// The user's limit; `nil` when there is none.
        let limit: UInt64?
        var left: UInt64

        static var unlimited: Allowance { Allowance(limit: nil, left: .max) }

        /// The allowance of a decoder between the input and the dump. It may produce somewhat more than the dump has: other members, and
        /// compressed noise, which is longer than the noise.
        static func around(_ limit: UInt64) -> Allowance {
            Allowance(limit: limit, left: limit.saturatingAdd(limit / 8).saturatingAdd(1 << 20))
        }
    }

    init(_ progress: WorkProgress) { self.progress = progress }

    /// Writes the next bytes to `room`, which is not empty, and returns their number. It is 0 only at the end.
    func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int { 0 }

    /// Skips up to `count` bytes, if that costs nothing, and returns the number skipped.
    func skip(_ count: UInt64) -> UInt64 { 0 }

    /// Fills `room` and returns the number of bytes. It is smaller than `room` only before the end or before an error. Then the next call
    /// returns 0 or throws.
    final func fill(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        if let failure { throw failure }
        var filled = 0
        while filled < room.count {
            do throws(UnpackError) {
                if progress.isStopped { throw .interrupted }
                let count = try unsafe produce(UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
                if count == 0 { break }
                if let limit = allowance.limit {
                    guard UInt64(count) <= allowance.left else { throw .tooLarge(limit: limit) }
                    allowance.left -= UInt64(count)
                }
                filled += count
                given = given.saturatingAdd(UInt64(count))
            } catch {
                failure = error
                if filled == 0 { throw error }
                break
            }
        }
        return filled
    }
}

/// The bytes of a mapped file. Progress counts them.
final class FileStream: ByteStream {
    let file: MappedFile
    private var place = 0

    /// Ctrl-C is tested at least this often, in bytes.
    private static let step = 1 << 20

    init(_ file: MappedFile, _ progress: WorkProgress) {
        self.file = file
        super.init(progress)
        showProgress()
    }

    /// Begins the phase of unpacking, or continues it after another phase was shown.
    func showProgress() {
        progress.begin("unpacking", total: UInt64(file.count))
        progress.advance(UInt64(place))
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        let count = min(room.count, Self.step, file.count - place)
        let file = file
        guard count > 0, let bytes = file.bytes.slice(place, count) else { return 0 }
        unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
        if file.hasLostPages { throw .pagesLost }
        advance(count)
        return count
    }

    override func skip(_ count: UInt64) -> UInt64 {
        let count = Int(min(count, UInt64(file.count - place)))
        advance(count)
        return UInt64(count)
    }

    private func advance(_ count: Int) {
        place += count
        progress.advance(UInt64(count))
    }
}

/// A stream whose first bytes can be looked at before they are read.
final class PeekedStream: ByteStream {
    private let below: ByteStream
    /// The first bytes. They are fewer than `headSize` only when the stream is shorter.
    let head: [UInt8]
    /// The error, if there is not even a first byte.
    let refusal: UnpackError?
    private var place = 0

    /// A page, which is enough for every magic.
    private static let headSize = 4096

    init(_ below: ByteStream) {
        self.below = below
        var refusal: UnpackError?
        head = unsafe [UInt8](unsafeUninitializedCapacity: Self.headSize) { buffer, count in
            do throws(UnpackError) { count = try unsafe below.fill(UnsafeMutableRawBufferPointer(buffer)) } catch {
                refusal = error
                count = 0
            }
        }
        self.refusal = refusal
        super.init(below.progress)
    }

    /// The result of `judge` for the first bytes.
    func judged<Verdict>(_ judge: (RawSpan) -> Verdict) -> Verdict {
        unsafe head.withUnsafeBytes { unsafe judge(RawSpan(_unsafeBytes: $0)) }
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        guard place < head.count else { return try unsafe below.fill(room) }
        let count = min(room.count, head.count - place)
        unsafe head.withUnsafeBytes { unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<place + count])) }
        place += count
        return count
    }

    override func skip(_ count: UInt64) -> UInt64 {
        guard place < head.count else { return below.skip(count) }
        let count = min(count, UInt64(head.count - place))
        place += Int(count)
        return count
    }
}
