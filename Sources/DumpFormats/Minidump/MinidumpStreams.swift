import RawMemory

/// The header and the directory of a minidump, which locate its streams. Streams are in any order and may come after the memory. Unused
/// rows of the directory have type 0; unknown types are ignored (wine writes 65520).
///
/// Header: "MDMP", version u32 4 (0xA793 in the low half, the writer's own number in the high one), number of streams u32 8, their
/// directory u32 12, time of writing u32 20, flags u64 24. A row of the directory: type u32, bytes u32, place u32.
struct MinidumpStreams {
    enum Kind: UInt32 {
        case threads = 3
        case modules = 4
        case memory = 5
        case exception = 6
        case memory64 = 9
        case commentA = 10
        case commentW = 11
        case handles = 12
        case miscInfo = 15
        case memoryInfo = 16
        case threadInfo = 17
    }

    let file: MappedFile
    /// The time at which the dump was written, in seconds since 1970; `nil` when it is 0.
    let time: Int64?
    let directory: Range<Int>
    /// The entries of the directory, not checked against the file's size. The first of each type counts.
    private let places: [UInt32: (start: UInt64, bytes: UInt64)]

    /// dbgcore writes 17.
    static let limit: UInt64 = 1024

    /// Throws `DumpFormatError`.
    init(_ file: MappedFile) throws(DumpFormatError) {
        let bytes = file.bytes
        let size = UInt64(bytes.byteCount)
        guard FileKind(bytes) == .minidump else { throw .notACore(FileKind(bytes)) }
        guard let version = bytes.u32(at: 4), let count = bytes.u32(at: 8), let place = bytes.u32(at: 12), let time = bytes.u32(at: 20),
            size >= 32
        else { throw .truncated(what: "the header of the minidump", needed: 32, found: size) }
        guard version & 0xFFFF == 0xA793 else {
            throw .implausible(field: "version of the minidump", value: UInt64(version & 0xFFFF), limit: 0xA793)
        }
        guard count > 0, UInt64(count) <= Self.limit else {
            throw .implausible(field: "number of streams", value: UInt64(count), limit: Self.limit)
        }
        let end = UInt64(place) + UInt64(count) * 12
        guard end <= size else { throw .truncated(what: "the directory of streams", needed: end, found: size) }
        var places: [UInt32: (start: UInt64, bytes: UInt64)] = [:]
        for row in stride(from: Int(place), to: Int(end), by: 12) {
            guard let type = bytes.u32(at: row), let count = bytes.u32(at: row + 4), let start = bytes.u32(at: row + 8) else { break }
            if type != 0, places[type] == nil { places[type] = (UInt64(start), UInt64(count)) }
        }
        self.file = file
        self.time = time == 0 ? nil : Int64(time)
        directory = Int(place)..<Int(end)
        self.places = places
    }

    /// The range in the file of a stream, if the file contains all of it.
    func range(_ kind: Kind) -> Range<Int>? {
        places[kind.rawValue].flatMap { $0.start + $0.bytes <= UInt64(file.count) ? Int($0.start)..<Int($0.start + $0.bytes) : nil }
    }

    /// The offsets in the file of the rows of a stream that begins with their number. Each row has `stride` bytes. Empty when there is no
    /// such stream.
    ///
    /// A writer that aligns rows to eight bytes puts four between the count and the first (Breakpad). The stream's size shows it.
    ///
    /// Throws `truncated` for a stream that ends after the file, `implausible` for more rows than it has room for.
    func rows(_ kind: Kind, stride: Int, _ what: String) throws(DumpFormatError) -> StrideTo<Int> {
        let none = Swift.stride(from: 0, to: 0, by: stride)
        guard let place = places[kind.rawValue] else { return none }
        guard let range = range(kind) else {
            throw .truncated(what: what, needed: place.start + place.bytes, found: UInt64(file.count))
        }
        let isWide = kind == .memory64
        let count = isWide ? file.bytes.u64(at: range.lowerBound) : file.bytes.u32(at: range.lowerBound).map(UInt64.init)
        let head = isWide ? 16 : 4
        guard let count, range.count >= head else { throw .truncated(what: what, needed: place.start + UInt64(head), found: place.start) }
        let room = UInt64((range.count - head) / stride)
        guard count <= room else { throw .implausible(field: "number of rows in " + what, value: count, limit: room) }
        let bytes = Int(count) * stride
        let padding = !isWide && range.count == head + 4 + bytes ? 4 : 0
        let first = range.lowerBound + head + padding
        return Swift.stride(from: first, to: first + bytes, by: stride)
    }

    /// The offsets in the file of the rows of a stream. Its header has its own length (u32), the length of a row (u32) and the number of
    /// rows (u32, or u64 in the list of regions). Later versions of Windows may have longer rows. `nil` when there is no such stream, or
    /// when it is damaged or cut off.
    func describedRows(_ kind: Kind, atLeast shortest: UInt32) -> StrideTo<Int>? {
        let bytes = file.bytes
        let isWide = kind == .memoryInfo
        guard let range = range(kind), let head = bytes.u32(at: range.lowerBound), head >= (isWide ? 16 : 12),
            let stride = bytes.u32(at: range.lowerBound + 4), stride >= shortest, range.count >= Int(head),
            let count = isWide ? bytes.u64(at: range.lowerBound + 8) : bytes.u32(at: range.lowerBound + 8).map(UInt64.init),
            count <= UInt64((range.count - Int(head)) / Int(stride))
        else { return nil }
        let first = range.lowerBound + Int(head)
        return Swift.stride(from: first, to: first + Int(count) * Int(stride), by: Int(stride))
    }

    /// Whether the directory has such a stream, readable or not.
    func has(_ kind: Kind) -> Bool { places[kind.rawValue] != nil }

    /// Text of a MINIDUMP_STRING: bytes u32, then UTF-16. `nil` when it does not lie in the file or is longer than any path.
    func string(_ place: UInt32) -> String? {
        let at = Int(place)
        guard let count = file.bytes.u32(at: at), count <= 65_534, let text = file.bytes.slice(at + 4, Int(count)) else { return nil }
        let words = stride(from: 0, to: text.byteCount - 1, by: 2).map { text.u16(at: $0) ?? 0 }
        return String(decoding: words, as: UTF16.self)
    }
}
