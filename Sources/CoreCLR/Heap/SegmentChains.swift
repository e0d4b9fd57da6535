import ProcessMemory
import RawMemory

/// Follows the chains of segment records from a heap's generations. Every record is read once, so a chain that runs into another one ends
/// there.
struct SegmentChains {
    private let variables: GCVariables
    private let memory: AddressSpace
    private let fields: SegmentRecord.Fields
    private var seen = Set<Address>()
    /// The number of records that could not be read.
    private(set) var broken = 0

    init(_ variables: GCVariables, _ memory: AddressSpace, _ fields: SegmentRecord.Fields) {
        self.variables = variables
        self.memory = memory
        self.fields = fields
    }

    private func record(_ heap: GCVariables.HeapVariables, _ generation: UInt64) -> Address {
        heap.generationTable + generation * variables.generationSize
    }

    private func start(_ heap: GCVariables.HeapVariables, _ generation: UInt64) -> Address? {
        memory.pointer(record(heap, generation) + variables.startSegmentOffset)
    }

    /// Whether the heap has regions. With segments the two youngest generations share the ephemeral segment; with regions each has a chain
    /// of its own. `nil` when the dump does not hold the generations.
    func hasRegions(_ heap: GCVariables.HeapVariables) -> Bool? {
        guard let first = start(heap, 0), let second = start(heap, 1) else { return nil }
        return first != second
    }

    mutating func regions(of heap: GCVariables.HeapVariables, _ number: Int, hasRegions: Bool) -> [HeapRegion] {
        // With segments, the chain of generation 2 has all small objects, and the ephemeral segment is the last.
        let chains: [(index: UInt64, generation: Generation)] =
            hasRegions ? [(0, .gen0), (1, .gen1), (2, .gen2), (3, .loh), (4, .poh)] : [(2, .gen2), (3, .loh), (4, .poh)]
        var regions: [HeapRegion] = []
        for chain in chains where chain.index < variables.generationCount {
            guard var at = start(heap, chain.index) else {
                broken += 1
                continue
            }
            while !at.isNull, seen.insert(at).inserted {
                guard let record = SegmentRecord(at, memory, fields) else {
                    broken += 1
                    break
                }
                regions += parts(of: record, at, chain.generation, heap, number, hasRegions: hasRegions)
                at = record.next
            }
        }
        return regions
    }

    private mutating func parts(
        of record: SegmentRecord, _ at: Address, _ generation: Generation, _ heap: GCVariables.HeapVariables, _ number: Int,
        hasRegions: Bool
    ) -> [HeapRegion] {
        guard at == heap.ephemeralSegment else { return [record.region(heap: number, generation, end: record.allocated)] }
        if hasRegions { return [record.region(heap: number, generation, end: heap.allocAllocated)] }
        let place = variables.allocationStartOffset
        if let gen1 = memory.pointer(self.record(heap, 1) + place), let gen0 = memory.pointer(self.record(heap, 0) + place),
            let parts = record.ephemeralRegions(heap: number, gen1: gen1, gen0: gen0, end: heap.allocAllocated)
        {
            return parts
        }
        broken += 1
        return [record.region(heap: number, generation, end: heap.allocAllocated)]
    }
}
