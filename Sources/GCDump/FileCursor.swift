import RawMemory

/// Reads a .gcdump file from front to back. Every read is checked: where the file ends, the error names the part in which it does.
struct FileCursor {
    let file: MappedFile
    private(set) var position = 0
    /// What is being read, for errors.
    var part = "the signature"

    init(_ file: MappedFile) { self.file = file }

    var left: Int { file.count - position }

    /// The place of `count` bytes, which are passed over.
    mutating func take(_ count: Int) throws(GCDumpError) -> Int {
        guard count >= 0, count <= left else { throw .truncated(part: part, needed: UInt64(max(0, count)), found: UInt64(left)) }
        defer { position += count }
        return position
    }

    mutating func u8() throws(GCDumpError) -> UInt8 {
        let place = try take(1)
        return file.bytes.u8(at: place) ?? 0
    }

    mutating func u32() throws(GCDumpError) -> UInt32 {
        let place = try take(4)
        return file.bytes.u32(at: place) ?? 0
    }

    mutating func i32() throws(GCDumpError) -> Int32 { Int32(bitPattern: try u32()) }

    mutating func u64() throws(GCDumpError) -> UInt64 {
        let place = try take(8)
        return file.bytes.u64(at: place) ?? 0
    }

    mutating func i64() throws(GCDumpError) -> Int64 { Int64(bitPattern: try u64()) }

    mutating func float() throws(GCDumpError) -> Float { Float(bitPattern: try u32()) }

    mutating func bool() throws(GCDumpError) -> Bool { try u8() != 0 }

    /// A count of things that take at least `size` bytes each: no more than the rest of the file can hold.
    mutating func count(_ field: String, of size: Int) throws(GCDumpError) -> Int {
        let value = try i32()
        guard value >= 0 else { throw .implausible(field: field, value: Int64(value), limit: UInt64(left / size)) }
        guard Int(value) <= left / size else {
            throw .truncated(part: field, needed: UInt64(value) &* UInt64(size), found: UInt64(left))
        }
        return Int(value)
    }

    /// A text; `nil` for null. Its length is in UTF-16 code units, and each is written by itself in one to three bytes (CESU-8): a reader counts units
    /// and cannot skip by bytes.
    mutating func text() throws(GCDumpError) -> String? {
        var text: [UInt16] = []
        return try units { text.append($0) } ? String(decoding: text, as: UTF16.self) : nil
    }

    /// Passes over a text.
    mutating func skipText() throws(GCDumpError) { _ = try units { _ in } }

    /// The code units of a text; false for null.
    private mutating func units(_ body: (UInt16) -> Void) throws(GCDumpError) -> Bool {
        let units = try i32()
        if units < 0 { return false }
        guard Int(units) <= left else { throw .truncated(part: part, needed: UInt64(units), found: UInt64(left)) }
        for _ in 0..<units {
            let first = try u8()
            switch first {
            case ..<0x80: body(UInt16(first))
            case ..<0xE0: body(UInt16(first & 0x1F) << 6 | UInt16(try u8() & 0x3F))
            default:
                let second = try u8()
                body(UInt16(first & 0x0F) << 12 | UInt16(second & 0x3F) << 6 | UInt16(try u8() & 0x3F))
            }
        }
        return true
    }

    func damaged() -> GCDumpError { .damaged(part: part, offset: UInt64(max(0, position - 1))) }
}
