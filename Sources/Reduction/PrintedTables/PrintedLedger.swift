import DebuggerText
import RawMemory
import SnapshotModel

/// The section `ledger` from `maddress` or `!address -summary`.
enum PrintedLedger {
    /// No process has so much. WinDbg prints such sizes for cores of Linux, where it takes gaps for memory.
    private static let mostBytes: UInt64 = 1 << 56

    /// `maddress` tells the runtime's memory apart, so it goes first.
    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        var reading = PrintedReading()
        for found in tables {
            if case .memoryKinds(let kinds) = found.content { reading = ofKinds(kinds, found) }
        }
        for found in tables {
            guard case .addressSummary(let summary) = found.content else { continue }
            if reading.table == nil { reading = ofUsage(summary, found) }
            if let committed = summary.state("MEM_COMMIT"), committed < mostBytes {
                reading.problems.append(.printedCommitted(bytes: committed))
            }
        }
        let isKnown = reading.problems.contains { if case .printedCommitted = $0 { true } else { false } }
        for found in tables where !isKnown && reading.table?.sum("committed", nil) == nil {
            guard case .committed(let mention) = found.content else { continue }
            reading.problems.append(
                .printedCommittedAbout(low: mention.bytes.lowerBound, high: mention.bytes.upperBound, written: mention.written))
            break
        }
        return reading
    }

    // MARK: maddress

    private static func ofKinds(_ kinds: MemoryKinds, _ found: FoundTable) -> PrintedReading {
        var ledger = Rows()
        for printed in kinds.rows { add(kind(printed.name), committed: printed.bytes, reserved: 0, count: printed.count, to: &ledger) }
        var problems = found.rejections(.ledger)
        let (bytes, count) = sums(ledger.rows)
        if let total = kinds.total {
            if total.bytes > bytes || total.count > count {
                add(
                    (notListed, LedgerRow.unaccounted), committed: total.bytes - min(bytes, total.bytes), reserved: 0,
                    count: total.count - min(count, total.count), to: &ledger)
                problems.append(
                    .printedRowsMissing(.ledger, count: total.count - min(count, total.count), bytes: total.bytes - min(bytes, total.bytes))
                )
            }
            if total.bytes < bytes {
                problems.append(.printedSumsDiffer(.ledger, by: bytes - total.bytes, line: UInt64(clamping: found.lines.upperBound)))
            }
        } else {
            problems.append(.printedRowsMissing(.ledger, count: nil, bytes: nil))
        }
        return PrintedReading(Table(ledger.rows, absent: ["touched", "present", "reserved"]), problems)
    }

    private static func kind(_ name: String) -> (kind: String, owner: String) {
        if let known = kinds[name] { return known }
        let printed = name.utf8.map(\.lowercased)
        if let heap = LoaderHeapsTable.kind(printed: printed) { return ("loader heap: \(heap)", "runtime") }
        if name.hasPrefix("PAGE_") { return ("other private memory: \(name)", LedgerRow.native) }
        return (name, LedgerRow.unaccounted)
    }

    private static let kinds: [String: (kind: String, owner: String)] = [
        "Stack": ("threads' stacks", "stacks"), "GCHeap": ("gc heap", "gc heap"), "GCHeapToBeFreed": ("gc free regions", "gc heap"),
        "GCHeapReserve": ("gc reserved", "gc heap"), "GCBookkeeping": ("gc bookkeeping", "runtime"),
        "HandleTable": ("handle tables", "runtime"),
        "LoaderCodeHeap": ("jit code", "runtime"), "HostCodeHeap": ("code of dynamic methods", "runtime"), "Image": ("images", "files"),
        "MappedFile": ("mapped files", "files"), "Heap": ("windows heaps", LedgerRow.native),
        "HeapReserve": ("windows heaps", LedgerRow.native),
        "TEB": ("system pages", "files"), "PEB": ("system pages", "files"), "Other": (LedgerRow.unaccounted, LedgerRow.unaccounted),
    ]

    // MARK: address

    private static func ofUsage(_ summary: AddressSummary, _ found: FoundTable) -> PrintedReading {
        var ledger = Rows()
        var impossible: UInt64 = 0
        for printed in summary.usage where printed.name != "Free" && printed.name != "RegionUsageFree" && printed.bytes > 0 {
            guard printed.bytes < mostBytes else {
                impossible += 1
                continue
            }
            add(
                usage[printed.name] ?? (printed.name, LedgerRow.unaccounted), committed: 0, reserved: printed.bytes,
                count: printed.count ?? 0, to: &ledger)
        }
        var problems = found.rejections(.ledger)
        if impossible > 0 {
            problems.append(.printedSizesImpossible(rows: impossible, line: UInt64(clamping: found.lines.lowerBound)))
            // The rest of what is committed is in the rows that cannot be.
            let sum = ledger.rows.reduce(UInt64(0)) { $0.saturatingAdd($1.reserved) }
            if let committed = summary.state("MEM_COMMIT"), committed > sum, committed < mostBytes {
                add((notListed, LedgerRow.unaccounted), committed: 0, reserved: committed - sum, count: 0, to: &ledger)
            }
        } else if let committed = summary.state("MEM_COMMIT"), let reserved = summary.state("MEM_RESERVE"), !ledger.rows.isEmpty {
            let busy = committed.saturatingAdd(reserved)
            let sum = ledger.rows.reduce(UInt64(0)) { $0.saturatingAdd($1.reserved) }
            if busy > sum {
                add((notListed, LedgerRow.unaccounted), committed: 0, reserved: busy - sum, count: 0, to: &ledger)
                problems.append(.printedRowsMissing(.ledger, count: nil, bytes: busy - sum))
            } else if busy < sum {
                problems.append(.printedSumsDiffer(.ledger, by: sum - busy, line: UInt64(clamping: found.lines.upperBound)))
            }
        }
        guard !ledger.rows.isEmpty else { return PrintedReading(nil, problems) }
        var absent: Set<String> = ["touched", "present", "committed"]
        if summary.usage.contains(where: { $0.count == nil }) { absent.insert("count") }
        return PrintedReading(Table(ledger.rows, absent: absent), problems)
    }

    private static let usage: [String: (kind: String, owner: String)] = [
        "Image": ("images", "files"), "Heap": ("windows heaps", LedgerRow.native), "Stack": ("threads' stacks", "stacks"),
        "MappedFile": ("mapped files", "files"), "<unknown>": ("not told apart", LedgerRow.unaccounted), "TEB": ("system pages", "files"),
        "PEB": ("system pages", "files"), "Other": ("other", LedgerRow.unaccounted), "Heap32": ("windows heaps", LedgerRow.native),
        "Stack32": ("threads' stacks", "stacks"), "RegionUsageIsVAD": ("not told apart", LedgerRow.unaccounted),
        "RegionUsageImage": ("images", "files"), "RegionUsageStack": ("threads' stacks", "stacks"),
        "RegionUsageTeb": ("system pages", "files"),
        "RegionUsagePeb": ("system pages", "files"), "RegionUsageHeap": ("windows heaps", LedgerRow.native),
        "RegionUsagePageHeap": ("windows heaps", LedgerRow.native), "RegionUsageProcessParametrs": ("system pages", "files"),
        "RegionUsageEnvironmentBlock": ("system pages", "files"),
    ]

    // MARK: Rows

    /// The rows so far, one for each kind.
    private struct Rows {
        var rows: [LedgerRow] = []
        private var places: [String: Int] = [:]

        mutating func place(_ kind: (kind: String, owner: String)) -> Int {
            if let place = places[kind.kind] { return place }
            var row = LedgerRow()
            (row.kind, row.owner) = (kind.kind, kind.owner)
            places[kind.kind] = rows.count
            rows.append(row)
            return rows.count - 1
        }
    }

    private static func add(
        _ kind: (kind: String, owner: String), committed: UInt64, reserved: UInt64, count: UInt64, to ledger: inout Rows
    ) {
        let place = ledger.place(kind)
        ledger.rows[place].committed = ledger.rows[place].committed.saturatingAdd(committed)
        ledger.rows[place].reserved = ledger.rows[place].reserved.saturatingAdd(reserved)
        ledger.rows[place].count = ledger.rows[place].count.saturatingAdd(count)
    }

    private static func sums(_ rows: [LedgerRow]) -> (bytes: UInt64, count: UInt64) {
        rows.reduce((0, 0)) { ($0.0.saturatingAdd($1.committed), $0.1.saturatingAdd($1.count)) }
    }
}
