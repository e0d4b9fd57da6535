/// Builds coreclr.dll as in memory: headers, a section of code and one of data, exports, and the resource in which runtimes up to 6 list
/// their variables.
package struct PELibraryBuilder {
    /// Names and distances from the image's base.
    package var exports: [(name: String, place: UInt32)] = []
    /// The distances of the variables, which are the content of the resource; `nil` for no resource.
    package var resource: [UInt32]?
    package var resourceName = "COREXTERNALDATAACCESSRESOURCE"
    package var size: UInt32 = 0xC000
    /// Rows of the section table.
    package var sections: [(start: UInt32, size: UInt32, flags: UInt32)] = [(0x4000, 0x4000, 0x6000_0020), (0x8000, 0x4000, 0xC000_0040)]

    package init() {}

    package static let header = 0x80
    package static let sectionTable = header + 24 + 240
    package static let exportDirectory = 0x1000
    package static let resourceDirectory = 0x2000

    /// 16 KB: headers, exports at 0x1000, resources at 0x2000.
    package func headerPages() -> [UInt8] {
        var image: [UInt8] = [0x4D, 0x5A]
        image.put(UInt32(Self.header), at: 0x3C)
        image.put(Array("PE\0\0".utf8), at: Self.header)
        image.put(UInt16(0x8664), at: Self.header + 4)
        image.put(UInt16(sections.count), at: Self.header + 6)
        image.put(UInt16(240), at: Self.header + 20)
        let optional = Self.header + 24
        image.put(UInt16(0x20B), at: optional)
        image.put(size, at: optional + 56)
        image.put(UInt32(16), at: optional + 108)
        for (index, section) in sections.enumerated() {
            let row = Self.sectionTable + index * 40
            image.put(section.size, at: row + 8)
            image.put(section.start, at: row + 12)
            image.put(section.flags, at: row + 36)
        }
        image.put(UInt32(Self.exportDirectory), at: optional + 112)
        image.put(UInt32(0x1000), at: optional + 116)
        writeExports(&image)
        if let resource {
            image.put(UInt32(Self.resourceDirectory), at: optional + 128)
            image.put(UInt32(0x1000), at: optional + 132)
            writeResource(resource, &image)
        }
        image.extend(to: 0x4000)
        return image
    }

    /// Names and functions have different orders, because the linker sorts only the names.
    private func writeExports(_ image: inout [UInt8]) {
        let directory = Self.exportDirectory
        let count = exports.count
        let (functions, names, ordinals) = (directory + 0x28, directory + 0x28 + count * 4, directory + 0x28 + count * 8)
        for (place, value) in [(0x14, count), (0x18, count), (0x1C, functions), (0x20, names), (0x24, ordinals)] {
            image.put(UInt32(value), at: directory + place)
        }
        var text = ordinals + count * 2
        for (index, export) in exports.enumerated() {
            let ordinal = count - 1 - index
            image.put(export.place, at: functions + ordinal * 4)
            image.put(UInt32(text), at: names + index * 4)
            image.put(UInt16(ordinal), at: ordinals + index * 2)
            let name = [UInt8].cString(export.name)
            image.put(name, at: text)
            text += name.count
        }
    }

    /// Type 10 after another type, the name, one language, the data.
    private func writeResource(_ variables: [UInt32], _ image: inout [UInt8]) {
        let root = Self.resourceDirectory
        func directory(_ at: Int, named: Int, numbered: Int, _ rows: [(UInt32, UInt32)]) {
            image.put(UInt16(named), at: root + at + 12)
            image.put(UInt16(numbered), at: root + at + 14)
            for (index, row) in rows.enumerated() {
                image.put(row.0, at: root + at + 16 + index * 8)
                image.put(row.1, at: root + at + 20 + index * 8)
            }
        }
        let down: UInt32 = 0x8000_0000
        directory(0, named: 0, numbered: 2, [(6, down | 0x100), (10, down | 0x40)])
        directory(0x40, named: 1, numbered: 0, [(down | 0x200, down | 0x80)])
        directory(0x80, named: 0, numbered: 1, [(1033, 0xC0)])
        let data = root + 0x400
        image.put(UInt32(data), at: root + 0xC0)
        image.put(UInt32(24 + variables.count * 4), at: root + 0xC4)
        image.put(UInt16(resourceName.utf16.count), at: root + 0x200)
        image.put([UInt8].utf16String(resourceName), at: root + 0x202)
        image.put(UInt32(variables.count), at: data)
        for (index, variable) in variables.enumerated() { image.put(variable, at: data + 24 + index * 4) }
    }
}
