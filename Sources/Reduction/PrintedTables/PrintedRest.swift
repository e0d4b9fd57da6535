import DebuggerText
import RawMemory
import SnapshotModel

/// The sections from tables that other commands than the usual ones print, each where no usual one fills the section.
enum PrintedRest {
    static func readings(_ tables: [FoundTable]) -> [PrintedReading] {
        func longest(_ isOfKind: (TableContent) -> Bool) -> FoundTable? {
            tables.filter { isOfKind($0.content) }.max { $0.lines.count < $1.lines.count }
        }
        var readings: [PrintedReading] = [PrintedParallelStacks.reading(tables)]
        let hasHeaps = tables.contains { if case .gcHeaps = $0.content { true } else { false } }
        if !hasHeaps, let shares = longest({ if case .heapShares = $0 { true } else { false } }) {
            readings.append(PrintedHeapShares.reading(shares))
        }
        if let timers = longest({ if case .timers = $0 { true } else { false } }) { readings.append(PrintedTimers.reading(timers)) }
        if let stacks = longest({ if case .asyncStacks = $0 { true } else { false } }) {
            readings.append(PrintedAsync.reading(stacks))
        } else {
            readings += PrintedTasks.readings(tables)
        }
        let hasTypes = tables.contains { $0.isWholeHeap || $0.isPartOfHeap }
        if !hasTypes, let report = longest({ if case .liveReport = $0 { true } else { false } }) {
            readings.append(PrintedLiveReport.reading(report))
        }
        readings.append(PrintedRootPaths.reading(tables))
        if let blocks = longest({ if case .syncBlocks = $0 { true } else { false } }) { readings.append(PrintedSyncBlocks.reading(blocks)) }
        let hasShares = tables.contains { if case .heapShares = $0.content { true } else { false } }
        readings += PrintedCounters.readings(tables, fillsHeaps: !hasHeaps && !hasShares)
        return readings
    }
}
