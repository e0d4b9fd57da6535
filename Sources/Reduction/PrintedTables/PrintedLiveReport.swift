import DebuggerText
import GCDump
import RawMemory
import SnapshotModel

/// The section `types` from `dotnet-gcdump report`, which lists what is alive.
enum PrintedLiveReport {
    private static let absent: Set<String> = {
        let parts = ["gen0", "gen1", "gen2", "loh", "poh", "frozen"].flatMap { ["\($0)_count", "\($0)_bytes"] }
        return Set(["held_count", "held_bytes", "retained_count", "retained_bytes", "method_tables", "token", "build"] + parts)
    }()
    private static let bytes: Set<String> = ["bytes", "live_bytes"]

    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .liveReport(let report) = found.content else { return PrintedReading() }
        var reading = PrintedReading()
        reading.problems = found.rejections(.liveReport) + [.graphOfLiveObjects]
        var places: [[BytewiseText]: Int] = [:]
        var rows: [TypeRow] = []
        var listed = (count: UInt64(0), bytes: UInt64(0))
        for printed in report.rows {
            let name = TypeNameText.canonical(printed.name)
            let module = printed.module.isEmpty ? "" : TypeNameText.moduleName(printed.module)
            let key = [BytewiseText(name), BytewiseText(module)]
            let place = places[key] ?? rows.count
            if place == rows.count {
                places[key] = place
                var row = TypeRow()
                (row.name, row.module) = (name, module)
                rows.append(row)
            }
            let (size, overflow) = printed.size.multipliedReportingOverflow(by: printed.count)
            let bytes = overflow ? UInt64.max : size
            rows[place].count = rows[place].count.saturatingAdd(printed.count)
            rows[place].bytes = rows[place].bytes.saturatingAdd(bytes)
            listed = (listed.count.saturatingAdd(printed.count), listed.bytes.saturatingAdd(bytes))
        }
        rows = NestedTypes.named(rows)
        // The size is that of one object of a type, and others of the type may be larger. Where the sums are those of the heap, all have it.
        let hasBytes = listed.count == report.totalObjects && listed.bytes == report.totalBytes
        let left = found.remainder(.liveReport, listed: PrintedSums(count: listed.count), total: PrintedSums(count: report.totalObjects))
        reading.problems += left.problems
        if let count = left.count, count > 0 {
            var rest = TypeRow()
            (rest.name, rest.count) = (notListed, count)
            rows.append(rest)
        }
        if let total = report.totalObjects, total >= GCDumpTypes.leastCapped, total <= UInt64(GCDumpTypes.mostNodes) {
            reading.problems.append(.graphCapped(nodes: total))
        }
        if !hasBytes { reading.problems.append(.printedSizesOfOne) }
        for place in rows.indices { (rows[place].liveCount, rows[place].liveBytes) = (rows[place].count, rows[place].bytes) }
        reading.table = Table(rows, absent: hasBytes ? absent : absent.union(bytes))
        reading.totals = Totals(objects: report.totalObjects ?? listed.count, bytes: report.totalBytes)
        return reading
    }
}
