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
        if let (summary, found) = summary(tables) {
            if reading.table == nil { reading = ofUsage(summary, found) }
            if let committed = summary.state("MEM_COMMIT")?.bytes, committed < mostBytes {
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

    /// The summary of the address space, whose parts may stand in several places, and the table that has most of it.
    private static func summary(_ tables: [FoundTable]) -> (AddressSummary, FoundTable)? {
        var whole: (summary: AddressSummary, found: FoundTable)?
        for found in tables {
            guard case .addressSummary(let summary) = found.content else { continue }
            guard let known = whole else {
                whole = (summary, found)
                continue
            }
            if summary.usage.count > known.summary.usage.count {
                whole = (summary.completed(by: known.summary), found)
            } else {
                whole?.summary = known.summary.completed(by: summary)
            }
        }
        return whole.map { ($0.summary, $0.found) }
    }

    // MARK: maddress

    private static func ofKinds(_ kinds: MemoryKinds, _ found: FoundTable) -> PrintedReading {
        var ledger = Rows()
        // Reservations stand among the others where the command was asked for them.
        let hasReserved = kinds.rows.contains { isReserved($0.name) }
        for printed in kinds.rows {
            ledger.add(
                kind(printed.name), committed: isReserved(printed.name) ? 0 : printed.bytes, reserved: printed.bytes, count: printed.count)
        }
        let left = found.remainder(
            .ledger, listed: ledger.listed, total: PrintedSums(count: kinds.total?.count, bytes: kinds.total?.bytes))
        if left.isKnown {
            ledger.add(
                (notListed, LedgerRow.unaccounted), committed: left.bytes ?? 0, reserved: left.bytes ?? 0, count: left.count ?? 0)
        }
        var absent: Set<String> = ["touched", "present"]
        if !hasReserved { absent.insert("reserved") }
        if !left.isKnown { absent.formUnion(ledger.rows.ownersUnknown) }
        // What is missing may be reserved or committed.
        if hasReserved, left.isKnown { absent.insert("committed") }
        return PrintedReading(
            ledger.rows.isEmpty ? nil : Table(ledger.rows, absent: absent), found.rejections(.ledger) + left.problems)
    }

    private static func isReserved(_ name: String) -> Bool { name.hasSuffix("Reserve") }

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
        "TEB": ("system pages", "files"), "PEB": ("system pages", "files"),
        // `maddress` tells all apart that the runtime has.
        "Other": ("other memory", LedgerRow.native),
    ]

    // MARK: address

    /// Memory of which the table does not say what it is used for.
    static let notToldApart = (kind: LedgerRow.notToldApart, owner: LedgerRow.unaccounted)

    private static func ofUsage(_ summary: AddressSummary, _ found: FoundTable) -> PrintedReading {
        var ledger = Rows()
        var impossible: UInt64 = 0
        for printed in summary.usage where printed.name != "Free" && printed.name != "RegionUsageFree" && printed.bytes > 0 {
            guard printed.bytes < mostBytes else {
                impossible += 1
                continue
            }
            ledger.add(
                usage[printed.name] ?? (printed.name, LedgerRow.unaccounted), committed: 0, reserved: printed.bytes,
                count: printed.count ?? 0)
        }
        var problems = found.rejections(.ledger)
        var total = total(summary)
        if impossible > 0 {
            problems.append(.printedSizesImpossible(rows: impossible, line: UInt64(clamping: found.lines.lowerBound)))
            // The rest of what is committed is in the rows that cannot be.
            total = PrintedSums(bytes: summary.state("MEM_COMMIT").flatMap { $0.bytes < mostBytes ? $0.bytes : nil })
        }
        guard !ledger.rows.isEmpty else { return PrintedReading(nil, problems) }
        let listed = ledger.listed
        // Uses and states divide the address space in different ways, so their numbers of ranges are not compared.
        let left = found.remainder(.ledger, listed: PrintedSums(bytes: listed.bytes), total: PrintedSums(bytes: total.bytes))
        if impossible == 0 { problems += left.problems }
        var absent: Set<String> = ["touched", "present", "committed"]
        if let bytes = left.bytes, bytes > 0 {
            let count = total.count.flatMap { total in listed.count.flatMap { total > $0 ? total - $0 : nil } }
            ledger.add((notListed, LedgerRow.unaccounted), committed: 0, reserved: bytes, count: count ?? 0)
            if count == nil { absent.insert("count") }
        }
        if summary.usage.contains(where: { $0.count == nil }) { absent.insert("count") }
        return PrintedReading(Table(ledger.rows, absent: absent), problems)
    }

    /// What is not free, by the totals that the text prints: by state, else by type. Where it prints only what is committed, that is a part of it.
    private static func total(_ summary: AddressSummary) -> PrintedSums {
        func sum(_ rows: [AddressSummary.Row]) -> PrintedSums {
            PrintedSums(
                count: rows.allSatisfy { $0.count != nil } ? rows.reduce(0) { $0.saturatingAdd($1.count ?? 0) } : nil,
                bytes: rows.reduce(0) { $0.saturatingAdd($1.bytes) })
        }
        let states = ["MEM_COMMIT", "MEM_RESERVE"].compactMap(summary.state)
        if states.count == 2 { return sum(states) }
        if let busy = summary.busy { return PrintedSums(bytes: busy) }
        let used = summary.usage.reduce(UInt64(0)) { $1.name == "Free" || $1.name == "RegionUsageFree" ? $0 : $0.saturatingAdd($1.bytes) }
        let types = sum(summary.types.filter { $0.name != "MEM_FREE" && !$0.name.isEmpty })
        if let bytes = types.bytes, bytes >= used, !summary.types.isEmpty { return types }
        if let committed = states.first, committed.name == "MEM_COMMIT", committed.bytes > used {
            return PrintedSums(bytes: committed.bytes)
        }
        return PrintedSums()
    }

    static let usage: [String: (kind: String, owner: String)] = [
        "Image": ("images", "files"), "Heap": ("windows heaps", LedgerRow.native), "Stack": ("threads' stacks", "stacks"),
        "MappedFile": ("mapped files", "files"), "<unknown>": notToldApart, "TEB": ("system pages", "files"),
        "PEB": ("system pages", "files"), "Other": ("other", LedgerRow.unaccounted), "Heap32": ("windows heaps", LedgerRow.native),
        "Stack32": ("threads' stacks", "stacks"), "RegionUsageIsVAD": notToldApart,
        "RegionUsageImage": ("images", "files"), "RegionUsageStack": ("threads' stacks", "stacks"),
        "RegionUsageTeb": ("system pages", "files"),
        "RegionUsagePeb": ("system pages", "files"), "RegionUsageHeap": ("windows heaps", LedgerRow.native),
        "RegionUsagePageHeap": ("windows heaps", LedgerRow.native), "RegionUsageProcessParametrs": ("system pages", "files"),
        "RegionUsageEnvironmentBlock": ("system pages", "files"),
    ]

    // MARK: Rows

    /// The rows so far, one for each kind.
    private struct Rows {
        private(set) var rows: [LedgerRow] = []
        private var places: [String: Int] = [:]

        mutating func add(_ kind: (kind: String, owner: String), committed: UInt64, reserved: UInt64, count: UInt64) {
            let place = places[kind.kind] ?? rows.count
            if place == rows.count {
                places[kind.kind] = place
                var row = LedgerRow()
                (row.kind, row.owner) = (kind.kind, kind.owner)
                rows.append(row)
            }
            rows[place].committed = rows[place].committed.saturatingAdd(committed)
            rows[place].reserved = rows[place].reserved.saturatingAdd(reserved)
            rows[place].count = rows[place].count.saturatingAdd(count)
        }

        /// The ranges of all rows, and their bytes.
        var listed: PrintedSums {
            PrintedSums(count: rows.reduce(0) { $0.saturatingAdd($1.count) }, bytes: rows.reduce(0) { $0.saturatingAdd($1.reserved) })
        }
    }
}
