import DebuggerText
import RawMemory
import SnapshotModel

/// The section `ledger` from `vmstat`.
enum PrintedVirtualStatistics {
    static func reading(_ statistics: VirtualStatistics, _ found: FoundTable) -> PrintedReading {
        var problems = found.rejections(.statistics)
        let line = UInt64(clamping: found.lines.upperBound)
        if statistics.difference > 0 { problems.append(.printedSumsDiffer(.statistics, by: statistics.difference, line: line)) }
        var rows: [LedgerRow] = []
        var absent: Set<String> = ["touched", "present", "committed"]
        let kinds = [
            ("image", "images", "files"), ("mapped", "mapped files", "files"),
            ("private", PrintedLedger.notToldApart.kind, PrintedLedger.notToldApart.owner),
        ]
        for (section, kind, owner) in kinds {
            guard let printed = statistics.sections[section] else { continue }
            rows.append(LedgerRow(printed: kind, owner, count: printed.count, committed: 0, reserved: printed.bytes))
        }
        let committed = statistics.sections["commit"]?.bytes
        if let committed { problems.append(.printedCommitted(bytes: committed)) }
        let sum = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.reserved) }
        if let committed, let reserved = statistics.sections["reserve"]?.bytes, !rows.isEmpty {
            let busy = committed.saturatingAdd(reserved)
            // Each sum may be cut off to whole kilobytes.
            if busy > sum.saturatingAdd(8 << 10) {
                rows.append(LedgerRow(printed: notListed, LedgerRow.unaccounted, count: 0, committed: 0, reserved: busy - sum))
                absent.insert("count")
                problems.append(.printedRowsMissing(.statistics, count: nil, bytes: busy - sum))
            } else if sum > busy.saturatingAdd(8 << 10) {
                problems.append(.printedSumsDiffer(.statistics, by: sum - busy, line: line))
            }
        } else {
            problems.append(.printedRowsMissing(.statistics, count: nil, bytes: nil))
        }
        guard !rows.isEmpty else { return PrintedReading(nil, problems) }
        return PrintedReading(Table(rows, absent: absent), problems)
    }
}
