import ProcessMemory
import RawMemory

/// The GC's record of a segment or region (`HeapSegment`; `heap_segment` in the source of the GC).
struct SegmentRecord {
    let allocated: Address
    let committed: Address
    let reserved: Address
    let memory: Address
    let flags: UInt64
    let next: Address

    /// Offsets in bytes of the fields of a record.
    struct Fields {
        let allocated: UInt64
        let committed: UInt64
        let reserved: UInt64
        let memory: UInt64
        let flags: UInt64
        let next: UInt64

        init(_ offsets: FieldOffsets) throws(RuntimeField) {
            allocated = try offsets.known("HeapSegment", "Allocated")
            committed = try offsets.known("HeapSegment", "Committed")
            reserved = try offsets.known("HeapSegment", "Reserved")
            memory = try offsets.known("HeapSegment", "Mem")
            flags = try offsets.known("HeapSegment", "Flags")
            next = try offsets.known("HeapSegment", "Next")
        }
    }

    /// `nil` when the dump does not hold it.
    init?(_ at: Address, _ memory: AddressSpace, _ fields: Fields) {
        guard let allocated = memory.pointer(at + fields.allocated), let committed = memory.pointer(at + fields.committed),
            let reserved = memory.pointer(at + fields.reserved), let first = memory.pointer(at + fields.memory),
            let flags = memory.u64(at + fields.flags), let next = memory.pointer(at + fields.next)
        else { return nil }
        self.allocated = allocated
        self.committed = committed
        self.reserved = reserved
        self.memory = first
        self.flags = flags
        self.next = next
    }

    var isFrozen: Bool { flags & 1 != 0 }

    /// The beginning of its memory. Before the first object there are 8 bytes in a frozen segment, 0x28 in a region, and a page with the
    /// record itself in a segment.
    var start: Address {
        if isFrozen { return memory - 8 }
        return memory.value & 0x1FFF == 0x1000 ? memory - 0x1000 : memory.clearing(0xFFF)
    }

    /// The record as one region of `generation` with objects up to `end`.
    func region(heap: Int, _ generation: Generation, end: Address) -> HeapRegion {
        HeapRegion(
            heap: heap, generation: isFrozen ? .frozen : generation, objects: AddressRange(memory, end),
            committed: AddressRange(start, committed), reserved: AddressRange(start, max(reserved, committed)))
    }

    /// The ephemeral segment, divided at the beginnings of its generations: 2, then 1, then 0. `nil` when these addresses are not in order.
    func ephemeralRegions(heap: Int, gen1: Address, gen0: Address, end: Address) -> [HeapRegion]? {
        guard memory <= gen1, gen1 <= gen0, gen0 <= end, end <= max(committed, end) else { return nil }
        let cuts = [start, gen1, gen0]
        let firsts = [memory, gen1, gen0]
        let ends = [gen1, gen0, max(committed, gen0)]
        let objectEnds = [gen1, gen0, end]
        return zip(0..., [Generation.gen2, .gen1, .gen0]).map { index, generation in
            HeapRegion(
                heap: heap, generation: generation, objects: AddressRange(firsts[index], objectEnds[index]),
                committed: AddressRange(cuts[index], ends[index]),
                reserved: AddressRange(cuts[index], generation == .gen0 ? max(reserved, ends[index]) : ends[index]))
        }
    }
}
