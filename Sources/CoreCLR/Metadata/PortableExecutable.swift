import ProcessMemory
import RawMemory

/// A managed PE image in the dumped process: only the way to its metadata.
enum PortableExecutable {
    /// Address of the metadata root of the image at `base`. `isMapped`: sections lie at their virtual addresses; else the image lies as
    /// in its file and addresses go through the section table. nil: damaged or not in the dump.
    static func metadataRoot(_ base: Address, isMapped: Bool, _ memory: AddressSpace) -> Address? {
        guard memory.u16(base) == 0x5A4D, let place = memory.u32(base + 0x3C) else { return nil }
        let header = base + UInt64(place)
        guard memory.u32(header) == 0x4550, let sections = memory.u16(header + 6), let optionalSize = memory.u16(header + 20),
            let magic = memory.u16(header + 24)
        else { return nil }
        let directories = header + 24 + (magic == 0x20B ? 112 : 96)
        let sectionTable = header + 24 + UInt64(optionalSize)
        func address(_ relative: UInt32) -> Address? {
            if isMapped { return base + UInt64(relative) }
            for index in 0..<UInt64(sections) {
                let section = sectionTable + index * 40
                guard let size = memory.u32(section + 8), let virtual = memory.u32(section + 12), let rawSize = memory.u32(section + 16),
                    let raw = memory.u32(section + 20)
                else { return nil }
                if relative >= virtual, relative - virtual < max(size, rawSize) { return base + UInt64(raw) + UInt64(relative - virtual) }
            }
            return nil
        }
        // Data directory 14 is the CLI header; the metadata's address stands at 8 in it.
        guard let cli = memory.u32(directories + 14 * 8).flatMap(address), let metadata = memory.u32(cli + 8) else { return nil }
        return address(metadata)
    }
}
