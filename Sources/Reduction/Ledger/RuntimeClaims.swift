import CoreCLR
import DumpFormats
import ProcessMemory
import RawMemory

/// The memory that the runtime says is its own, and the threads' stacks.
struct RuntimeClaims {
    private(set) var claims: [ClaimedRanges.Claim] = []

    /// The parts of a code heap must reach each other with jumps of 32 bits.
    private static let largestCodeHeap: UInt64 = 1 << 32

    init(_ runtime: DotNetRuntime, _ dump: ProcessDump, _ listed: ListedMemory) {
        addHeap(runtime, dump, listed)
        addStacks(runtime, dump)
        for range in runtime.handleTables.value?.ranges ?? [] { add(range, .handleTables) }
        for region in runtime.loaderHeaps.value?.regions ?? [] { add(region.range, .loader(region.kind)) }
        for heap in runtime.codeHeaps.value ?? [] {
            for range in heap.reserved where range.count <= Self.largestCodeHeap {
                add(range, heap.kind == .dynamic ? .dynamicMethods : .jitCode)
            }
        }
        for module in runtime.modules.value ?? [] where module.origin == .file {
            // The last page belongs to the image whole.
            if let base = module.imageBase {
                add(AddressRange(start: base, count: module.imageSize.saturatingAdd(0xFFF) & ~0xFFF), .partsOfImages)
            }
        }
    }

    private mutating func add(_ range: AddressRange, _ kind: LedgerKind) { claims.append(.init(range, kind.number)) }

    private mutating func addHeap(_ runtime: DotNetRuntime, _ dump: ProcessDump, _ listed: ListedMemory) {
        if let own = runtime.collectorMemory.value {
            for range in own.bookkeeping { add(range, .gcBookkeeping) }
            for range in own.freeRegions { add(range, .gcFreeRegions) }
        }
        guard let heap = runtime.heap.value else { return }
        for region in heap.regions {
            add(region.objects, .gcAllocated)
            add(region.committed, .gcUnused)
            add(region.reserved, .gcReserved)
        }
        // With regions all memory between the first and the last region is the collector's: regions lie there that are not used now. Frozen segments
        // lie elsewhere.
        let growing = heap.regions.filter { $0.generation != .frozen }.map(\.reserved) + (runtime.collectorMemory.value?.freeRegions ?? [])
        guard heap.hasRegions, let first = growing.map(\.start).min(), let last = growing.map(\.end).max() else { return }
        add(AddressRange(first, last), .gcReserved)
        // What is reserved around it (256 GB at first) was reserved in one piece with it.
        for reservation in listed.reservations where reservation.end >= first && reservation.start <= last {
            add(reservation, .gcReserved)
        }
    }

    /// The runtime recorded the bounds of a managed thread's stack when the thread started. A native thread's stack is what the system says, or the
    /// mapping around its stack pointer.
    private mutating func addStacks(_ runtime: DotNetRuntime, _ dump: ProcessDump) {
        let managed = Dictionary(
            (runtime.threads.value ?? []).filter(\.isAlive).map { ($0.osID, $0.stack) }, uniquingKeysWith: { first, _ in first })
        for thread in dump.threads {
            let known = managed[thread.osID]
            let kind: LedgerKind = known == nil ? .nativeStacks : .managedStacks
            // Recorded bounds that do not hold the stack pointer are damaged.
            let bounds = [known, thread.stack].compactMap(\.self)
            if let stack = bounds.first(where: { $0.contains(thread.stackPointer) && $0.count <= stackLimit }) {
                add(stack, kind)
            } else if let mapping = dump.segment(containing: thread.stackPointer)?.range {
                add(mapping, kind)
            }
        }
    }
}
