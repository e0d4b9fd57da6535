import ProcessMemory
import RawMemory

/// The GC heap: its regions or segments, its allocation contexts, and whether a collection was under way.
package struct GCHeap: Sendable {
    package let isServer: Bool
    /// Heaps in use: 1 of the workstation GC.
    package let heapCount: Int
    /// Regions (7 and later) or segments (3.1 to 6, and libclrgc).
    package let hasRegions: Bool
    /// By address of their objects.
    package let regions: [HeapRegion]
    /// Of all threads and of each heap's generation 0 itself, by pointer; also the ones caught half way, whose pointer lies above their limit.
    package let allocationContexts: [AllocationContext]
    package let collectionUnderWay: Bool
    /// Region records that could not be read (their chains are cut short there) or that overlap others, and heaps that could not be read.
    package let brokenChains: Int

    init(_ variables: GCVariables, _ threads: ManagedThreads, _ memory: AddressSpace) throws(RuntimeError) {
        var chains = SegmentChains(variables, memory)
        guard let first = variables.heaps.first, let hasRegions = chains.hasRegions(first) else {
            throw .runtimePagesMissing("the GC's generations")
        }
        var regions: [HeapRegion] = []
        var contexts = threads.threads.compactMap(\.allocationContext)
        for (number, heap) in variables.heaps.enumerated() {
            regions += chains.regions(of: heap, number, hasRegions: hasRegions)
            let own = heap.generationTable + variables.contextOffset
            if let pointer = memory.pointer(own), let limit = memory.pointer(own + 8), !limit.isNull {
                contexts.append(AllocationContext(pointer: pointer, limit: limit))
            }
        }
        let (separate, overlapping) = GCHeap.separate(regions)
        self.regions = separate
        self.hasRegions = hasRegions
        isServer = variables.isServer
        heapCount = variables.heaps.count
        brokenChains = chains.broken + overlapping + variables.unreadableHeaps
        collectionUnderWay = variables.structuresInvalid > 0
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
