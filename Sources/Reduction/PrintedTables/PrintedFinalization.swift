import DebuggerText
import RawMemory
import SnapshotModel

/// The section `finalization` from `finalizequeue`, or from `finq` of SOSEX.
///
/// `finalizequeue` prints how many objects are queued and how many are ready, and the objects of both by type. So of a type only that many are surely
/// ready as there are more objects of it than queued ones. The others are told apart by no line: they are in rows without a type.
enum PrintedFinalization {
    /// In place of the types of objects whose state the text tells and whose types it does not tell apart.
    private static let mixed = FinalizationRow.mixedTypes

    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        guard let (types, found) = statistics(tables) else { return ofQueue(tables) }
        let counts = tables.compactMap { if case .finalization(let counts) = $0.content { counts } else { nil } }.last
        let left = found.remainder(.finalization, listed: types.listed, total: types.total)
        var problems = found.rejections(.finalization) + left.problems
        if !types.choice.isEmpty { problems.append(.printedPartOnly(.finalization, choice: types.choice)) }
        var byType = types.byType
        var absent = Self.absent
        if left.isKnown {
            byType.append(PrintedType(name: notListed, count: left.count ?? 0, bytes: left.bytes ?? 0))
            if left.bytes == nil { absent.insert("bytes") }
        }
        // The counters before the statistics say as much as a total does.
        let queued: UInt64? =
            if let counts, counts.isWhole { counts.queued.reduce(0) { $0.saturatingAdd($1 ?? 0) } } else { nil }
        let total = types.totalObjects ?? queued.flatMap { queued in counts?.ready.map { queued.saturatingAdd($0) } }
        let isAllReady = types.choice == "-allready"
        guard let total, let ready = isAllReady ? total : counts?.ready, ready <= total, types.choice.isEmpty || isAllReady else {
            // The state is unknown, and no row has one.
            let rows = byType.compactMap { row($0.name, "", $0.count, $0.bytes) }
            return PrintedReading(rows.isEmpty ? nil : Table(rows, absent: absent.union(["state"])), problems)
        }
        if let queued, types.choice.isEmpty, let ready = counts?.ready {
            let more = Int128(queued) + Int128(ready) - Int128(total)
            if more > 0 {
                problems.append(
                    .printedSumsDiffer(.finalization, by: UInt64(clamping: more), line: UInt64(clamping: found.lines.upperBound)))
            }
        }
        return PrintedReading(Table(rows(byType, ready: ready, queued: total - ready), absent: absent), problems)
    }

    private static func rows(_ types: [PrintedType], ready: UInt64, queued: UInt64) -> [FinalizationRow] {
        var rows: [FinalizationRow?] = []
        var left = (queued: queued, ready: ready, bytes: UInt64(0))
        for type in types {
            let surelyReady = type.count > queued ? type.count - queued : 0
            let surelyQueued = type.count > ready ? type.count - ready : 0
            let each = type.count > 0 ? type.bytes / type.count : 0
            let (readyBytes, queuedBytes) = (
                surelyReady == type.count ? type.bytes : surelyReady * each, surelyQueued == type.count ? type.bytes : surelyQueued * each
            )
            rows.append(row(type.name, "ready", surelyReady, readyBytes))
            rows.append(row(type.name, "queued", surelyQueued, queuedBytes))
            // Sums of numbers that no process has are cut off, and then the types have more objects than all together.
            left.ready -= min(left.ready, surelyReady)
            left.queued -= min(left.queued, surelyQueued)
            left.bytes = left.bytes.saturatingAdd(type.bytes - min(type.bytes, readyBytes.saturatingAdd(queuedBytes)))
        }
        // Their bytes are known together alone: they stand with the objects that are queued.
        rows.append(row(mixed, "ready", left.ready, left.queued == 0 ? left.bytes : 0))
        rows.append(row(mixed, "queued", left.queued, left.queued == 0 ? 0 : left.bytes))
        return rows.compactMap(\.self)
    }

    private static let absent: Set<String> = ["module", "generation", "token", "build"]

    /// The statistics of all objects, or else those of a part.
    private static func statistics(_ tables: [FoundTable]) -> (StatisticsTable, FoundTable)? {
        let all = tables.compactMap { found in
            if case .statistics(let table) = found.content, table.scope == .finalizable { (table, found) } else { nil }
        }
        return all.last { $0.0.choice.isEmpty } ?? all.last
    }

    /// `nil` for no objects.
    private static func row(_ type: String, _ state: String, _ count: UInt64, _ bytes: UInt64) -> FinalizationRow? {
        guard count > 0 else { return nil }
        var row = FinalizationRow()
        (row.type, row.state, row.count, row.bytes) = (type, state, count, bytes)
        return row
    }

    // MARK: SOSEX

    /// By generation, which `finalizequeue` does not print by type. Of each command the last table.
    private static func ofQueue(_ tables: [FoundTable]) -> PrintedReading {
        var rows: [FinalizationRow] = []
        var problems: [ReadingProblem] = []
        var absent: Set<String> = ["module", "token", "build"]
        var printed: Set<String> = []
        for areReady in [false, true] {
            func queue(_ found: FoundTable) -> QueuedTypes? {
                if case .queuedTypes(let table) = found.content, table.areReady == areReady { table } else { nil }
            }
            guard let found = tables.last(where: { queue($0) != nil }), let table = queue(found) else { continue }
            let state = areReady ? "ready" : "queued"
            printed.insert(state)
            var listed = (count: UInt64(0), bytes: UInt64(0))
            for printed in table.rows {
                guard var row = row(printed.name, state, printed.count, printed.bytes) else { continue }
                row.generation = "gen\(printed.generation)"
                rows.append(row)
                listed = (listed.count.saturatingAdd(row.count), listed.bytes.saturatingAdd(row.bytes))
            }
            let left = found.remainder(
                .finalization, listed: PrintedSums(count: listed.count, bytes: listed.bytes),
                total: PrintedSums(count: table.totalObjects, bytes: table.totalBytes))
            if let rest = row(notListed, state, left.count ?? 0, left.bytes ?? 0) {
                rows.append(rest)
                if left.bytes == nil { absent.insert("bytes") }
            }
            problems += found.rejections(.finalization) + left.problems
        }
        // The other command lists the rest of the queue, also where that is nothing.
        if printed.count == 1 { problems.append(.printedPartOnly(.finalization, choice: printed == ["ready"] ? "frq" : "finq")) }
        return rows.isEmpty ? PrintedReading() : PrintedReading(Table(rows, absent: absent), problems)
    }
}
