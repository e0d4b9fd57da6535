import DumpFormats
import ProcessMemory
import RawMemory

/// The GC heap: its regions or segments and its allocation contexts.
package struct GCHeap: Sendable {
    package let isServer: Bool
    /// The number of heaps in use; 1 for the workstation GC.
    package let heapCount: Int
    /// Whether the heap has regions (7 and later) and not segments (3.1 to 6, and libclrgc).
    package let hasRegions: Bool
    /// Sorted by the addresses of their objects, without overlaps.
    package let regions: [HeapRegion]
    /// The contexts of all threads and of generation 0 of each heap, sorted by pointer. A thread in the middle of an allocation has its
    /// pointer above its limit; such contexts are included.
    package let allocationContexts: [AllocationContext]
    /// The bytes of objects that the last collection of each generation left, by heap and generation, as far as it is known.
    package let left: [Place: UInt64]

    /// A generation of a heap.
    package struct Place: Hashable, Sendable {
        package let heap: Int
        package let generation: Generation

        package init(heap: Int, generation: Generation) {
            self.heap = heap
            self.generation = generation
        }
    }

    /// `nil` when the dump does not hold the GC's generations. `unreadable` counts records that could not be read (their chains end there)
    /// or that overlap others, and heaps that could not be read. Throws a field that `offsets` lacks.
    static func read(
        _ variables: GCVariables, threads: [ManagedThread], _ memory: AddressSpace, _ offsets: FieldOffsets, _ module: RuntimeModule? = nil
    ) throws(RuntimeField) -> (heap: GCHeap, unreadable: Int)? {
        let (pointerPlace, limitPlace) = (try offsets.known("GCAllocContext", "Pointer"), try offsets.known("GCAllocContext", "Limit"))
        var chains = SegmentChains(variables, memory, try SegmentRecord.Fields(offsets))
        guard let first = variables.heaps.first, let hasRegions = chains.hasRegions(first) else { return nil }
        var regions: [HeapRegion] = []
        var contexts = threads.compactMap(\.allocationContext)
        for (number, heap) in variables.heaps.enumerated() {
            regions += chains.regions(of: heap, number, hasRegions: hasRegions)
            let own = heap.generationTable + variables.contextOffset
            if let pointer = memory.pointer(own + pointerPlace), let limit = memory.pointer(own + limitPlace), !limit.isNull {
                contexts.append(AllocationContext(pointer: pointer, limit: limit))
            }
        }
        let (separate, overlapping) = GCHeap.separate(regions)
        let heap = GCHeap(
            isServer: variables.isServer, heapCount: variables.heaps.count, hasRegions: hasRegions, regions: separate,
            allocationContexts: Set(contexts).sorted { ($0.pointer, $0.limit) < ($1.pointer, $1.limit) },
            left: module.map { left(variables, $0, memory) } ?? [:])
        return (heap, chains.broken + overlapping + variables.unreadableHeaps)
    }

    /// Empty when a collection moves the sizes, or when the dump does not hold them.
    private static func left(_ variables: GCVariables, _ module: RuntimeModule, _ memory: AddressSpace) -> [Place: UInt64] {
        guard variables.structuresInvalid == 0, variables.unreadableHeaps == 0,
            let records = CollectionRecords.read(
                variables.heaps.map(\.generationTable), generations: variables.generationCount, isConstant: module.containsCollector, memory
            )
        else { return [:] }
        var left: [Place: UInt64] = [:]
        for (heap, record) in records.enumerated() {
            for (number, bytes) in record.left.enumerated() {
                if let generation = Generation(rawValue: number) { left[Place(heap: heap, generation: generation)] = bytes }
            }
        }
        return left
    }

    /// The regions sorted by address, without those that overlap others. A record of an overlapping region is damaged, and walking it would
    /// count objects twice.
    private static func separate(_ regions: [HeapRegion]) -> (kept: [HeapRegion], overlapping: Int) {
        var kept: [HeapRegion] = []
        for region in regions.sorted(by: { ($0.objects.start, $0.objects.end) < ($1.objects.start, $1.objects.end) }) {
            if let last = kept.last, region.objects.start < last.objects.end { continue }
            kept.append(region)
        }
        return (kept, regions.count - kept.count)
    }

    /// The bytes of all regions from their first objects to the ends of their allocated memory.
    package var allocated: UInt64 { regions.reduce(0) { $0.saturatingAdd($1.objects.count) } }
    /// In bytes.
    package var committed: UInt64 { regions.reduce(0) { $0.saturatingAdd($1.committed.count) } }
    /// In bytes, at least `committed`.
    package var reserved: UInt64 { regions.reduce(0) { $0.saturatingAdd(max($1.reserved.count, $1.committed.count)) } }
}

extension DotNetRuntime {
    /// The GC heap. It also has a value when the dump holds the records of its regions but not their memory (`heapMemoryMissing`). The
    /// problems include those of `threads`, because allocation contexts come from there.
    package var heap: RuntimePart<GCHeap> { part(GCHeapReader.self) }
}

private enum GCHeapReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<GCHeap> {
        let threads = runtime.threads
        // A mini dump of 3.1 holds the variables and none of the records to which they point. Then the heap is unknown and not empty.
        let noRecords = RuntimePart<GCHeap>(nil, threads.problems + [runtime.missing(.heapRecordsMissing)])
        guard let variables = runtime.gcVariables else { return noRecords }
        let read: (heap: GCHeap, unreadable: Int)?
        do {
            read = try GCHeap.read(variables, threads: threads.value ?? [], runtime.memory, runtime.layout.offsets, runtime.module)
        } catch { return RuntimePart(nil, threads.problems + [.fieldUnknown(error)]) }
        guard let (heap, unreadable) = read, !heap.regions.isEmpty else { return noRecords }
        let isListed = heap.isListed(in: runtime.dump)
        // A triage dump holds some of the records. Sums over these would be too small.
        if !isListed, unreadable > 0 { return noRecords }
        var problems = threads.problems
        if !isListed || !isMemoryHeld(of: heap, runtime.dump, runtime.memory) {
            problems.append(.heapMemoryMissing(allocated: heap.allocated))
        }
        if variables.structuresInvalid > 0 { problems.append(.collectionUnderWay) }
        if unreadable > 0 { problems.append(.regionsUnreadable(count: UInt64(unreadable))) }
        return RuntimePart(heap, problems)
    }

    /// Whether the dump holds enough of the memory of the heap to walk it. A dump that is cut off or lacks a region holds more than a few pages, or the
    /// beginnings of most regions.
    private static func isMemoryHeld(of heap: GCHeap, _ dump: ProcessDump, _ memory: AddressSpace) -> Bool {
        let total = heap.allocated
        let present = heap.regions.reduce(0 as UInt64) { $0.saturatingAdd(memory.presentBytes(in: $1.objects)) }
        guard total > 0, present < total / 16 else { return true }
        if present == 0 || dump.format == .minidump && dump.missingBytes == 0 { return false }
        let filled = heap.regions.filter { !$0.objects.isEmpty }
        let begun = filled.filter { memory.isMapped($0.objects.start) }.count
        return begun * 4 >= filled.count
    }
}
