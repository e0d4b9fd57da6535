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
                    let detailed = ofRegions(regions, found, isSummed: summary != nil)
                    (reading.table, reading.problems) = (detailed.table, reading.problems + detailed.problems)
                }
            case .mappings(let mappings) where reading.table == nil:
                let detailed = ofMappings(mappings, found)
                (reading.table, reading.problems) = (detailed.table, reading.problems + detailed.problems)
            default: break
            }
        }
        for found in tables where reading.table == nil {
            if case .virtualStatistics(let statistics) = found.content { reading = joined(reading, ofStatistics(statistics, found)) }
        }
        for found in tables where reading.table == nil {
            if case .nativeHeaps(let heaps) = found.content { reading = joined(reading, ofHeaps(heaps, found)) }
        }
        return reading
    }

    private static let notToldApart = PrintedLedger.notToldApart

    private static func hasKinds(_ tables: [FoundTable]) -> Bool {
        tables.contains { if case .memoryKinds = $0.content { true } else { false } }
    }

    private static func joined(_ first: PrintedReading, _ second: PrintedReading) -> PrintedReading {
        PrintedReading(second.table ?? first.table, first.problems + second.problems)
    }

    private static func row(_ kind: String, _ owner: String, count: UInt64, committed: UInt64, reserved: UInt64) -> LedgerRow {
        var row = LedgerRow()
        (row.kind, row.owner, row.count, row.committed, row.reserved) = (kind, owner, count, committed, reserved)
        return row
    }

    // MARK: Regions

    private static func ofRegions(_ regions: AddressRegions, _ found: FoundTable, isSummed: Bool) -> PrintedReading {
        var sums: [String: LedgerRow] = [:]
        for (use, printed) in regions.uses {
            let (kind, owner) = PrintedLedger.usage[use] ?? (use.isEmpty ? notToldApart : (use, LedgerRow.unaccounted))
            var sum = sums[kind] ?? row(kind, owner, count: 0, committed: 0, reserved: 0)
            sum.count = sum.count.saturatingAdd(printed.count)
            sum.committed = sum.committed.saturatingAdd(printed.committed)
            sum.reserved = sum.reserved.saturatingAdd(printed.reserved)
            sums[kind] = sum
        }
        var problems = found.rejections(.regions)
        // Nothing else says how many regions there are.
        if !isSummed { problems.append(.printedRowsMissing(.regions, count: nil, bytes: nil)) }
        return PrintedReading(Table(sums.values.sorted { bytewise($0.kind, $1.kind) }, absent: ["touched", "present"]), problems)
    }

    // MARK: Mappings of Linux

    private static func ofMappings(_ mappings: Mappings, _ found: FoundTable) -> PrintedReading {
        var rows: [String: LedgerRow] = [:]
        var sums = (reserved: UInt64(0), touched: UInt64(0))
        for (kind, printed) in mappings.kinds {
            let name = mappings.isRollup ? notToldApart.kind : Self.name(kind)
            var sum = rows[name] ?? row(name, "", count: 0, committed: 0, reserved: 0)
            sum.count = sum.count.saturatingAdd(printed.count)
            sum.committed = sum.committed.saturatingAdd(printed.accessible)
            sum.reserved = sum.reserved.saturatingAdd(printed.reserved)
            sum.touched = sum.touched.saturatingAdd(printed.touched)
            rows[name] = sum
            (sums.reserved, sums.touched) = (sums.reserved.saturatingAdd(printed.reserved), sums.touched.saturatingAdd(printed.touched))
        }
        var problems = found.rejections(.mappings)
        let line = UInt64(clamping: found.lines.upperBound)
        // `owner` stays unknown: the collector's heap, the runtime's memory and that of libraries are all private.
        var absent: Set<String> = ["present", "owner"]
        if mappings.isRollup { absent.formUnion(["committed", "reserved", "count"]) }
        if !mappings.hasResident { absent.insert("touched") }
        if let total = mappings.total {
            if total.reserved > sums.reserved {
                var rest = row(notListed, "", count: 0, committed: 0, reserved: total.reserved - sums.reserved)
                rest.touched = total.touched - min(total.touched, sums.touched)
                rows[notListed] = rest
                absent.formUnion(["count", "committed"])
                problems.append(.printedRowsMissing(.mappings, count: nil, bytes: rest.reserved))
            } else if total.reserved < sums.reserved {
                problems.append(.printedSumsDiffer(.mappings, by: sums.reserved - total.reserved, line: line))
            }
            if mappings.hasResident, total.touched < sums.touched {
                problems.append(.printedSumsDiffer(.mappings, by: sums.touched - total.touched, line: line))
            }
            if mappings.hasResident { problems.append(.printedWithoutSwap) }
        } else if found.isCut || found.hasGaps || !mappings.isRollup && !mappings.hasEnd {
            problems.append(.printedRowsMissing(.mappings, count: nil, bytes: nil))
        }
        problems.append(.printedMappingsAlone)
        guard !rows.isEmpty else { return PrintedReading(nil, problems) }
        return PrintedReading(Table(rows.values.sorted { bytewise($0.kind, $1.kind) }, absent: absent), problems)
    }

    /// The names that a core's memory has too, where the kernel's list says as much.
    private static func name(_ kind: Mappings.Kind) -> String {
        switch kind {
        case .image: LedgerKind.images.name
        case .file: LedgerKind.mappedFiles.name
        case .doubleMapped: LedgerKind.doubleMapped.name
        case .shared: LedgerKind.shared.name
        case .system: LedgerKind.system.name
        case .programBreak: LedgerKind.malloc.name
        case .mainStack: "main thread's stack"
        case .anonymousExecutable: LedgerKind.otherExecutable.name
        case .anonymous: notToldApart.kind
        case .anonymousWithoutAccess: LedgerKind.unaccounted.name
        }
    }

    // MARK: vmstat

    private static func ofStatistics(_ statistics: VirtualStatistics, _ found: FoundTable) -> PrintedReading {
        var problems = found.rejections(.statistics)
        let line = UInt64(clamping: found.lines.upperBound)
        if statistics.difference > 0 { problems.append(.printedSumsDiffer(.statistics, by: statistics.difference, line: line)) }
        var rows: [LedgerRow] = []
        var absent: Set<String> = ["touched", "present", "committed"]
        let kinds = [("image", "images", "files"), ("mapped", "mapped files", "files"), ("private", notToldApart.kind, notToldApart.owner)]
        for (section, kind, owner) in kinds {
            guard let printed = statistics.sections[section] else { continue }
            rows.append(row(kind, owner, count: printed.count, committed: 0, reserved: printed.bytes))
        }
        let committed = statistics.sections["commit"]?.bytes
        if let committed { problems.append(.printedCommitted(bytes: committed)) }
        let sum = rows.reduce(UInt64(0)) { $0.saturatingAdd($1.reserved) }
        if let committed, let reserved = statistics.sections["reserve"]?.bytes, !rows.isEmpty {
            let busy = committed.saturatingAdd(reserved)
            // Each sum may be cut off to whole kilobytes.
            if busy > sum.saturatingAdd(8 << 10) {
                rows.append(row(notListed, LedgerRow.unaccounted, count: 0, committed: 0, reserved: busy - sum))
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

    // MARK: Heaps of Windows

    private static func ofHeaps(_ heaps: NativeHeaps, _ found: FoundTable) -> PrintedReading {
        var problems = found.rejections(.nativeHeaps) + [.printedHeapsAlone]
        if !heaps.hasEnd || found.isCut { problems.append(.printedRowsMissing(.nativeHeaps, count: nil, bytes: nil)) }
        let rows = [row("windows heaps", LedgerRow.native, count: heaps.heaps, committed: heaps.committed, reserved: heaps.reserved)]
        return PrintedReading(Table(rows, absent: ["touched", "present"]), problems)
    }
}

extension AddressRegions {
    /// The bytes of the summary that are in no region.
    fileprivate func missing(_ summary: AddressSummary) -> UInt64 {
        summary.usage.reduce(0) { sum, use in
            use.name == "Free" || use.name == "RegionUsageFree"
                ? sum : sum.saturatingAdd(use.bytes - min(use.bytes, uses[use.name]?.reserved ?? 0))
        }
    }

    /// Whether they sum up to the summary.
    fileprivate func isWhole(_ summary: AddressSummary) -> Bool {
        let printed = summary.usage.filter { $0.name != "Free" && $0.name != "RegionUsageFree" && $0.bytes > 0 }
        return printed.allSatisfy { uses[$0.name]?.reserved == $0.bytes } && printed.count == uses.count
    }
}
