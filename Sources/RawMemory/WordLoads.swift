/// Little-endian loads that return `nil` outside of the span instead of trapping, for offsets that come from a file.
extension RawSpan {
    @inlinable public func u8(at offset: Int) -> UInt8? {
        guard offset >= 0, offset < byteCount else { return nil }
        return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    @inlinable public func u16(at offset: Int) -> UInt16? {
        guard offset >= 0, byteCount >= 2, offset <= byteCount - 2 else { return nil }
        return unsafe UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inlinable public func u32(at offset: Int) -> UInt32? {
        guard offset >= 0, byteCount >= 4, offset <= byteCount - 4 else { return nil }
        return unsafe UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inlinable @inline(__always) public func u64(at offset: Int) -> UInt64? {
        guard offset >= 0, byteCount >= 8, offset <= byteCount - 8 else { return nil }
        return unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// `count` bytes from `offset`; `nil` when they do not all lie inside.
    @inlinable @_lifetime(copy self)
    public func slice(_ offset: Int, _ count: Int) -> RawSpan? {
        guard offset >= 0, count >= 0, count <= byteCount, offset <= byteCount - count else { return nil }
        return extracting(offset..<(offset + count))
    }
}
