package import DumpFormats
import RawMemory

extension GCHeap {
    /// Whether the dump was made with the memory of the heap.
    ///
    /// A mini or triage dump has the pages to which stacks, exceptions and the runtime's own records point. In a small process these may be a large
    /// part of the objects, but they are a small part of the memory that is committed for them. The flags of a minidump decide where they can. A
    /// core that has only a part of the heap's memory, but whole stacks, was made with the heap, and lost the rest.
    package func isListed(in dump: ProcessDump) -> Bool {
        // A region larger than everything that the dump lists comes from a damaged record.
        let most = dump.segments.reduce(0 as UInt64) { $0.saturatingAdd($1.range.count) }
        let filled = regions.filter { !$0.objects.isEmpty }.map { region in
            region.committed.contains(region.objects.start)
                ? AddressRange(region.committed.start, max(region.committed.end, region.objects.end)) : region.objects
        }.filter { $0.count <= most }
        guard !filled.isEmpty else { return true }
        let listed = filled.map { dump.listedBytes(in: $0) }
        let whole = zip(filled, listed).filter { Self.isNearlyAll($1, of: $0.count) }.count
        let all = filled.reduce(0 as UInt64) { $0.saturatingAdd($1.count) }
        let found = listed.reduce(0 as UInt64) { $0.saturatingAdd($1) }
        switch dump.requested {
        case .all, .privateMemory: return true
        case .parts, .triage: return Self.isNearlyAll(found, of: all)
        case nil: return found >= all - all / 2 || whole * 2 > filled.count || (dump.hasWholeStacks && found >= all / 16)
        }
    }

    private static func isNearlyAll(_ part: UInt64, of all: UInt64) -> Bool { part >= all - all / 16 }
}

extension ProcessDump {
    /// Whether the stacks of most threads are there with what lies below their stack pointers, as in cores with all private memory. A mini dump has
    /// a page or two there.
    package var hasWholeStacks: Bool {
        let least: UInt64 = 0x4000
        let mapped = threads.compactMap { thread in
            segment(containing: thread.stackPointer).map { thread.stackPointer.distance(from: $0.range.start) }
        }
        return !mapped.isEmpty && mapped.count { $0 >= least } * 2 > mapped.count
    }
}
