import RawMemory

/// The files that publishing put behind the code of a single-file executable.
///
/// From Microsoft.NET.HostModel/Bundle (src/installer/managed of dotnet/runtime), and verified on an app of .NET 10.0.13 (version 6.0, 239
/// files, packed): the executable's data has a marker of 32 bytes, and before it, as i64, the place of the bundle's header, which is 0 in a
/// host without a bundle. Header: major version u32 (1: .NET Core 3; 2: .NET 5; 6: .NET 6 and later), minor u32, number of files i32, id as a
/// text; from 2 on place and size of two configuration files as four i64, and flags u64. Then for each file: place i64, size i64, from 6 on
/// packed size i64 (0: it is not packed; deflate), type u8, path as a text. A text is UTF-8 after its length in groups of 7 bits.
struct SingleFileBundle {
    struct Entry {
        let path: String
        /// In the executable, as it is packed.
        let range: Range<Int>
        /// Bytes when it is unpacked; `nil` when it is not packed.
        let unpackedSize: UInt64?
    }

    /// A hash of the content of all files, in 12 letters.
    let id: String
    let assemblies: [Entry]
    /// Whether files share bytes, as no tool writes them: a small executable could have any amount of files then.
    private let hasOverlaps: Bool

    /// In .NET's source the marker is the SHA-256 of `.net core bundle`.
    private static let marker: [UInt8] = [
        0x8B, 0x12, 0x02, 0xB9, 0x6A, 0x61, 0x20, 0x38, 0x72, 0x7B, 0x93, 0x02, 0x14, 0xD7, 0xA0, 0x32,
        0x13, 0xF5, 0xB9, 0xE6, 0xEF, 0xAE, 0x33, 0x18, 0xEE, 0x3B, 0x2D, 0xCE, 0x24, 0xB3, 0x6A, 0xAE,
    ]
    private static let versions: Set<UInt32> = [1, 2, 6]
    private static let fileLimit: UInt32 = 100_000
    private static let assembly: UInt8 = 1

    enum Finding {
        /// The file is no single-file executable.
        case none
        case bundle(SingleFileBundle)
        case unreadable(String)
    }

    static func find(in file: MappedFile) -> Finding {
        let bytes = file.bytes
        var from = 0
        while let marker = bytes.firstOffset(of: Self.marker, from: from) {
            from = marker + 1
            guard marker >= 8, let header = bytes.u64(at: marker - 8), header != 0 else { continue }
            guard let place = header.asIndex, place < file.count else { return .unreadable("its list of files is behind its end") }
            guard let version = bytes.u32(at: place), versions.contains(version) else {
                return .unreadable("the form of its list of files is not known")
            }
            var reader = ManifestReader(place: place)
            guard let bundle = SingleFileBundle(&reader, bytes) else { return .unreadable("its list of files is damaged") }
            return bundle.hasOverlaps ? .unreadable("its files overlap") : .bundle(bundle)
        }
        return .none
    }

    private init?(_ reader: inout ManifestReader, _ bytes: RawSpan) {
        guard let version = reader.u32(bytes), reader.u32(bytes) != nil, let count = reader.u32(bytes), count <= Self.fileLimit,
            let id = reader.text(bytes)
        else { return nil }
        if version >= 2 { for _ in 0..<5 where reader.u64(bytes) == nil { return nil } }
        var assemblies: [Entry] = []
        var ranges: [Range<Int>] = []
        for _ in 0..<count {
            guard let place = reader.u64(bytes), let size = reader.u64(bytes),
                let packedSize = version >= 6 ? reader.u64(bytes) : 0, let type = reader.u8(bytes), let path = reader.text(bytes)
            else { return nil }
            let held = packedSize > 0 ? packedSize : size
            guard place <= UInt64(bytes.byteCount), held <= UInt64(bytes.byteCount) - place else { return nil }
            let range = Int(place)..<Int(place + held)
            if !range.isEmpty { ranges.append(range) }
            if type != Self.assembly || range.isEmpty { continue }
            assemblies.append(Entry(path: path, range: range, unpackedSize: packedSize > 0 ? size : nil))
        }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        hasOverlaps = zip(ranges, ranges.dropFirst()).contains { $0.upperBound > $1.lowerBound }
        self.id = id
        self.assemblies = assemblies
    }
}

/// Reads numbers and texts one after the other.
private struct ManifestReader {
    var place: Int

    mutating func u8(_ bytes: RawSpan) -> UInt8? { take(1) { bytes.u8(at: $0) } }
    mutating func u32(_ bytes: RawSpan) -> UInt32? { take(4) { bytes.u32(at: $0) } }
    mutating func u64(_ bytes: RawSpan) -> UInt64? { take(8) { bytes.u64(at: $0) } }

    private mutating func take<Number>(_ count: Int, _ load: (Int) -> Number?) -> Number? {
        guard let number = load(place) else { return nil }
        place += count
        return number
    }

    /// The longest path that Linux opens has 4,096 bytes, so a length has two groups at most.
    mutating func text(_ bytes: RawSpan) -> String? {
        guard let low = u8(bytes) else { return nil }
        var count = Int(low & 0x7F)
        if low & 0x80 != 0 {
            guard let high = u8(bytes), high & 0x80 == 0 else { return nil }
            count |= Int(high) << 7
        }
        var letters: [UInt8] = []
        for _ in 0..<count {
            guard let letter = u8(bytes) else { return nil }
            letters.append(letter)
        }
        return String(validating: letters, as: UTF8.self)
    }
}
