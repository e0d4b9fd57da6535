import CArchive
import RawMemory

/// The stream that libarchive reads from: its callbacks end here.
@safe
final class ArchiveFeed {
    private static let capacity = 1 << 18

    private let source: ByteStream
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 4096)
    /// Why the stream gave no more; libarchive only knows that it did not.
    private(set) var failure: UnpackError?
    /// libarchive asked for more than there is.
    private(set) var isAtEnd = false
    private(set) var delivered: UInt64 = 0
    /// The last bytes that were read are a block of zeros, as they are at a tar's end.
    private(set) var endsInZeros = false

    init(_ source: ByteStream) { self.source = source }

    deinit { unsafe buffer.deallocate() }

    /// Opens `archive` to read from here. The caller keeps this alive as long as the archive. Gives libarchive's code.
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
                endsInZeros = unsafe buffer[max(0, count - 512)..<count].allSatisfy { $0 == 0 }
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
