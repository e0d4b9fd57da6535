import RawMemory

/// Memory of a made-up process: areas of bytes at fixed addresses, each a mapping of its own.
package struct SyntheticMemory {
    package private(set) var areas: [Area] = []
    /// Pages that are left out of the dump.
    private var missing: [Range<UInt64>] = []

    package init() {}

    package struct Area {
        package let start: UInt64
        package internal(set) var bytes: [UInt8]
        /// PF_R 4, PF_W 2, PF_X 1.
        package let flags: UInt32

        package var end: UInt64 { start + UInt64(bytes.count) }
    }

    /// Begins an area at `start`, a page boundary. The result is its number.
    package mutating func area(_ start: UInt64, _ bytes: [UInt8] = [], flags: UInt32 = 6) -> Int {
        precondition(start % 4096 == 0 && !areas.contains { $0.start == start }, "an area begins at a page of its own")
        areas.append(Area(start: start, bytes: bytes, flags: flags))
        return areas.count - 1
    }

    /// Takes `count` zeroed bytes at the end of an area.
    package mutating func allocate(_ count: Int, in area: Int) -> UInt64 {
        areas[area].bytes.align(16)
        let address = areas[area].end
        areas[area].bytes.extend(to: areas[area].bytes.count + count)
        return address
    }

    package mutating func write(_ value: some FixedWidthInteger, at address: UInt64) {
        let (area, offset) = place(address)
        areas[area].bytes.put(value, at: offset)
    }

    package mutating func write(_ bytes: [UInt8], at address: UInt64) {
        let (area, offset) = place(address)
        areas[area].bytes.put(bytes, at: offset)
    }

    /// The word that was written at `address`.
    func word(at address: UInt64) -> UInt64 {
        let (area, offset) = place(address)
        return areas[area].bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Replaces all bytes of the area that begins at `start`.
    package mutating func replace(_ start: UInt64, _ bytes: [UInt8]) {
        areas[place(start).area].bytes = bytes
    }

    private func place(_ address: UInt64) -> (area: Int, offset: Int) {
        // An area may be empty, and its last page may be written after its last byte.
        var found: Int?
        for index in areas.indices where areas[index].start <= address && areas[index].start >= found.map({ areas[$0].start }) ?? 0 {
            found = index
        }
        guard let area = found, address <= areas[area].end | 4095 else {
            preconditionFailure("no area at 0x\(address.hexadecimal())")
        }
        return (area, Int(address - areas[area].start))
    }

    /// Leaves the pages that touch `range` out of the dump.
    package mutating func remove(_ range: Range<UInt64>) {
        missing.append(range.lowerBound & ~4095..<(range.upperBound + 4095) & ~4095)
    }

    /// By address: whole pages, without the missing ones.
    package var segments: [ELFCoreBuilder.Segment] {
        var segments: [ELFCoreBuilder.Segment] = []
        for area in areas.sorted(by: { $0.start < $1.start }) {
            var bytes = area.bytes
            bytes.align(4096)
            var piece: ELFCoreBuilder.Segment?
            for page in stride(from: 0, to: bytes.count, by: 4096) {
                let address = area.start + UInt64(page)
                if missing.contains(where: { $0.contains(address) }) {
                    if let done = piece { segments.append(done) }
                    piece = nil
                    continue
                }
                if piece == nil { piece = ELFCoreBuilder.Segment(address, [], flags: area.flags) }
                piece?.bytes += bytes[page..<(page + 4096)]
            }
            if let done = piece { segments.append(done) }
        }
        return segments
    }
}
