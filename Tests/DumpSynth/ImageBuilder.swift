/// A PE image with one section that holds the CLI header and metadata.
enum ImageBuilder {
    static let sectionAddress: UInt32 = 0x2000
    static let sectionPlace: UInt32 = 0x200
    static let timeStamp: UInt32 = 0x5EAD_0001
    /// The CLI header is 72 bytes.
    static let metadataInSection: UInt32 = 0x50

    /// With `isMapped` the section is at its virtual address, as in an image that the loader mapped; otherwise as in the file.
    static func bytes(metadata: [UInt8], isMapped: Bool) -> [UInt8] {
        var image: [UInt8] = [0x4D, 0x5A]
        image.put(UInt32(0x80), at: 0x3C)
        image.put(Array("PE\0\0".utf8), at: 0x80)
        image.put(UInt16(0x8664), at: 0x84)
        image.put(UInt16(1), at: 0x86)
        image.put(timeStamp, at: 0x88)
        image.put(UInt16(240), at: 0x94)
        let optional = 0x98
        image.put(UInt16(0x20B), at: optional)
        let sectionSize = metadataInSection + UInt32(metadata.count)
        image.put(sectionAddress + (sectionSize + 4095) & ~4095, at: optional + 56)
        image.put(UInt32(16), at: optional + 108)
        // Data directory 14: the CLI header.
        image.put(sectionAddress, at: optional + 112 + 14 * 8)
        image.put(UInt32(72), at: optional + 112 + 14 * 8 + 4)
        let section = optional + 240
        image.put(Array(".text".utf8), at: section)
        image.put(sectionSize, at: section + 8)
        image.put(sectionAddress, at: section + 12)
        image.put((sectionSize + 511) & ~511, at: section + 16)
        image.put(sectionPlace, at: section + 20)

        var content: [UInt8] = []
        content.put(UInt32(72), at: 0)
        content.put(sectionAddress + metadataInSection, at: 8)
        content.put(UInt32(metadata.count), at: 12)
        content.put(metadata, at: Int(metadataInSection))
        image.put(content, at: Int(isMapped ? sectionAddress : sectionPlace))
        return image
    }

    /// The distance from the base of an image to its metadata.
    static func metadataOffset(isMapped: Bool) -> UInt64 { UInt64((isMapped ? sectionAddress : sectionPlace) + metadataInSection) }
}
