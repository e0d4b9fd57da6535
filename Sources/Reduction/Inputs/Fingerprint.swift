import CNettle
import RawMemory

/// SHA-256 over parts of a dump that identify it: its size, its headers and notes (which hold thread registers), and 1,024 evenly spread
/// pages. Two dumps of one process, taken a second apart, have different fingerprints.
enum Fingerprint {
    private static let pages = 1024
    private static let pageSize = 4096

    /// 64 hexadecimal digits. `headerRanges` beyond the file's end are left out.
    static func compute(_ bytes: RawSpan, headerRanges: [Range<Int>]) -> String {
        var state = sha256_ctx()
        unsafe nettle_sha256_init(&state)
        let size = UInt64(bytes.byteCount)
        var head = (0..<8).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
        unsafe nettle_sha256_update(&state, head.count, &head)
        for range in headerRanges {
            if let header = bytes.slice(range.lowerBound, range.count) { update(&state, header) }
        }
        let places = max(1, bytes.byteCount / pageSize)
        for sample in 0..<min(pages, places) {
            // Every page of a small file, every n-th page of a large one. The product is far below 2^63 for any file that a disk can hold.
            let place = (places > pages ? sample * (places / pages) : sample) * pageSize
            if let page = bytes.slice(place, min(pageSize, bytes.byteCount - place)) { update(&state, page) }
        }
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe nettle_sha256_digest(&state, 32, &digest)
        return digest.hexadecimal
    }

    /// SHA-256 over all bytes.
    static func compute(whole bytes: RawSpan) -> String {
        var state = sha256_ctx()
        unsafe nettle_sha256_init(&state)
        update(&state, bytes)
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe nettle_sha256_digest(&state, 32, &digest)
        return digest.hexadecimal
    }

    /// The same over a short text.
    static func compute(text: String) -> String {
        let bytes = Array(text.utf8)
        return unsafe compute(bytes.span.bytes, headerRanges: [])
    }

    private static func update(_ state: inout sha256_ctx, _ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe nettle_sha256_update(&state, buffer.count, base.assumingMemoryBound(to: UInt8.self))
        }
    }
}
