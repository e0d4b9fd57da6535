import DebuggerText
import RawMemory
import SnapshotModel

/// The section `ledger` from `!address`, region by region.
enum PrintedRegions {
    /// `isSummed`: whether a summary says that all regions are there.
    static func reading(_ regions: AddressRegions, _ found: FoundTable, isSummed: Bool) -> PrintedReading {
        var sums: [String: LedgerRow] = [:]
        for (use, printed) in regions.uses {
            let (kind, owner) = PrintedLedger.usage[use] ?? (use.isEmpty ? PrintedLedger.notToldApart : (use, LedgerRow.unaccounted))
            var sum = sums[kind] ?? LedgerRow(printed: kind, owner, count: 0, committed: 0, reserved: 0)
            sum.count = sum.count.saturatingAdd(printed.count)
            sum.committed = sum.committed.saturatingAdd(printed.committed)
            sum.reserved = sum.reserved.saturatingAdd(printed.reserved)
            sums[kind] = sum
        }
        var problems = found.rejections(.regions)
        // Nothing else says how many regions there are.
        if !isSummed { problems.append(.printedRowsMissing(.regions, count: nil, bytes: nil)) }
        let rows = sums.values.sorted { bytewise($0.kind, $1.kind) }
        return PrintedReading(Table(rows, absent: Set(["touched", "present"]).union(rows.ownersUnknown)), problems)
    }
}

extension AddressRegions {
    /// The bytes of the summary that are in no region.
    func missing(_ summary: AddressSummary) -> UInt64 {
        summary.usage.reduce(0) { sum, use in
            use.name == "Free" || use.name == "RegionUsageFree"
                ? sum : sum.saturatingAdd(use.bytes - min(use.bytes, uses[use.name]?.reserved ?? 0))
        }
    }

    /// Whether they sum up to the summary.
    func isWhole(_ summary: AddressSummary) -> Bool {
        let printed = summary.usage.filter { $0.name != "Free" && $0.name != "RegionUsageFree" && $0.bytes > 0 }
        return printed.allSatisfy { uses[$0.name]?.reserved == $0.bytes } && printed.count == uses.count
    }
}
