import CArchive
import RawMemory

/// The stream from which libarchive reads, through callbacks.
@safe
final class ArchiveFeed {
    private static let capacity = 1 << 18

    private let source: ByteStream
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 4096)
    /// The error of the stream. libarchive only knows that there was one.
    private(set) var failure: UnpackError?
    /// Whether libarchive has read past the end.
    private(set) var isAtEnd = false
    private(set) var delivered: UInt64 = 0
    /// Whether the last bytes read are a block of zeros, as at the end of a tar.
    private(set) var endsInZeros = false

    init(_ source: ByteStream) { self.source = source }

    deinit { unsafe buffer.deallocate() }

    /// Opens `archive` on this stream and returns libarchive's code. The caller keeps this object alive as long as the archive.
    func open(_ archive: OpaquePointer) -> Int32 {
        unsafe archive_read_open2(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { archive, feed, place in
                guard let feed = unsafe feed, let place = unsafe place else { return Int(ARCHIVE_FATAL) }
                return unsafe Unmanaged<ArchiveFeed>.fromOpaque(feed).takeUnretainedValue().read(archive, place)
            },
            { _, feed, count in
                guard let feed = unsafe feed else { return 0 }
                return unsafe Unmanaged<ArchiveFeed>.fromOpaque(feed).takeUnretainedValue().skip(count)
            }, nil)
    }

    private func read(_ archive: OpaquePointer?, _ place: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
        do throws(UnpackError) {
            let count = try unsafe source.fill(buffer)
            unsafe place.pointee = UnsafeRawPointer(buffer.baseAddress)
            if count == 0 {
                isAtEnd = true
            } else {
                delivered = delivered.saturatingAdd(UInt64(count))
                let end = unsafe UnsafeRawBufferPointer(rebasing: buffer[max(0, count - 512)..<count])
                endsInZeros = unsafe RawSpan(_unsafeBytes: end).isZero
            }
            return count
        } catch {
            failure = error
            return Int(ARCHIVE_FATAL)
        }
    }

    private func skip(_ count: Int64) -> Int64 {
        guard failure == nil, count > 0 else { return 0 }
        let skipped = source.skip(UInt64(count))
        delivered = delivered.saturatingAdd(skipped)
        if skipped > 0 { endsInZeros = false }
        return Int64(skipped)
    }
}
