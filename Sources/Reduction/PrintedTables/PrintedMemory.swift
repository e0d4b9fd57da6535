import DebuggerText
import RawMemory
import SnapshotModel

/// The section `ledger` from every table of a process's memory: `maddress` and `!address -summary` (`PrintedLedger`) first, which tell most apart, then
/// the regions of `!address`, the mappings of Linux, `vmstat`, and `!heap -s`.
enum PrintedMemory {
    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        var reading = PrintedLedger.reading(tables)
        let summary = tables.compactMap { if case .addressSummary(let summary) = $0.content { summary } else { nil } }.last
        for found in tables {
            switch found.content {
            case .addressRegions(let regions):
                // The regions say what is committed of each use. The summary says whether they are all there.
                if let summary, !regions.isWhole(summary) {
                    reading.problems.append(.printedRowsMissing(.regions, count: nil, bytes: regions.missing(summary)))
                } else if !hasKinds(tables) {
                    let detailed = PrintedRegions.reading(regions, found, isSummed: summary != nil)
                    (reading.table, reading.problems) = (detailed.table, reading.problems + detailed.problems)
                }
            case .mappings(let mappings) where reading.table == nil:
                let detailed = PrintedMappings.reading(mappings, found)
                (reading.table, reading.problems) = (detailed.table, reading.problems + detailed.problems)
            default: break
            }
        }
        for found in tables where reading.table == nil {
            if case .virtualStatistics(let statistics) = found.content {
                reading = joined(reading, PrintedVirtualStatistics.reading(statistics, found))
            }
        }
        for found in tables where reading.table == nil {
            if case .nativeHeaps(let heaps) = found.content { reading = joined(reading, PrintedNativeHeaps.reading(heaps, found)) }
        }
        return reading
    }

    private static func hasKinds(_ tables: [FoundTable]) -> Bool {
        tables.contains { if case .memoryKinds = $0.content { true } else { false } }
    }

    private static func joined(_ first: PrintedReading, _ second: PrintedReading) -> PrintedReading {
        PrintedReading(second.table ?? first.table, first.problems + second.problems)
    }
}

extension [LedgerRow] {
    /// The column `owner`, where some of what is committed may be any owner's: then no sum over one owner is known.
    var ownersUnknown: Set<String> { contains { $0.owner == LedgerRow.unaccounted && $0.committed > 0 } ? ["owner"] : [] }
}

extension LedgerRow {
    init(printed kind: String, _ owner: String, count: UInt64, committed: UInt64, reserved: UInt64) {
        self.init()
        (self.kind, self.owner, self.count, self.committed, self.reserved) = (kind, owner, count, committed, reserved)
    }
}
