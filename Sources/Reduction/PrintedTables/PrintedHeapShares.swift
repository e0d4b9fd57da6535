import DebuggerText
import RawMemory
import SnapshotModel

/// The section `heaps` from `gcheapstat` or `heapstat`: the gaps between objects too, which `eeheap` does not print.
enum PrintedHeapShares {
    private static let absent: Set<String> = [
        "objects", "object_bytes", "contexts", "unwalked", "unused", "reserved", "uncollected", "unwalked_at", "ranges",
    ]

    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .heapShares(let shares) = found.content else { return PrintedReading() }
        var reading = PrintedReading()
        reading.problems = found.rejections(.heapShares)
        var rows: [HeapRow] = []
        let parts: [(HeapShares.Part, WritableKeyPath<HeapRow, UInt64>)] = [
            (.allocated, \.allocated), (.free, \.free), (.committed, \.committed),
        ]
        let blocks = parts.compactMap { part, path in shares.blocks[part].map { ($0, path) } }
        let heaps = (shares.blocks[.allocated]?.heaps ?? []).map(\.number)
        for number in heaps {
            for (place, generation) in shares.generations.enumerated() where !generation.isEmpty {
                if generation == "frozen", shares.lacksFrozen { continue }
                var row = HeapRow()
                (row.heap, row.generation) = (number, generation)
                for (block, path) in blocks {
                    let bytes = block.heaps.first { $0.number == number }?.bytes
                    row[keyPath: path] = bytes.flatMap { $0.indices.contains(place) ? $0[place] : nil } ?? 0
                }
                rows.append(row)
            }
        }
        // A block is known when it has every heap.
        func isKnown(_ part: HeapShares.Part) -> Bool { shares.blocks[part].map { Set($0.heaps.map(\.number)) == Set(heaps) } ?? false }
        let (hasFree, hasCommitted) = (isKnown(.free), isKnown(.committed))
        var missing: UInt64 = 0
        for (block, _) in blocks { missing = missing.saturatingAdd(check(block, found, &reading.problems)) }
        if missing > 0 || found.isCut || blocks.contains(where: { !$0.0.heaps.isEmpty && $0.0.total == nil }) || heaps.isEmpty {
            reading.problems.append(.printedRowsMissing(.heapShares, count: nil, bytes: missing > 0 ? missing : nil))
        }
        if shares.lacksFrozen { reading.problems.append(.printedWithoutFrozen) }
        reading.table = Table(
            rows, absent: absent.union(hasFree ? [] : ["free"]).union(hasCommitted ? [] : ["committed"]))
        if hasCommitted, missing == 0, !shares.lacksFrozen {
            reading.totals.committed = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.committed) }
        }
        return reading
    }

    /// The bytes that the total of a block has more than its rows.
    private static func check(_ block: HeapShares.Block, _ found: FoundTable, _ problems: inout [ReadingProblem]) -> UInt64 {
        guard let total = block.total else { return 0 }
        var missing: UInt64 = 0
        for (place, sum) in total.enumerated() {
            let listed = block.heaps.reduce(UInt64(0)) { $0.saturatingAdd($1.bytes.indices.contains(place) ? $1.bytes[place] : 0) }
            if listed > sum {
                problems.append(.printedSumsDiffer(.heapShares, by: listed - sum, line: UInt64(clamping: found.lines.upperBound)))
            }
            missing = missing.saturatingAdd(sum - min(sum, listed))
        }
        return missing
    }
}
