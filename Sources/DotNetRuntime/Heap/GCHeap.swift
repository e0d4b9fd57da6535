import AddressSpace
import RawMemory

/// The GC heap of a workstation GC with regions: its regions, its allocation contexts, and whether a collection was under way.
package struct GCHeap: Sendable {
    /// By address of their objects.
    package let regions: [HeapRegion]
    /// Of all threads and of generation 0 itself, by pointer; also the ones caught half way, whose pointer lies above their limit.
    package let allocationContexts: [AllocationContext]
    package let collectionUnderWay: Bool
    /// Region records that could not be read (their chains are cut short there) or that overlap others.
    package let brokenChains: Int

    /// heap_segment: allocated 0, committed 8, reserved 0x10, mem 0x20, flags 0x28, next 0x30.
    private struct Record {
        let allocated: Address
        let committed: Address
        let reserved: Address
        let memory: Address
        let flags: UInt64
        let next: Address

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
        /// Where the region begins: a small header lies before its first object. Frozen segments have 8 bytes there.
        var start: Address { isFrozen ? memory - 8 : memory.clearing(0xFFF) }
    }

    init(_ variables: GCVariables, _ threads: ManagedThreads, _ memory: AddressSpace) throws(RuntimeError) {
        func record(_ generation: UInt64) -> Address { variables.generationTable + generation * variables.generationSize }
        func start(_ generation: UInt64) -> Address? { memory.pointer(record(generation) + variables.startSegmentOffset) }
        guard let first = start(0), let second = start(1) else { throw .runtimePagesMissing("the GC's generations") }
        // With segments the two youngest generations share the ephemeral segment.
        guard first != second else { throw .unsupportedCollector("segments") }

        var regions: [HeapRegion] = []
        var broken = 0
        var seen = Set<Address>()
        for (index, generation) in [Generation.gen0, .gen1, .gen2, .loh, .poh].enumerated() where UInt64(index) < variables.generationCount
        {
            guard var at = start(UInt64(index)) else {
                broken += 1
                continue
            }
            while !at.isNull, seen.insert(at).inserted {
                guard let record = Record(at, memory) else {
                    broken += 1
                    break
                }
                let end = at == variables.ephemeralSegment ? variables.allocAllocated : record.allocated
                regions.append(
                    HeapRegion(
                        generation: record.isFrozen ? .frozen : generation, objects: AddressRange(record.memory, end),
                        committed: AddressRange(record.start, record.committed), reserved: AddressRange(record.start, record.reserved)))
                at = record.next
            }
        }
        let (separate, overlapping) = GCHeap.separate(regions)
        self.regions = separate
        broken += overlapping
        brokenChains = broken
        collectionUnderWay = variables.structuresInvalid > 0

        var contexts = threads.threads.compactMap(\.allocationContext)
        let own = record(0) + variables.contextOffset
        if let pointer = memory.pointer(own), let limit = memory.pointer(own + 8), !limit.isNull {
            contexts.append(AllocationContext(pointer: pointer, limit: limit))
        }
        allocationContexts = Set(contexts).sorted { ($0.pointer, $0.limit) < ($1.pointer, $1.limit) }
    }

    /// By address. Regions never overlap; a record that says so is damaged, and walking its objects would count them twice.
    private static func separate(_ regions: [HeapRegion]) -> (kept: [HeapRegion], overlapping: Int) {
        var kept: [HeapRegion] = []
        for region in regions.sorted(by: { ($0.objects.start, $0.objects.end) < ($1.objects.start, $1.objects.end) }) {
            if let last = kept.last, region.objects.start < last.objects.end { continue }
            kept.append(region)
        }
        return (kept, regions.count - kept.count)
    }

    package var committed: UInt64 { regions.reduce(0) { $0.saturatingAdd($1.committed.count) } }
    package var reserved: UInt64 { regions.reduce(0) { $0.saturatingAdd(max($1.reserved.count, $1.committed.count)) } }
}
