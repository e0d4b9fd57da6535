import Glibc

extension RawSpan {
    /// The offset of the first occurrence of `pattern` at or after `start`; `nil` when there is none, when `start` lies outside, or when
    /// the pattern is empty.
    ///
    /// `memmem` would do all of this, but it is a GNU extension that Swift's Glibc module does not declare.
    public func firstOffset(of pattern: [UInt8], from start: Int = 0) -> Int? {
        guard let first = pattern.first, start >= 0, pattern.count <= byteCount, start <= byteCount - pattern.count else { return nil }
        return unsafe withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            return unsafe pattern.withUnsafeBytes { wanted -> Int? in
                guard let text = wanted.baseAddress else { return nil }
                // The last offset at which the pattern fits.
                let last = bytes.count - wanted.count
                var offset = start
                while offset <= last, let hit = unsafe memchr(base + offset, Int32(first), last - offset + 1) {
                    offset = unsafe UnsafeRawPointer(hit) - base
                    if unsafe memcmp(hit, text, wanted.count) == 0 { return offset }
                    offset += 1
                }
                return nil
            }
        }
    }
}
