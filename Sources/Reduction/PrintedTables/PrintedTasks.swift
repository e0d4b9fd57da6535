import DebuggerText
import HeapWalk
import RawMemory
import SnapshotModel

/// The sections `tasks` and `async` from `dumpasync` of SOS in C++: its statistics by type, and the list of single ones.
enum PrintedTasks {
    static func readings(_ tables: [FoundTable]) -> [PrintedReading] {
        var readings: [PrintedReading] = []
        let lists = tables.filter { if case .taskList = $0.content { true } else { false } }
        let statistics = tables.filter { if case .statistics(let table) = $0.content { table.scope == .tasks } else { false } }
        func ofTasks(_ found: FoundTable) -> Bool { if case .taskList(let list) = found.content { list.isOfTasks } else { false } }
        if let sums = statistics.last {
            readings.append(tasks(sums, lists.filter(ofTasks).last))
        } else if let list = lists.last(where: ofTasks) {
            readings.append(tasks(nil, list))
        }
        if let list = lists.last(where: { !ofTasks($0) }) { readings.append(methods(list, statistics.last)) }
        return readings
    }

    /// By type as many as the statistics say. The state of those that no row lists is unknown.
    private static func tasks(_ sums: FoundTable?, _ list: FoundTable?) -> PrintedReading {
        var rows: [[BytewiseText]: TaskRow] = [:]
        var listed: [BytewiseText: UInt64] = [:]
        func add(_ type: String, _ method: String, _ state: String, _ count: UInt64) {
            var row = TaskRow()
            (row.type, row.method, row.state) = (type, method, state)
            let key = [type, method, state].map { BytewiseText($0) }
            row.count = (rows[key]?.count ?? 0).saturatingAdd(count)
            rows[key] = row
        }
        var problems: [ReadingProblem] = []
        if let list, case .taskList(let table) = list.content {
            for (key, count) in table.tasks {
                add(key.type, key.method, UInt32(exactly: key.state).map { TaskState(flags: $0).word } ?? "", count)
                listed[BytewiseText(key.type)] = (listed[BytewiseText(key.type)] ?? 0).saturatingAdd(count)
            }
            problems += list.rejections(.tasks)
            if sums == nil { problems.append(.printedRowsMissing(.tasks, count: nil, bytes: nil)) }
        }
        if let sums, case .statistics(let table) = sums.content {
            var counts: [BytewiseText: UInt64] = [:]
            for row in table.rows { counts[BytewiseText(row.name)] = (counts[BytewiseText(row.name)] ?? 0).saturatingAdd(row.count) }
            var (more, unlisted): (UInt64, UInt64) = (0, 0)
            for (type, count) in counts {
                let known = listed[type] ?? 0
                if count > known { add(type.text, "", "", count - known) }
                unlisted = unlisted.saturatingAdd(count - min(count, known))
                more = more.saturatingAdd(known - min(known, count))
            }
            if unlisted > 0 { problems.append(.printedTasksWithoutState(count: unlisted)) }
            if more > 0 { problems.append(.printedSumsDiffer(.tasks, by: more, line: UInt64(clamping: sums.lines.upperBound))) }
            let sum = table.rows.reduce(UInt64(0)) { $0.saturatingAdd($1.count) }
            let left = sums.remainder(.tasks, listed: PrintedSums(count: sum), total: PrintedSums(count: table.totalObjects))
            if let count = left.count, count > 0 { add(notListed, "", "", count) }
            problems += sums.rejections(.tasks) + left.problems
        }
        // Without `-tasks` it looks at async methods alone, and without `-completed` at what has not ended.
        let options = Set((sums ?? list)?.command?.arguments.map { String($0.drop { $0 == "-" }) } ?? [])
        if !options.isSuperset(of: ["tasks", "completed"]) { problems.append(.printedPartOnly(.tasks)) }
        let sorted = rows.values.sorted { a, b in
            for (x, y) in [(a.type, b.type), (a.method, b.method), (a.state, b.state)] where x != y { return bytewise(x, y) }
            return false
        }
        return PrintedReading(Table(sorted), problems)
    }

    private static func methods(_ found: FoundTable, _ sums: FoundTable?) -> PrintedReading {
        guard case .taskList(let list) = found.content else { return PrintedReading() }
        var rows = list.tasks.map { key, count in
            var row = AsyncRow()
            (row.method, row.state, row.count) = (key.type, String(key.state), count)
            return row
        }
        var problems = found.rejections(.async)
        let listed = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.count) }
        var total: UInt64?
        if let sums, case .statistics(let table) = sums.content { total = table.totalObjects }
        let left = found.remainder(.async, listed: PrintedSums(count: listed), total: PrintedSums(count: total))
        if let count = left.count, count > 0 {
            var rest = AsyncRow()
            (rest.method, rest.count) = (notListed, count)
            rows.append(rest)
        }
        problems += left.problems
        if !(found.command?.arguments.contains { $0.drop { $0 == "-" } == "completed" } ?? false) {
            problems.append(.printedAsyncPendingOnly)
        }
        return PrintedReading(
            Table(rows.sorted { $0.method != $1.method ? bytewise($0.method, $1.method) : bytewise($0.state, $1.state) }), problems)
    }
}
