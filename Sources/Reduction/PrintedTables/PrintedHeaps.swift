import DebuggerText
import RawMemory
import SnapshotModel

/// The section `heaps` and the totals of the heap from `eeheap -gc`.
enum PrintedHeaps {
    /// What takes a walk of the heap, and what no row prints.
    private static let absent: Set<String> = [
        "objects", "object_bytes", "free", "contexts", "unwalked", "unused", "reserved", "uncollected", "unwalked_at",
    ]

    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .gcHeaps(let table) = found.content else { return PrintedReading() }
        var reading = PrintedReading()
        reading.problems = found.rejections(.heaps)
        var rows: [HeapRow] = []
        for segment in table.segments {
            let place = rows.firstIndex { $0.heap == segment.heap && $0.generation == segment.generation }
            var row = place.map { rows[$0] } ?? HeapRow()
            (row.heap, row.generation) = (segment.heap, segment.generation)
            row.ranges += 1
            row.allocated = row.allocated.saturatingAdd(segment.allocated)
            row.committed = row.committed.saturatingAdd(segment.committed ?? 0)
            if let place { rows[place] = row } else { rows.append(row) }
        }
        let knowsCommitted = table.committed != nil || !table.segments.isEmpty && table.segments.allSatisfy { $0.committed != nil }
        let allocated = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.allocated) }
        let committed = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.committed) }
        var rest = HeapRow()
        rest.generation = notListed
        if let total = table.allocated {
            if total >= allocated {
                rest.allocated = total - allocated
            } else {
                reading.problems.append(.printedSumsDiffer(.heaps, by: allocated - total, line: UInt64(clamping: found.lines.upperBound)))
            }
        }
        if let total = table.committed {
            if total >= committed {
                rest.committed = total - committed
            } else {
                reading.problems.append(difference(committed - total, table, found))
            }
        }
        if rest.allocated > 0 || rest.committed > 0 {
            rows.append(rest)
            reading.problems.append(.printedRowsMissing(.heaps, count: nil, bytes: max(rest.allocated, rest.committed)))
        } else if found.isCut || table.allocated == nil && table.committed == nil {
            reading.problems.append(.printedRowsMissing(.heaps, count: nil, bytes: nil))
        }
        let hasRest = rows.contains { $0.generation == notListed }
        reading.table = Table(rows, absent: absent.union(knowsCommitted ? [] : ["committed"]).union(hasRest ? ["ranges"] : []))
        if knowsCommitted { reading.totals.committed = max(committed, table.committed ?? 0) }
        if let count = table.heapCount {
            reading.collector = .init(
                server: !table.heaps.isEmpty && (count > 1 || !table.hasRegions), heaps: count, regions: table.hasRegions)
        }
        return reading
    }

    /// SOS of .NET 5 and 6 leaves the pinned object heap out of what is committed, though it prints its rows.
    private static func difference(_ bytes: UInt64, _ table: GCHeapsTable, _ found: FoundTable) -> ReadingProblem {
        let pinned = table.segments.filter { $0.generation == "poh" }.reduce(UInt64(0)) { $0.saturatingAdd($1.committed ?? 0) }
        let line = UInt64(clamping: found.lines.upperBound)
        return bytes == pinned ? .printedTotalWithoutPinned(bytes: bytes, line: line) : .printedSumsDiffer(.heaps, by: bytes, line: line)
    }
}
