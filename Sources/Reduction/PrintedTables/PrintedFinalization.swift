import DebuggerText
import RawMemory
import SnapshotModel

/// The section `finalization` from `finalizequeue`, or from `finq` of SOSEX.
///
/// `finalizequeue` prints how many objects are queued and how many are ready, and the objects of both by type. So of a type only that many are surely
/// ready as there are more objects of it than queued ones. The others are told apart by no line: they are in rows without a type.
enum PrintedFinalization {
    /// In place of the types of objects whose state the text tells and whose types it does not tell apart.
    private static let mixed = "(types not told apart)"

    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        var reading = PrintedReading()
        guard let (types, found) = statistics(tables) else { return ofQueue(tables) }
        let counts = tables.compactMap { if case .finalization(let counts) = $0.content { counts } else { nil } }.last
        reading.problems = found.rejections(.finalization)
        var rows: [FinalizationRow] = []
        var listed: UInt64 = 0
        for row in types.rows { listed = listed.saturatingAdd(row.count) }
        let total = max(types.totalObjects ?? listed, listed)
        if let printed = types.totalObjects, printed < listed {
            reading.problems.append(.printedSumsDiffer(.finalization, by: listed - printed, line: UInt64(clamping: found.lines.upperBound)))
        }
        if total > listed {
            reading.problems.append(
                .printedRowsMissing(.finalization, count: total - listed, bytes: types.totalBytes.map { $0 - min($0, sum(types)) }))
        } else if found.isCut || types.totalObjects == nil {
            reading.problems.append(.printedRowsMissing(.finalization, count: nil, bytes: nil))
        }
        var byType: [(name: String, count: UInt64, bytes: UInt64)] = merged(types)
        if total > listed { byType.append((notListed, total - listed, types.totalBytes.map { $0 - min($0, sum(types)) } ?? 0)) }
        guard let ready = counts?.ready, ready <= total else {
            // The state is unknown, and no row has one.
            for type in byType { add(type.name, "", type.count, type.bytes, to: &rows) }
            reading.table = Table(rows, absent: absent.union(["state"]))
            return reading
        }
        let queued = total - ready
        var left = (queued: queued, ready: ready, bytes: UInt64(0))
        for type in byType {
            let surelyReady = type.count > queued ? type.count - queued : 0
            let surelyQueued = type.count > ready ? type.count - ready : 0
            let each = type.count > 0 ? type.bytes / type.count : 0
            let (readyBytes, queuedBytes) = (
                surelyReady == type.count ? type.bytes : surelyReady * each, surelyQueued == type.count ? type.bytes : surelyQueued * each
            )
            add(type.name, "ready", surelyReady, readyBytes, to: &rows)
            add(type.name, "queued", surelyQueued, queuedBytes, to: &rows)
            // Sums of numbers that no process has are cut off, and then the types have more objects than all together.
            left.ready -= min(left.ready, surelyReady)
            left.queued -= min(left.queued, surelyQueued)
            left.bytes = left.bytes.saturatingAdd(type.bytes - min(type.bytes, readyBytes.saturatingAdd(queuedBytes)))
        }
        // Their bytes are known together alone: they stand with the objects that are queued.
        add(mixed, "ready", left.ready, left.queued == 0 ? left.bytes : 0, to: &rows)
        add(mixed, "queued", left.queued, left.queued == 0 ? 0 : left.bytes, to: &rows)
        reading.table = Table(rows, absent: absent)
        return reading
    }

    private static let absent: Set<String> = ["module", "generation", "token", "build"]

    private static func statistics(_ tables: [FoundTable]) -> (StatisticsTable, FoundTable)? {
        for found in tables.reversed() {
            if case .statistics(let table) = found.content, table.scope == .finalizable { return (table, found) }
        }
        return nil
    }

    private static func sum(_ table: StatisticsTable) -> UInt64 { table.rows.reduce(0) { $0.saturatingAdd($1.bytes) } }

    private static func merged(_ table: StatisticsTable) -> [(name: String, count: UInt64, bytes: UInt64)] {
        var places: [String: Int] = [:]
        var merged: [(name: String, count: UInt64, bytes: UInt64)] = []
        for row in table.rows {
            let place = places[row.name] ?? merged.count
            if place == merged.count {
                places[row.name] = place
                merged.append((row.name, 0, 0))
            }
            merged[place].count = merged[place].count.saturatingAdd(row.count)
            merged[place].bytes = merged[place].bytes.saturatingAdd(row.bytes)
        }
        return merged
    }

    private static func add(_ type: String, _ state: String, _ count: UInt64, _ bytes: UInt64, to rows: inout [FinalizationRow]) {
        guard count > 0 else { return }
        var row = FinalizationRow()
        (row.type, row.state, row.count, row.bytes) = (type, state, count, bytes)
        rows.append(row)
    }

    // MARK: SOSEX

    /// By generation, which `finalizequeue` does not print by type.
    private static func ofQueue(_ tables: [FoundTable]) -> PrintedReading {
        var rows: [FinalizationRow] = []
        var problems: [ReadingProblem] = []
        for found in tables {
            guard case .queuedTypes(let table) = found.content else { continue }
            problems += found.rejections(.finalization)
            var listed = (count: UInt64(0), bytes: UInt64(0))
            for printed in table.rows {
                var row = FinalizationRow()
                (row.type, row.state, row.generation) = (printed.name, table.areReady ? "ready" : "queued", "gen\(printed.generation)")
                (row.count, row.bytes) = (printed.count, printed.bytes)
                rows.append(row)
                listed = (listed.count.saturatingAdd(row.count), listed.bytes.saturatingAdd(row.bytes))
            }
            if let total = table.totalObjects, total > listed.count {
                let bytes = table.totalBytes.map { $0 - min($0, listed.bytes) }
                var rest = FinalizationRow()
                (rest.type, rest.state, rest.count, rest.bytes) = (
                    notListed, table.areReady ? "ready" : "queued", total - listed.count, bytes ?? 0
                )
                rows.append(rest)
                problems.append(.printedRowsMissing(.finalization, count: total - listed.count, bytes: bytes))
            } else if let total = table.totalObjects, total < listed.count {
                problems.append(.printedSumsDiffer(.finalization, by: listed.count - total, line: UInt64(clamping: found.lines.upperBound)))
            } else if table.totalObjects == nil || found.isCut {
                problems.append(.printedRowsMissing(.finalization, count: nil, bytes: nil))
            }
        }
        return rows.isEmpty ? PrintedReading() : PrintedReading(Table(rows, absent: ["module", "token", "build"]), problems)
    }
}
