public import RawMemory

/// An ELF64 executable or library as it lies in the dumped process's memory: its extent and its exports.
public struct ELFImage: Sendable {
    public let base: Address
    /// Difference between addresses in memory and those written in the file.
    public let bias: UInt64
    /// From `base` to the end of the last loaded segment, .bss included.
    public let range: AddressRange
    /// In the order of the program headers.
    public let segments: [Segment]
    /// The words that are read-only once the loader has relocated them (PT_GNU_RELRO): tables of pointers. `nil` when there are none.
    public let relocatedOnce: AddressRange?
    /// e_machine, like 62 (x86-64) or 183 (arm64).
    public let machine: UInt16
    private let dynamic: AddressRange?
    /// The PT_NOTE segments.
    let notes: [AddressRange]

    /// A part of the file that the loader maps (PT_LOAD).
    public struct Segment: Hashable, Sendable {
        /// In memory, .bss included.
        public let range: AddressRange
        /// PF_R 4, PF_W 2, PF_X 1.
        public let flags: UInt32
        /// Offset in the file of the byte at the range's start.
        public let fileOffset: UInt64
        /// The number of bytes that come from the file; not checked against its size.
        public let fileBytes: UInt64

        public var isWritable: Bool { flags & 2 != 0 }
    }

    static let programHeaderLimit: UInt16 = 256

    /// `nil` when no ELF64 header lies at `base`, or when its program headers are not in the dump.
    public init?(_ memory: AddressSpace, base: Address) {
        guard memory.u32(base) == 0x464C_457F, memory.u8(base + 4) == 2, let machine = memory.u16(base + 18),
            let place = memory.u64(base + 32), let count = memory.u16(base + 56), memory.u16(base + 54) == 56,
            count <= Self.programHeaderLimit
        else { return nil }
        var loaded: [(virtual: UInt64, size: UInt64, flags: UInt32, fileOffset: UInt64, fileBytes: UInt64)] = []
        var dynamic: (virtual: UInt64, size: UInt64)?
        var relocated: (virtual: UInt64, size: UInt64)?
        var notes: [(virtual: UInt64, size: UInt64)] = []
        for index in 0..<UInt64(count) {
            let header = base + place + index * 56
            guard let type = memory.u32(header), let flags = memory.u32(header + 4), let fileOffset = memory.u64(header + 8),
                let virtual = memory.u64(header + 16), let fileBytes = memory.u64(header + 32), let size = memory.u64(header + 40)
            else { return nil }
            switch type {
            case 1: loaded.append((virtual, size, flags, fileOffset, fileBytes))
            case 2: dynamic = (virtual, size)
            case 4: notes.append((virtual, size))
            case 0x6474_E552: relocated = (virtual, size)
            default: break
            }
        }
        guard let first = loaded.first else { return nil }
        // A library linked at 0 has its base as bias, an executable linked at its base 0. The difference wraps.
        let bias = base.value &- (first.virtual & ~0xFFF)
        func inMemory(_ virtual: UInt64, _ size: UInt64) -> AddressRange { AddressRange(start: Address(bias &+ virtual), count: size) }
        self.base = base
        self.bias = bias
        self.machine = machine
        segments = loaded.map {
            Segment(range: inMemory($0.virtual, $0.size), flags: $0.flags, fileOffset: $0.fileOffset, fileBytes: $0.fileBytes)
        }
        range = AddressRange(base, segments.map(\.range.end).max() ?? base)
        self.dynamic = dynamic.map { inMemory($0.virtual, $0.size) }
        relocatedOnce = relocated.map { inMemory($0.virtual, $0.size) }
        self.notes = notes.map { inMemory($0.virtual, $0.size) }
    }

    /// An exported symbol: where it is and how many bytes it has.
    public struct Symbol: Hashable, Sendable {
        public let address: Address
        public let size: UInt64
    }

    /// Looks `name` up through the GNU hash table, touching only the pages that this look-up needs.
    ///
    /// A heap dump keeps exactly those pages of .dynsym that createdump's own look-ups touched, so a scan of the table would fail where a
    /// look-up succeeds (libcoreclr 8 to 10: page 1 of .dynsym missing between pages 0 and 2). When the page of the name's text is
    /// missing, the 31 bits of its hash must do.
    public func symbol(_ name: String, _ memory: AddressSpace) -> Symbol? {
        guard let hashTable = tag(0x6FFF_FEF5, memory), let texts = tag(5, memory), let symbols = tag(6, memory) else { return nil }
        var hash: UInt32 = 5381
        for byte in name.utf8 { hash = hash &* 33 &+ UInt32(byte) }
        guard let buckets = memory.u32(hashTable), buckets > 0, let offset = memory.u32(hashTable + 4),
            let bloom = memory.u32(hashTable + 8)
        else { return nil }
        let bucketTable = hashTable + 16 + UInt64(bloom) * 8
        let chains = bucketTable + UInt64(buckets) * 4
        guard var index = memory.u32(bucketTable + UInt64(hash % buckets) * 4), index >= offset, index != 0 else { return nil }
        for _ in 0..<65_536 {
            guard let found = memory.u32(chains + UInt64(index - offset) * 4) else { return nil }
            if found | 1 == hash | 1, let symbol = entry(index, name, symbols, texts, memory) { return symbol }
            if found & 1 == 1 || index == .max { return nil }
            index += 1
        }
        return nil
    }

    private func entry(_ index: UInt32, _ name: String, _ symbols: Address, _ texts: Address, _ memory: AddressSpace) -> Symbol? {
        let at = symbols + UInt64(index) * 24
        guard let text = memory.u32(at), let value = memory.u64(at + 8), let size = memory.u64(at + 16) else { return nil }
        let place = texts + UInt64(text)
        if memory.isMapped(place), memory.cString(place, limit: name.utf8.count) != name { return nil }
        return Symbol(address: Address(bias &+ value), size: size)
    }

    /// A pointer of the dynamic section. Loaders relocate it in memory or leave it as linked.
    func tag(_ wanted: UInt64, _ memory: AddressSpace) -> Address? {
        number(ofTag: wanted, memory).map { Address($0 < base.value ? bias &+ $0 : $0) }
    }

    /// A number of the dynamic section, like the size of a table.
    func number(ofTag wanted: UInt64, _ memory: AddressSpace) -> UInt64? {
        guard let dynamic else { return nil }
        var at = dynamic.start
        while at < dynamic.end, let tag = memory.u64(at), let value = memory.u64(at + 8), tag != 0 {
            if tag == wanted { return value }
            at = at + 16
        }
        return nil
    }
}
