import DebuggerText
import RawMemory
import SnapshotModel

/// The section `handles` from `gchandles`.
enum PrintedHandles {
    private static let pinned: Set<String> = Set(
        ["pinned_bytes"] + ["gen0", "gen1", "gen2", "loh", "poh", "frozen"].map { "pinned_\($0)" })

    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        let groups = Group.groups(tables)
        if let whole = groups.first(where: { $0.choice.isEmpty }) { return reading(whole) }
        // Each command chose some of the handles. Lists say more than statistics of the objects.
        let listing = groups.filter { $0.list != nil || $0.counts != nil }
        let parts = listing.isEmpty ? Array(groups.suffix(1)) : listing
        guard !parts.isEmpty else { return PrintedReading() }
        let readings = parts.map(reading)
        let problem = ReadingProblem.printedPartOnly(.handles, choice: parts.map(\.choice).joined(separator: "`, `"))
        guard readings.count > 1 else { return PrintedReading(readings[0].table, readings[0].problems + [problem]) }
        var largest: [HandlesTable.Key: UInt64] = [:]
        for row in readings.flatMap({ $0.table?.rows(as: HandleRow.self) ?? [] }) {
            let key = HandlesTable.Key(kind: row.kind, type: row.type)
            largest[key] = max(largest[key] ?? 0, row.count)
        }
        let absent = Set(readings.flatMap { $0.table?.absentColumns ?? [] }).union(["token", "build"])
        return PrintedReading(
            Table(largest.map { row($0.key.type, $0.key.kind, $0.value) }, absent: absent), readings.flatMap(\.problems) + [problem])
    }

    /// What was printed of all handles, or of those that a command chose.
    private struct Group {
        let choice: String
        var list: (found: FoundTable, table: HandlesTable)?
        var counts: (found: FoundTable, table: HandlesTable)?
        var statistics: (found: FoundTable, table: StatisticsTable)?
        var problems: [ReadingProblem] = []

        /// In the order of the text; of what comes twice the last.
        static func groups(_ tables: [FoundTable]) -> [Group] {
            var groups: [Group] = []
            var places: [String: Int] = [:]
            func place(_ choice: String) -> Int {
                if let place = places[choice] { return place }
                places[choice] = groups.count
                groups.append(Group(choice: choice))
                return groups.count - 1
            }
            for found in tables {
                switch found.content {
                case .handles(let table):
                    let place = place(table.choice)
                    if !table.listed.isEmpty { groups[place].list = (found, table) }
                    if !table.counts.isEmpty { groups[place].counts = (found, table) }
                    groups[place].problems += found.rejections(.handles)
                case .statistics(let table) where table.scope == .handles: groups[place(table.choice)].statistics = (found, table)
                default: break
                }
            }
            return groups
        }
    }

    private static func reading(_ group: Group) -> PrintedReading {
        let total = group.statistics?.table.totalObjects
        if let list = group.list { return ofList(list.table.listed, list.found, group.counts?.table.counts, total, group.problems) }
        guard let counts = group.counts else {
            return group.statistics.map { ofTypes($0.table, $0.found, group.problems) } ?? PrintedReading()
        }
        // The kinds are printed without a total of their own. The statistics of the objects have it.
        let sum = counts.table.counts.values.reduce(UInt64(0)) { $0.saturatingAdd($1) }
        let left = counts.found.remainder(.handles, listed: PrintedSums(count: sum), total: PrintedSums(count: total ?? sum))
        let mayLack = total == nil && (counts.found.isCut || counts.table.hasStatistics)
        let cut: [ReadingProblem] = mayLack ? [.printedRowsMissing(.handles, count: nil, bytes: nil)] : []
        var rows = counts.table.counts.sorted { bytewise($0.key, $1.key) }.map { row("", $0.key, $0.value) }
        if let count = left.count, count > 0 { rows.append(row("", notListed, count)) }
        return PrintedReading(
            Table(rows, absent: pinned.union(["type", "module", "token", "build"])), group.problems + left.problems + cut)
    }

    private static func row(_ type: String, _ kind: String, _ count: UInt64) -> HandleRow {
        var row = HandleRow()
        (row.type, row.kind, row.count) = (type, kind, count)
        return row
    }

    /// Every handle was printed. `counts`: by kind; `total`: that of the statistics of their objects.
    private static func ofList(
        _ listed: [HandlesTable.Key: UInt64], _ found: FoundTable, _ counts: [String: UInt64]?, _ total: UInt64?, _ given: [ReadingProblem]
    ) -> PrintedReading {
        var (rows, problems): ([HandleRow], [ReadingProblem]) = ([], given)
        var sums: [String: UInt64] = [:]
        for (key, count) in listed.sorted(by: { bytewise($0.key.kind + " " + $0.key.type, $1.key.kind + " " + $1.key.type) }) {
            rows.append(row(key.type, key.kind, count))
            sums[key.kind, default: 0] += count
        }
        let all = sums.values.reduce(UInt64(0)) { $0.saturatingAdd($1) }
        guard let counts else {
            let left = found.remainder(.handles, listed: PrintedSums(count: all), total: PrintedSums(count: total))
            if let count = left.count, count > 0 { rows.append(row(notListed, notListed, count)) }
            return PrintedReading(Table(rows, absent: pinned.union(["module", "token", "build"])), problems + left.problems)
        }
        for kind in Set(counts.keys).union(sums.keys).sorted(by: bytewise) {
            let left = Remainder(
                .handles, listed: PrintedSums(count: sums[kind] ?? 0), total: PrintedSums(count: counts[kind] ?? 0), isCut: false,
                line: found.lines.upperBound)
            problems += left.problems
            if let count = left.count, count > 0 { rows.append(row(notListed, kind, count)) }
        }
        return PrintedReading(Table(rows, absent: pinned.union(["module", "token", "build"])), problems)
    }

    /// The statistics alone: by type, of every kind together.
    private static func ofTypes(_ table: StatisticsTable, _ found: FoundTable, _ problems: [ReadingProblem]) -> PrintedReading {
        let left = found.remainder(.handles, listed: PrintedSums(count: table.listed.count), total: PrintedSums(count: table.totalObjects))
        var rows = table.byType.map { row($0.name, "", $0.count) }
        if let count = left.count, count > 0 { rows.append(row(notListed, "", count)) }
        return PrintedReading(
            Table(rows, absent: pinned.union(["module", "kind", "token", "build"])), problems + found.rejections(.handles) + left.problems)
    }
}
