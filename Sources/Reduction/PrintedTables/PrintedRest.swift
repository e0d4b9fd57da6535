import DebuggerText
import RawMemory
import SnapshotModel

/// The sections from tables that other commands than the usual ones print, each where no usual one fills the section, and what no section holds.
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
        if let stacks = longest({ if case .asyncStacks = $0 { true } else { false } }) { readings.append(PrintedAsync.reading(stacks)) }
        let hasTypes = tables.contains { $0.isWholeHeap || $0.isPartOfHeap }
        if !hasTypes, let report = longest({ if case .liveReport = $0 { true } else { false } }) {
            readings.append(PrintedLiveReport.reading(report))
        }
        var unheld: [UnheldTable.Kind: UInt64] = [:]
        for found in tables.reversed() {
            if case .unheld(let table) = found.content { unheld[table.kind] = UInt64(clamping: found.lines.lowerBound) }
        }
        for kind in UnheldTable.Kind.allCases {
            if let line = unheld[kind] { readings.append(PrintedReading(nil, [.printedUnheld(kind.rawValue, line: line)])) }
        }
        return readings
    }
}
