import DebuggerText
import RawMemory
import SnapshotModel

/// The section `handles` from `gchandles`.
enum PrintedHandles {
    private static let pinned: Set<String> = Set(
        ["pinned_bytes"] + ["gen0", "gen1", "gen2", "loh", "poh", "frozen"].map { "pinned_\($0)" })

    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        var (counts, listed): ([String: UInt64], [HandlesTable.Key: UInt64]) = ([:], [:])
        var problems: [ReadingProblem] = []
        let isWhole = tables.contains { if case .handles(let table) = $0.content { !table.isPart } else { false } }
        for found in tables {
            guard case .handles(let table) = found.content, table.isPart != isWhole else { continue }
            if table.isPart, !problems.contains(.printedPartOnly(.handles)) { problems.append(.printedPartOnly(.handles)) }
            if !table.counts.isEmpty { counts = table.counts }
            if !table.listed.isEmpty { listed = table.listed }
            problems += found.rejections(.handles)
        }
        if counts.isEmpty, listed.isEmpty { return ofTypes(tables) }
        var rows: [HandleRow] = []
        func add(_ type: String, _ kind: String, _ count: UInt64) {
            var row = HandleRow()
            (row.type, row.kind, row.count) = (type, kind, count)
            rows.append(row)
        }
        guard !listed.isEmpty else {
            for (kind, count) in counts.sorted(by: { bytewise($0.key, $1.key) }) { add("", kind, count) }
            return PrintedReading(Table(rows, absent: pinned.union(["type", "module", "token", "build"])), problems)
        }
        var sums: [String: UInt64] = [:]
        for (key, count) in listed.sorted(by: { bytewise($0.key.kind + " " + $0.key.type, $1.key.kind + " " + $1.key.type) }) {
            add(key.type, key.kind, count)
            sums[key.kind, default: 0] += count
        }
        for (kind, count) in counts.sorted(by: { bytewise($0.key, $1.key) }) {
            let sum = sums[kind] ?? 0
            if count > sum {
                add(notListed, kind, count - sum)
                problems.append(.printedRowsMissing(.handles, count: count - sum, bytes: nil))
            } else if count < sum {
                problems.append(.printedSumsDiffer(.handles, by: sum - count, line: 0))
            }
        }
        return PrintedReading(Table(rows, absent: pinned.union(["module", "token", "build"])), problems)
    }

    /// The statistics alone: by type, of every kind together.
    private static func ofTypes(_ tables: [FoundTable]) -> PrintedReading {
        for found in tables.reversed() {
            guard case .statistics(let table) = found.content, table.scope == .handles else { continue }
            var sums: [String: UInt64] = [:]
            for row in table.rows { sums[row.name] = (sums[row.name] ?? 0).saturatingAdd(row.count) }
            let listed = sums.values.reduce(UInt64(0)) { $0.saturatingAdd($1) }
            var problems = found.rejections(.handles)
            if let total = table.totalObjects, total > listed {
                sums[notListed] = total - listed
                problems.append(.printedRowsMissing(.handles, count: total - listed, bytes: nil))
            } else if table.totalObjects == nil || found.isCut {
                problems.append(.printedRowsMissing(.handles, count: nil, bytes: nil))
            }
            let rows = sums.sorted { bytewise($0.key, $1.key) }.map { name, count in
                var row = HandleRow()
                (row.type, row.count) = (name, count)
                return row
            }
            return PrintedReading(Table(rows, absent: pinned.union(["module", "kind", "token", "build"])), problems)
        }
        return PrintedReading()
    }
}
