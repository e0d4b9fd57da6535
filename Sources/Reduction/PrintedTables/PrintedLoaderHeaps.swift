import DebuggerText
import RawMemory
import SnapshotModel

/// The section `loader_heaps` from `eeheap -loader`.
enum PrintedLoaderHeaps {
    /// `others`: all tables of the text.
    static func reading(_ found: FoundTable, _ others: [FoundTable]) -> PrintedReading {
        guard case .loaderHeaps(let table) = found.content else { return PrintedReading() }
        var reading = PrintedReading()
        reading.problems = found.rejections(.loaderHeaps)
        var rows: [LoaderHeapRow] = []
        var (knowsReserved, knowsBlocks) = (true, true)
        for heap in table.heaps where heap.committed > 0 || heap.reserved ?? 0 > 0 {
            let place = rows.firstIndex { $0.kind == heap.kind }
            var row = place.map { rows[$0] } ?? LoaderHeapRow()
            row.kind = heap.kind
            row.heaps += 1
            row.committed = row.committed.saturatingAdd(heap.committed)
            row.wasted = row.wasted.saturatingAdd(heap.wasted)
            row.reserved = row.reserved.saturatingAdd(heap.reserved ?? 0)
            row.regions = row.regions.saturatingAdd(heap.blocks ?? 0)
            (knowsReserved, knowsBlocks) = (knowsReserved && heap.reserved != nil, knowsBlocks && heap.blocks != nil)
            if let place { rows[place] = row } else { rows.append(row) }
        }
        let sum = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.committed) }
        let total = table.total ?? consumed(others)
        let left = found.remainder(.loaderHeaps, listed: PrintedSums(bytes: sum), total: PrintedSums(bytes: total ?? table.sumOfParts))
        reading.problems += left.problems
        // The sums of the parts that are there say nothing of the others, but for the last one.
        if total == nil, !left.isKnown, !table.hasEnd || found.isCut {
            reading.problems.append(.printedRowsMissing(.loaderHeaps, count: nil, bytes: nil))
        }
        var knowsWasted = true
        if let bytes = left.bytes, bytes > 0 {
            var rest = LoaderHeapRow()
            (rest.kind, rest.committed) = (notListed, bytes)
            let wasted = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.wasted) }
            rest.wasted = table.totalWasted.map { $0 - min($0, wasted) } ?? 0
            rows.append(rest)
            (knowsReserved, knowsBlocks, knowsWasted) = (false, false, table.totalWasted != nil)
        }
        var absent: Set<String> = ["allocator"]
        if !knowsReserved { absent.insert("reserved") }
        if !knowsBlocks { absent.insert("regions") }
        if !knowsWasted { absent.insert("wasted") }
        if left.isKnown { absent.insert("heaps") }
        if !rows.isEmpty { reading.table = Table(rows, absent: absent) }
        return reading
    }

    /// The sum of all heaps as `eeheap` says it behind those of the collector: what the runtime has committed without these.
    private static func consumed(_ tables: [FoundTable]) -> UInt64? {
        for found in tables {
            guard case .gcHeaps(let table) = found.content, let consumed = table.consumed, let committed = table.committed else { continue }
            return consumed >= committed ? consumed - committed : nil
        }
        return nil
    }
}
