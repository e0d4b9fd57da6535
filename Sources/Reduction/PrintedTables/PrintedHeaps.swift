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
        reading.problems = found.rejections(.heaps) + heapsThatDiffer(table, found)
        let left = Left(table, found)
        reading.problems += left.problems
        // What the totals count and no row has is of no heap that the text names.
        let namesHeaps = left.row == nil || table.heaps.count <= 1 && table.heapCount ?? 1 <= 1
        var rows = rows(table, byHeap: namesHeaps)
        var absent = Self.absent
        if let rest = left.row {
            rows.append(rest)
            absent.insert("ranges")
        }
        if !left.knowsCommitted { absent.insert("committed") }
        if !namesHeaps { absent.insert("heap") }
        if !rows.isEmpty { reading.table = Table(rows, absent: absent) }
        reading.totals.committed = left.committed
        if let count = table.heapCount {
            // Only a server GC prints the numbers of its heaps, also where it has one.
            reading.collector = .init(server: !table.heaps.isEmpty || count > 1, heaps: count, regions: table.hasRegions)
        }
        return reading
    }

    private static func rows(_ table: GCHeapsTable, byHeap: Bool) -> [HeapRow] {
        struct Key: Hashable {
            let heap: UInt64
            let generation: String
        }
        var places: [Key: Int] = [:]
        var rows: [HeapRow] = []
        for segment in table.segments {
            let key = Key(heap: byHeap ? segment.heap : 0, generation: segment.generation)
            let place = places[key] ?? rows.count
            if place == rows.count {
                places[key] = place
                var row = HeapRow()
                (row.heap, row.generation) = (key.heap, key.generation)
                rows.append(row)
            }
            rows[place].ranges += 1
            rows[place].allocated = rows[place].allocated.saturatingAdd(segment.allocated)
            rows[place].committed = rows[place].committed.saturatingAdd(segment.committed ?? 0)
        }
        return rows
    }

    /// Heaps of a server GC whose segments have more than the heap's own total.
    private static func heapsThatDiffer(_ table: GCHeapsTable, _ found: FoundTable) -> [ReadingProblem] {
        var sums: [UInt64: UInt64] = [:]
        for segment in table.segments { sums[segment.heap] = (sums[segment.heap] ?? 0).saturatingAdd(segment.allocated) }
        let difference = table.allocatedOfHeaps.reduce(UInt64(0)) { sum, heap in
            let listed = sums[heap.key] ?? 0
            return sum.saturatingAdd(listed > heap.value || listed == .max ? max(1, listed - heap.value) : 0)
        }
        // The total of all of them says the same of their sum.
        guard difference > 0, table.allocated == nil else { return [] }
        return [.printedSumsDiffer(.heaps, by: difference, line: UInt64(clamping: found.lines.upperBound))]
    }

    /// What the totals count and no segment has.
    private struct Left {
        /// `nil` where there is nothing, and where the text does not say how much of it is allocated.
        private(set) var row: HeapRow?
        /// Whether every row has what is committed.
        private(set) var knowsCommitted = false
        /// Of all heaps; `nil` where the text does not say it.
        private(set) var committed: UInt64?
        private(set) var problems: [ReadingProblem] = []

        init(_ table: GCHeapsTable, _ found: FoundTable) {
            let areListed = !table.segments.isEmpty && table.segments.allSatisfy { $0.committed != nil }
            let listed = (
                allocated: table.segments.reduce(UInt64(0)) { $0.saturatingAdd($1.allocated) },
                committed: table.segments.reduce(UInt64(0)) { $0.saturatingAdd($1.committed ?? 0) }
            )
            // Every heap has printed its sum, though the sum of all is missing.
            let isEveryHeap = table.heapCount.map { $0 == UInt64(table.allocatedOfHeaps.count) } ?? false
            let total = table.allocated ?? (isEveryHeap ? table.allocatedOfHeaps.values.reduce(0) { $0.saturatingAdd($1) } : nil)
            let allocated = found.remainder(.heaps, listed: PrintedSums(bytes: listed.allocated), total: PrintedSums(bytes: total))
            if let printed = table.committed, listed.committed > printed || listed.committed == .max, areListed {
                problems.append(difference(max(1, listed.committed - printed), table, found))
            }
            let restOfCommitted = table.committed.map { $0 - min($0, listed.committed) }
            committed = table.committed.map { max($0, listed.committed) } ?? (areListed && allocated.bytes == 0 ? listed.committed : nil)
            guard let rest = allocated.bytes else {
                // Only the total of what is committed can say whether rows are missing.
                if (restOfCommitted ?? 1) > 0 || !areListed {
                    problems.append(.printedRowsMissing(.heaps, count: nil, bytes: restOfCommitted == 0 ? nil : restOfCommitted))
                }
                knowsCommitted = areListed
                return
            }
            knowsCommitted = (areListed || table.segments.isEmpty) && (rest == 0 || table.committed != nil)
            let most = max(rest, knowsCommitted ? restOfCommitted ?? 0 : 0)
            if rest == 0 { problems += allocated.problems }
            guard most > 0 else { return }
            var row = HeapRow()
            (row.generation, row.allocated, row.committed) = (notListed, rest, restOfCommitted ?? 0)
            self.row = row
            problems.append(.printedRowsMissing(.heaps, count: nil, bytes: most))
        }
    }

    /// SOS of .NET 5 and 6 leaves the pinned object heap out of what is committed, though it prints its rows.
    private static func difference(_ bytes: UInt64, _ table: GCHeapsTable, _ found: FoundTable) -> ReadingProblem {
        let pinned = table.segments.filter { $0.generation == "poh" }.reduce(UInt64(0)) { $0.saturatingAdd($1.committed ?? 0) }
        let line = UInt64(clamping: found.lines.upperBound)
        return bytes == pinned ? .printedTotalWithoutPinned(bytes: bytes, line: line) : .printedSumsDiffer(.heaps, by: bytes, line: line)
    }
}
