import RawMemory

/// The memory that a minidump holds.
///
/// Full dumps list it in Memory64List: {address u64, bytes u64}, the bytes of the ranges one after the other from one place of the file on. All
/// others have MemoryList: {address u64, bytes u32, place u32}, not in order and cut at any byte; wine's ranges overlap.
struct MinidumpMemory {
    let segments: [MemorySegment]
    /// The bytes of memory that lie after the end of the file.
    let missingBytes: UInt64

    /// Throws `DumpFormatError`.
    init(_ streams: MinidumpStreams, _ space: MinidumpAddressSpace) throws(DumpFormatError) {
        let bytes = streams.file.bytes
        let size = UInt64(bytes.byteCount)
        var segments: [MemorySegment] = []
        var missing: UInt64 = 0
        func add(_ address: UInt64, _ count: UInt64, at place: UInt64) {
            let inFile = place >= size ? 0 : min(count, size - place)
            missing = missing.saturatingAdd(count - inFile)
            segments.append(
                MemorySegment(
                    range: AddressRange(start: Address(address), count: count), fileOffset: place, fileBytes: inFile,
                    listedBytes: count, flags: space.flags(Address(address))))
        }
        for row in try streams.rows(.memory, stride: 16, "the list of memory ranges") {
            guard let address = bytes.u64(at: row), let count = bytes.u32(at: row + 8), let place = bytes.u32(at: row + 12) else { break }
            add(address, UInt64(count), at: UInt64(place))
        }
        let rows = try streams.rows(.memory64, stride: 16, "the list of 64-bit memory ranges")
        var place = streams.range(.memory64).flatMap { bytes.u64(at: $0.lowerBound + 8) } ?? 0
        for row in rows {
            guard let address = bytes.u64(at: row), let count = bytes.u64(at: row + 8) else { break }
            add(address, count, at: place)
            place = place.saturatingAdd(count)
        }
        self.segments = MemorySegment.withoutOverlaps(segments)
        missingBytes = missing
    }
}

/// MemoryInfoList: every region of the address space with its state and protection, in the dump or not. Mini and triage dumps, and wine's,
/// have no such list.
///
/// A row: base u64 0, base of its allocation u64 8, bytes u64 24, state u32 32 (0x1000 committed, 0x2000 reserved, 0x10000 free), protection
/// u32 36, type u32 40 (0x20000 private, 0x40000 mapped, 0x1000000 image).
struct MinidumpAddressSpace {
    /// Without what is free, sorted by address. Those of a damaged dump may overlap.
    let regions: [MappedRegion]

    init(_ streams: MinidumpStreams) {
        let bytes = streams.file.bytes
        guard let rows = streams.describedRows(.memoryInfo, atLeast: 48) else {
            regions = []
            return
        }
        regions = rows.compactMap { row in
            guard let base = bytes.u64(at: row), let allocation = bytes.u64(at: row + 8), let size = bytes.u64(at: row + 24),
                let state = bytes.u32(at: row + 32), let protection = bytes.u32(at: row + 36), let type = bytes.u32(at: row + 40),
                state & 0x1_0000 == 0
            else { return nil }
            return MappedRegion(
                range: AddressRange(start: Address(base), count: size), allocation: Address(allocation), isCommitted: state & 0x1000 != 0,
                backing: type & 0x100_0000 != 0 ? .image : type & 0x4_0000 != 0 ? .mapped : .privateMemory, protection: protection)
        }.sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
    }

    private func index(containing address: Address) -> Int? {
        let next = regions.partitioningIndex { $0.range.start > address }
        return next > 0 && regions[next - 1].range.contains(address) ? next - 1 : nil
    }

    /// PF_R 4, PF_W 2, PF_X 1 of the page protection; readable and writable where it is not known.
    func flags(_ address: Address) -> UInt32 { index(containing: address).map { regions[$0].flags } ?? 6 }

    /// The allocation around `address`, including reserved parts, up to the end of its region. It is the whole stack, because stacks grow
    /// down.
    func stack(around address: Address) -> AddressRange? {
        index(containing: address).map { AddressRange(regions[$0].allocation, regions[$0].range.end) }
    }
}
