extension RawSpan {
    /// Appends `count` bytes from `offset` to an array. Bytes outside of the span are left out.
    public func append(_ offset: Int, _ count: Int, to bytes: inout [UInt8]) {
        guard offset >= 0, offset < byteCount, count > 0, let part = slice(offset, Swift.min(count, byteCount - offset)) else { return }
        unsafe part.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}
