import DebuggerText
import RawMemory
import SnapshotModel

/// The section `counters` from `dotnet-counters`, `threadpool` and the end of `syncblk`; and where nothing else fills it, the section `heaps` from the
/// counters of the sizes of generations.
enum PrintedCounters {
    static func readings(_ tables: [FoundTable], fillsHeaps: Bool) -> [PrintedReading] {
        var rows: [CounterRow] = []
        var places: [[BytewiseText]: Int] = [:]
        var problems: [ReadingProblem] = []
        func add(_ row: CounterRow) {
            let key = [BytewiseText(row.provider), BytewiseText(row.name)]
            if let place = places[key] {
                rows[place] = row
                return
            }
            places[key] = rows.count
            rows.append(row)
        }
        for found in tables {
            switch found.content {
            case .counters(let table):
                problems += found.rejections(.counters)
                if found.isCut { problems.append(.printedRowsMissing(.counters, count: nil, bytes: nil)) }
                var unreadable: UInt64 = 0
                for counter in table.counters {
                    guard let value = table.value(counter) else {
                        unreadable += 1
                        continue
                    }
                    add(CounterRow(counter.provider, counter.name, value.whole, value.decimals))
                }
                if unreadable > 0 {
                    problems.append(.printedRowsRejected(.counters, count: unreadable, line: UInt64(clamping: found.lines.lowerBound)))
                }
            case .syncBlocks(let blocks):
                let ends = [("Total", blocks.total), ("Free", blocks.free)].compactMap { name, count in count.map { (name, $0) } }
                for (name, count) in ends + blocks.wrappers { add(CounterRow("sync blocks", name, count)) }
            default: break
            }
        }
        guard !rows.isEmpty else { return [] }
        var readings = [PrintedReading(Table(rows), problems)]
        if fillsHeaps, let heaps = heaps(rows) { readings.append(heaps) }
        return readings
    }

    /// The counters of the sizes of generations: of .NET 3.0 to 8, and those of later versions.
    private static let generations: [(generation: String, names: [String])] = [
        ("gen0", ["Gen 0 Size (B)", later("gen0")]), ("gen1", ["Gen 1 Size (B)", later("gen1")]),
        ("gen2", ["Gen 2 Size (B)", later("gen2")]),
        ("loh", ["LOH Size (B)", later("loh")]), ("poh", ["POH (Pinned Object Heap) Size (B)", later("poh")]),
    ]

    private static func later(_ generation: String) -> String {
        "dotnet.gc.last_collection.heap.size (By) [gc.heap.generation=\(generation)]"
    }

    private static let absent: Set<String> = [
        "objects", "object_bytes", "contexts", "unwalked", "unused", "reserved", "uncollected", "unwalked_at", "ranges", "free",
        "committed",
    ]

    /// `nil` without the counters of the three generations.
    private static func heaps(_ counters: [CounterRow]) -> PrintedReading? {
        let ofRuntime = counters.filter { $0.provider == "System.Runtime" }
        let rows = generations.compactMap { generation, names -> HeapRow? in
            guard let counter = ofRuntime.first(where: { names.contains($0.name) }) else { return nil }
            var row = HeapRow()
            (row.generation, row.allocated) = (generation, counter.value)
            return row
        }
        func has(_ generation: String) -> Bool { rows.contains { $0.generation == generation } }
        guard has("gen0"), has("gen2") else { return nil }
        // Runtimes before 5 have no pinned object heap, and other names for counters.
        let isOlder = ofRuntime.contains { $0.name == "# of Assemblies Loaded" }
        let isWhole = has("gen1") && has("loh") && (has("poh") || isOlder)
        return PrintedReading(
            Table(rows, absent: absent),
            [.printedHeapsOfCounters] + (isWhole ? [] : [.printedRowsMissing(.heapShares, count: nil, bytes: nil)]))
    }
}

extension CounterRow {
    fileprivate init(_ provider: String, _ name: String, _ value: UInt64, _ decimals: String = "") {
        self.init()
        (self.provider, self.name, self.value, self.decimals) = (provider, name, value, decimals)
    }
}
