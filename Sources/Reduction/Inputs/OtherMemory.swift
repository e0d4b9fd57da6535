import CoreCLR
import DumpFormats
import ProcessMemory
import RawMemory

/// The bytes of writable memory that a dump holds outside of the GC heap, the threads' stacks and mapped files. That is native memory (malloc,
/// libraries) and what the runtime needs for itself. Nothing in it is read. Memory that cannot be written is left out: gdb dumps what malloc has
/// reserved (64 MB for each thread), and createdump does not.
///
/// `nil` when the dump does not hold all private memory, or not enough of the runtime to tell the heap from the rest.
func otherMemory(_ runtime: DotNetRuntime, _ dump: ProcessDump) -> UInt64? {
    guard dump.missingBytes == 0, let heap = runtime.heap.value else { return nil }
    for problem in runtime.heap.problems {
        switch problem {
        case .heapMemoryMissing, .heapRecordsMissing, .regionsUnreadable: return nil
        default: continue
        }
    }
    let all = dump.segments.filter(\.isWritable)
    let known = (heapRanges(heap) + stacks(runtime, dump) + dump.files.map(\.range) + dump.modules.map(\.range)).merged
    var index = 0
    return all.reduce(0 as UInt64) { sum, segment in
        let present = segment.present
        while index < known.count, known[index].end <= present.start { index += 1 }
        var read: UInt64 = 0
        for range in known[index...] {
            if range.start >= present.end { break }
            read += AddressRange(max(range.start, present.start), min(range.end, present.end)).count
        }
        return sum.saturatingAdd(present.count - min(present.count, read))
    }
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
