import DebuggerText
import RawMemory
import SnapshotModel

/// The section `timers` from `timerinfo`.
enum PrintedTimers {
    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .timers(let table) = found.content else { return PrintedReading() }
        // The list, or where it was cut the sums below it.
        func sum(_ timers: [TimersTable.Key: UInt64]) -> UInt64 { timers.values.reduce(0) { $0.saturatingAdd($1) } }
        let timers = sum(table.timers) >= sum(table.grouped) ? table.timers : table.grouped
        var rows: [TimerRow] = []
        for (key, alike) in Dictionary(grouping: timers, by: { [BytewiseText($0.key.callback), BytewiseText($0.key.state)] }) {
            var row = TimerRow()
            (row.callback, row.state) = (key[0].text, key[1].text)
            var periods = TimerPeriods()
            for (timer, count) in alike {
                row.count = row.count.saturatingAdd(count)
                periods.add(timer.period.map { UInt32(clamping: $0) })
            }
            row.period = periods.words
            rows.append(row)
        }
        let left = found.remainder(.timers, listed: PrintedSums(count: sum(timers)), total: PrintedSums(count: table.total))
        if let count = left.count, count > 0 {
            var rest = TimerRow()
            (rest.callback, rest.count) = (notListed, count)
            rows.append(rest)
        }
        rows.sort { $0.callback != $1.callback ? bytewise($0.callback, $1.callback) : bytewise($0.state, $1.state) }
        return PrintedReading(Table(rows, absent: ["idle"]), found.rejections(.timers) + left.problems)
    }
}
