public import RawMemory

/// An ELF64 executable or library as it lies in the dumped process's memory: its extent and its exports.
public struct ELFImage: Sendable {
    public let base: Address
    /// Difference between addresses in memory and those written in the file.
    public let bias: UInt64
    /// From `base` to the end of the last loaded segment, .bss included.
    public let range: AddressRange
    /// Loaded segments with their flags (PF_R 4, PF_W 2, PF_X 1).
    public let segments: [(range: AddressRange, flags: UInt32)]
    private let dynamic: AddressRange?
    /// The PT_NOTE segments.
    let notes: [AddressRange]

    static let programHeaderLimit: UInt16 = 256

    /// `nil` when no ELF64 header lies at `base`, or when its program headers are not in the dump. `isFile` says that the image is not loaded
    /// but a file as it is, in which notes are at their places in the file.
    public init?(_ memory: AddressSpace, base: Address, isFile: Bool = false) {
        guard memory.u32(base) == 0x464C_457F, memory.u8(base + 4) == 2, let place = memory.u64(base + 32),
            let count = memory.u16(base + 56), memory.u16(base + 54) == 56, count <= Self.programHeaderLimit
        else { return nil }
        var loaded: [(virtual: UInt64, size: UInt64, flags: UInt32)] = []
        var dynamic: (virtual: UInt64, size: UInt64)?
        var notes: [(place: UInt64, virtual: UInt64, size: UInt64)] = []
        for index in 0..<UInt64(count) {
            let header = base + place + index * 56
            guard let type = memory.u32(header), let flags = memory.u32(header + 4), let inFile = memory.u64(header + 8),
                let virtual = memory.u64(header + 16),
                let size = memory.u64(header + 40)
            else { return nil }
            if type == 1 { loaded.append((virtual, size, flags)) }
            if type == 2 { dynamic = (virtual, size) }
            if type == 4 { notes.append((inFile, virtual, size)) }
        }
        guard let first = loaded.first else { return nil }
        // A library linked at 0 has its base as bias, an executable linked at its base 0. The difference wraps.
        let bias = base.value &- (first.virtual & ~0xFFF)
        func inMemory(_ virtual: UInt64, _ size: UInt64) -> AddressRange { AddressRange(start: Address(bias &+ virtual), count: size) }
        self.base = base
        self.bias = bias
        segments = loaded.map { (inMemory($0.virtual, $0.size), $0.flags) }
        range = AddressRange(base, segments.map(\.range.end).max() ?? base)
        self.dynamic = dynamic.map { inMemory($0.virtual, $0.size) }
        self.notes = notes.map { isFile ? AddressRange(start: base + $0.place, count: $0.size) : inMemory($0.virtual, $0.size) }
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
    private func tag(_ wanted: UInt64, _ memory: AddressSpace) -> Address? {
        guard let dynamic else { return nil }
        var at = dynamic.start
        while at < dynamic.end, let tag = memory.u64(at), let value = memory.u64(at + 8), tag != 0 {
            if tag == wanted { return Address(value < base.value ? bias &+ value : value) }
            at = at + 16
        }
        return nil
    }
}
