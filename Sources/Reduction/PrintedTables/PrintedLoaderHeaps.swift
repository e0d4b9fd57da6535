import DebuggerText
import RawMemory
import SnapshotModel

/// The section `loader_heaps` from `eeheap -loader`.
enum PrintedLoaderHeaps {
    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .loaderHeaps(let table) = found.content else { return PrintedReading() }
        var reading = PrintedReading()
        reading.problems = found.rejections(.loaderHeaps)
        var rows: [LoaderHeapRow] = []
        var (knowsReserved, knowsBlocks) = (true, true)
        for heap in table.heaps where heap.committed > 0 {
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
        let line = UInt64(clamping: found.lines.upperBound)
        if let total = table.total ?? table.sumOfParts {
            if total > sum {
                var rest = LoaderHeapRow()
                (rest.kind, rest.committed) = (notListed, total - sum)
                let wasted = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.wasted) }
                rest.wasted = table.totalWasted.map { $0 - min($0, wasted) } ?? 0
                rows.append(rest)
                (knowsReserved, knowsBlocks) = (false, false)
                reading.problems.append(.printedRowsMissing(.loaderHeaps, count: nil, bytes: total - sum))
            } else if total < sum {
                reading.problems.append(.printedSumsDiffer(.loaderHeaps, by: sum - total, line: line))
            } else if found.isCut {
                reading.problems.append(.printedRowsMissing(.loaderHeaps, count: nil, bytes: nil))
            }
        } else {
            reading.problems.append(.printedRowsMissing(.loaderHeaps, count: nil, bytes: nil))
        }
        var absent: Set<String> = ["allocator"]
        if !knowsReserved { absent.insert("reserved") }
        if !knowsBlocks { absent.insert("regions") }
        if rows.contains(where: { $0.kind == notListed }) { absent.insert("heaps") }
        reading.table = Table(rows, absent: absent)
        return reading
    }
}
