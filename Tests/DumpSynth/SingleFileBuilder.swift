/// A single-file executable: a host with the marker of the bundle, the files, and their list.
package struct SingleFileBuilder {
    /// 1, 2 or 6.
    package var version: UInt32 = 6
    package var isPacked = false
    package var id = "EBV4tmHR7XS7"
    /// With their kinds: 1 for assemblies.
    package var files: [(path: String, kind: UInt8, content: [UInt8])] = []
    /// Begins the file: ELF or PE.
    package var host: [UInt8] = Array("\u{7F}ELF".utf8) + [2, 1, 1] + [UInt8](repeating: 0, count: 57)

    package init() {}

    private static let marker: [UInt8] = [
        0x8B, 0x12, 0x02, 0xB9, 0x6A, 0x61, 0x20, 0x38, 0x72, 0x7B, 0x93, 0x02, 0x14, 0xD7, 0xA0, 0x32,
        0x13, 0xF5, 0xB9, 0xE6, 0xEF, 0xAE, 0x33, 0x18, 0xEE, 0x3B, 0x2D, 0xCE, 0x24, 0xB3, 0x6A, 0xAE,
    ]

    package func bytes() -> [UInt8] {
        var file = host
        let header = file.count
        file += [UInt8](repeating: 0, count: 8) + Self.marker
        var list: [UInt8] = []
        for (path, kind, content) in files {
            let held = isPacked ? Self.deflated(content) : content
            list.append(u64: UInt64(file.count))
            list.append(u64: UInt64(content.count))
            if version >= 6 { list.append(u64: isPacked ? UInt64(held.count) : 0) }
            list.append(kind)
            list += [UInt8(path.utf8.count)] + Array(path.utf8)
            file += held
        }
        file.put(UInt64(file.count), at: header)
        file.append(u32: version)
        file.append(u32: 0)
        file.append(u32: UInt32(files.count))
        file += [UInt8(id.utf8.count)] + Array(id.utf8)
        if version >= 2 { file += [UInt8](repeating: 0, count: 40) }
        return file + list
    }

    /// Raw deflate, stored blocks alone.
    private static func deflated(_ content: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = []
        var rest = content[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            packed.append(rest.isEmpty ? 1 : 0)
            packed.append(u16: UInt16(block.count))
            packed.append(u16: ~UInt16(block.count))
            packed += block
        } while !rest.isEmpty
        return packed
    }
}
