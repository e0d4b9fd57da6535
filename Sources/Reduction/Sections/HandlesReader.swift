import CoreCLR
import RawMemory
import SnapshotModel

/// The section `handles`.
struct HandlesReader: SectionReader {
    let section = HandleRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        if process.runtime.lacksHeapMemory { return SectionReading(nil, process.runtime.heap.problems.map(ReadingProblem.runtime)) }
        let part = process.runtime.handleTables
        guard let tables = part.value else { return SectionReading(nil, part.problems.map(ReadingProblem.runtime)) }
        let progress = process.progress
        progress.begin("reading handles", total: UInt64(tables.segmentCount))
        let methodTables = process.runtime.methodTables.value
        var counts = HandleCounts(methodTables)
        let blocks = tables.forEach {
            progress.advance(1)
            return !progress.isStopped
        } _: { kind, object in
            counts.add(kind, object)
        }
        try progress.check()
        var problems: [ReadingProblem] = []
        let unreadable = tables.broken.saturatingAdd(blocks ?? 0)
        if unreadable > 0 { problems.append(.runtime(.handleTablesUnreadable(count: unreadable))) }
        if methodTables != nil, counts.objectsMissing > 0 { problems.append(.handleObjectsMissing(count: counts.objectsMissing)) }
        let pinned = counts.pinnedBytes(process.runtime.heap.value)
        var names = TypeKeyedRows<HandleRow>(process)
        for (place, count) in counts.byKindAndType {
            let row = names.row(place.table, place.kind.name) { row, name, module in
                (row.type, row.module, row.kind) = (name, module, place.kind.name)
            }
            names.rows[row].add(count, pinned[place])
        }
        let absent: Set<String> = methodTables == nil || process.runtime.heap.value == nil ? HandleRow.pinnedColumns : []
        return SectionReading(Table(names.finished { ($0.token, $0.build) = $1 }, absent: absent), problems)
    }
}

extension HandleRow {
    /// The columns that need the heap's regions and the sizes of its objects.
    fileprivate static let pinnedColumns: Set<String> = [
        "pinned_bytes", "pinned_gen0", "pinned_gen1", "pinned_gen2", "pinned_loh", "pinned_poh", "pinned_frozen",
    ]

    fileprivate mutating func add(_ handles: UInt64, _ pinned: PinnedBytes?) {
        count = count.saturatingAdd(handles)
        guard let pinned else { return }
        func added(_ bytes: UInt64, _ generation: Generation) -> UInt64 { bytes.saturatingAdd(pinned.bytes[generation.rawValue]) }
        pinnedBytes = pinnedBytes.saturatingAdd(pinned.bytes.reduce(0) { $0.saturatingAdd($1) })
        (pinnedGen0, pinnedGen1, pinnedGen2) = (added(pinnedGen0, .gen0), added(pinnedGen1, .gen1), added(pinnedGen2, .gen2))
        (pinnedLOH, pinnedPOH, pinnedFrozen) = (added(pinnedLOH, .loh), added(pinnedPOH, .poh), added(pinnedFrozen, .frozen))
    }
}
