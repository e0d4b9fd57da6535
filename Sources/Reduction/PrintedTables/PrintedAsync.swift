import DebuggerText
import RawMemory
import SnapshotModel

/// The section `async` from `dumpasync`.
enum PrintedAsync {
    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .asyncStacks(let table) = found.content else { return PrintedReading() }
        let rows = table.methods.map { key, count in
            var row = AsyncRow()
            (row.method, row.state, row.count) = (key.method, key.state, count)
            return row
        }
        var problems = found.rejections(.async) + [.printedAsyncPendingOnly]
        if found.isCut { problems.append(.printedRowsMissing(.async, count: nil, bytes: nil)) }
        return PrintedReading(
            Table(rows.sorted { $0.method != $1.method ? bytewise($0.method, $1.method) : bytewise($0.state, $1.state) }), problems)
    }
}
