import DebuggerText
import RawMemory
import SnapshotModel

/// The section `ledger` from the mappings of Linux: `smaps`, `smaps_rollup`, `pmap`.
enum PrintedMappings {
    static func reading(_ mappings: Mappings, _ found: FoundTable) -> PrintedReading {
        var rows: [String: LedgerRow] = [:]
        var sums = (reserved: UInt64(0), touched: UInt64(0))
        for (kind, printed) in mappings.kinds {
            let name = mappings.isRollup ? PrintedLedger.notToldApart.kind : Self.name(kind)
            var sum = rows[name] ?? LedgerRow(printed: name, "", count: 0, committed: 0, reserved: 0)
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
                var rest = LedgerRow(printed: notListed, "", count: 0, committed: 0, reserved: total.reserved - sums.reserved)
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
        case .anonymous: PrintedLedger.notToldApart.kind
        case .anonymousWithoutAccess: LedgerKind.unaccounted.name
        }
    }
}
