import CoreCLR
import DumpFormats
import ProcessMemory
import RawMemory

/// The bytes that a dump holds outside of the GC heap, the threads' stacks and mapped files. That is native memory (malloc, libraries) and what
/// the runtime needs for itself. Nothing in it is read.
///
/// `nil` when the dump does not hold all private memory, or not enough of the runtime to tell the heap from the rest.
func otherMemory(_ runtime: DotNetRuntime, _ dump: ProcessDump, _ held: AddressSpace) -> UInt64? {
    guard dump.missingBytes == 0, let heap = runtime.heap.value else { return nil }
    for problem in runtime.heap.problems {
        switch problem {
        case .heapMemoryMissing, .heapRecordsMissing, .regionsUnreadable: return nil
        default: continue
        }
    }
    let all = dump.segments.reduce(0 as UInt64) { $0.saturatingAdd($1.fileBytes) }
    let known = (heapRanges(heap) + stacks(runtime, dump) + dump.files.map(\.range) + dump.modules.map(\.range)).merged
    let read = known.reduce(0 as UInt64) { $0.saturatingAdd(held.presentBytes(in: $1)) }
    return all - min(all, read)
}

/// With regions all memory between the first and the last region is the collector's: regions that are free now lie there too. Frozen segments
/// lie elsewhere.
private func heapRanges(_ heap: GCHeap) -> [AddressRange] {
    let ranges = heap.regions.map { region in
        (
            isFrozen: region.generation == .frozen,
            range: AddressRange(
                min(region.committed.start, region.reserved.start, region.objects.start),
                max(region.committed.end, region.reserved.end, region.objects.end))
        )
    }
    let growing = ranges.filter { !$0.isFrozen }.map(\.range)
    guard heap.hasRegions, let start = growing.map(\.start).min(), let end = growing.map(\.end).max() else { return ranges.map(\.range) }
    return ranges.filter(\.isFrozen).map(\.range) + [AddressRange(start, end)]
}

/// The stacks of all threads by the runtime and by the system, and the mappings in which they lie.
private func stacks(_ runtime: DotNetRuntime, _ dump: ProcessDump) -> [AddressRange] {
    (runtime.threads.value ?? []).filter(\.isAlive).map(\.stack) + dump.threads.compactMap(\.stack)
        + dump.threads.compactMap { dump.segment(containing: $0.stackPointer)?.range }
}
