import ProcessMemory
import RawMemory

/// heap_segment, the GC's record of a segment or region: allocated 0, committed 8, reserved 0x10, first object 0x20, flags 0x28, next 0x30.
/// The same from 3.1 to 10.
struct SegmentRecord {
    let allocated: Address
    let committed: Address
    let reserved: Address
    let memory: Address
    let flags: UInt64
    let next: Address

    /// nil: not in the dump.
    init?(_ at: Address, _ memory: AddressSpace) {
        guard let allocated = memory.pointer(at), let committed = memory.pointer(at + 8), let reserved = memory.pointer(at + 0x10),
            let first = memory.pointer(at + 0x20), let flags = memory.u64(at + 0x28), let next = memory.pointer(at + 0x30)
        else { return nil }
        self.allocated = allocated
        self.committed = committed
        self.reserved = reserved
        self.memory = first
        self.flags = flags
        self.next = next
    }

    var isFrozen: Bool { flags & 1 != 0 }

    /// Where its memory begins. Frozen segments have 8 bytes before their first object; a region has 0x28; a segment has a page of its own,
    /// which holds the record itself.
    var start: Address {
        if isFrozen { return memory - 8 }
        return memory.value & 0x1FFF == 0x1000 ? memory - 0x1000 : memory.clearing(0xFFF)
    }

    /// As one region of `generation`, its objects ending at `end`.
    func region(heap: Int, _ generation: Generation, end: Address) -> HeapRegion {
        HeapRegion(
            heap: heap, generation: isFrozen ? .frozen : generation, objects: AddressRange(memory, end),
            committed: AddressRange(start, committed), reserved: AddressRange(start, max(reserved, committed)))
    }

    /// The ephemeral segment of the segments GC, cut where the generations begin: 2, then 1, then 0. nil when these places make no sense.
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
