import RawMemory

/// Bytes that come one after another: a file's, what a packing unpacks to, a member's of an archive. Chained: each asks the one below.
@safe
class ByteStream {
    let progress: WorkProgress
    /// Bytes given so far.
    private(set) var given: UInt64 = 0
    /// How many more may come before this is taken for a decompression bomb; counted again from each dump on.
    var allowance = Allowance.unlimited
    private var failure: UnpackError?

    struct Allowance {
        /// What the user set; nil: nothing.
        let limit: UInt64?
        var left: UInt64

        static var unlimited: Allowance { Allowance(limit: nil, left: .max) }

        /// A packing between the input and the dump may give somewhat more than the dump has: other members, and packed noise, which is
        /// longer than noise.
        static func around(_ limit: UInt64) -> Allowance {
            Allowance(limit: limit, left: limit.saturatingAdd(limit / 8).saturatingAdd(1 << 20))
        }
    }

    init(_ progress: WorkProgress) { self.progress = progress }

    /// Puts the next bytes into `room`, which is not empty, and says how many; 0 at the end alone.
    func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int { 0 }

    /// Passes over up to `count` bytes without looking at them, where that costs nothing; says how many.
    func skip(_ count: UInt64) -> UInt64 { 0 }

    /// Fills `room`. Less than that comes right before the end or an error, which the next call gives: 0 bytes, or throws.
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

/// A mapped file from its first byte to its last. Progress counts these.
final class FileStream: ByteStream {
    let file: MappedFile
    private var place = 0

    /// Ctrl-C is looked at after at most so many bytes.
    private static let step = 1 << 20

    init(_ file: MappedFile, _ progress: WorkProgress) {
        self.file = file
        super.init(progress)
        showProgress()
    }

    /// Begins the phase, or takes it up again where it was after other work was shown.
    func showProgress() {
        progress.begin("unpacking", total: UInt64(file.count))
        progress.advance(UInt64(place))
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        let count = min(room.count, Self.step, file.count - place)
        let file = file
        guard count > 0, let bytes = file.bytes.slice(place, count) else { return 0 }
        unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
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

/// Another stream whose first bytes are looked at before they are taken.
final class PeekedStream: ByteStream {
    private let below: ByteStream
    /// The first bytes, fewer than `headSize` when there are no more.
    let head: [UInt8]
    /// Why there is not even a first byte.
    let refusal: UnpackError?
    private var place = 0

    /// Enough for every magic, and a page.
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

    /// What a reader of spans makes of the first bytes.
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
