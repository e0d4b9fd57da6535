import DebuggerText
import RawMemory
import SnapshotModel

/// The section `sync_blocks` from `syncblk`. Without `-all` it lists those whose locks are held, so nobody waits for the others.
enum PrintedSyncBlocks {
    static func reading(_ found: FoundTable) -> PrintedReading {
        guard case .syncBlocks(let blocks) = found.content else { return PrintedReading() }
        var rows = blocks.types.map { type, count in
            var row = SyncBlockRow()
            (row.type, row.count, row.held, row.waiting) = (type, count.count, count.held, count.waiting)
            return row
        }
        var problems = found.rejections(.syncBlocks)
        let listed = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.count) }
        // Numbers that were given out and are free again are none.
        let used = blocks.total.flatMap { total in blocks.free.map { total - min(total, $0) } }
        if let used, listed > used {
            problems.append(.printedSumsDiffer(.syncBlocks, by: listed - used, line: UInt64(clamping: found.lines.upperBound)))
        }
        if found.isCut || used == nil {
            problems.append(.printedRowsMissing(.syncBlocks, count: used.map { $0 - min($0, listed) }, bytes: nil))
        }
        if let used, used > listed {
            var rest = SyncBlockRow()
            (rest.type, rest.count) = (notListed, used - listed)
            rows.append(rest)
        }
        return PrintedReading(Table(rows.sorted { bytewise($0.type, $1.type) }), problems)
    }
}
