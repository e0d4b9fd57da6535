/// Many names as one blob: "HDN", format version, then an LZ4 frame that holds their number, how many bytes each shares with the one before,
/// how many follow, and those. Names of one namespace differ in their ends: ten thousand type names of 69 bytes take about ten bytes each.
enum NameBlock {
    static let version: UInt8 = 1
    private static let magic: [UInt8] = Array("HDN".utf8)

    /// The most bytes of names in one block, so that reading one name never unpacks all; a name alone in its block may be longer.
    private static let textLimit = 1 << 20

    /// The number of `names`, from the first, that go into one block: one at least, unless there are none.
    static func fitting(_ names: ArraySlice<String>) -> Int {
        var room = textLimit
        for (count, name) in names.enumerated() {
            guard name.utf8.count < room else { return max(count, 1) }
            room -= name.utf8.count + 1
        }
        return names.count
    }

    /// Shortest for names in bytewise order; any order is right.
    static func encode(_ names: ArraySlice<String>) throws(CodecError) -> [UInt8] {
        var shared = ByteWriter()
        var lengths = ByteWriter()
        var rests: [UInt8] = []
        var previous: [UInt8] = []
        for name in names {
            let bytes = Array(name.utf8)
            let common = zip(previous, bytes).prefix { $0 == $1 }.count
            shared.varint(UInt64(common))
            lengths.varint(UInt64(bytes.count - common))
            rests += bytes[common...]
            previous = bytes
        }
        var writer = ByteWriter()
        writer.varint(UInt64(names.count))
        writer.append(shared)
        writer.append(lengths)
        writer.append(rests)
        // Written once a store and kept for ever: worth LZ4's slower search (10,000 names in 10 ms).
        return magic + [version] + (try LZ4Frame.compress(writer.bytes, level: 9))
    }

    static func decode(_ blob: [UInt8]) throws(CodecError) -> [String] {
        guard blob.count > 4, Array(blob[..<3]) == magic else { throw .notABlob }
        guard blob[3] <= version else { throw .newerFormat(blob[3]) }
        let bytes = try LZ4Frame.decompress(blob[4...])
        var reader = ByteReader(bytes[...])
        // Each name takes two bytes here at least, and one of the block's room when it is written.
        let count = try reader.count("the number of names", limit: min(reader.left / 2, textLimit))
        let limit = count == 1 ? bytes.count : textLimit
        var shared: [Int] = []
        for _ in 0..<count { shared.append(try reader.count("the length of a name", limit: limit)) }
        var lengths: [Int] = []
        for _ in 0..<count { lengths.append(try reader.count("the length of a name", limit: limit)) }
        var names: [String] = []
        names.reserveCapacity(count)
        var name: [UInt8] = []
        var room = limit
        for (shared, length) in zip(shared, lengths) {
            guard shared <= name.count else { throw .implausible("what a name shares with the one before") }
            name.removeLast(name.count - shared)
            name += try reader.bytes(length)
            // Few bytes can stand for many long names that share nearly all.
            guard name.count <= room else { throw .implausible("the length of the names") }
            room -= name.count
            names.append(String(decoding: name, as: UTF8.self))
        }
        guard reader.left == 0 else { throw .implausible("bytes after the last name") }
        return names
    }
}
