import DebuggerText
import RawMemory
import SnapshotModel

/// The section `types` from the statistics of `dumpheap`.
enum PrintedTypes {
    /// What such a table never holds: modules, generations, what is alive and what is held.
    private static let absent: Set<String> = {
        let parts = ["gen0", "gen1", "gen2", "loh", "poh", "frozen"].flatMap { ["\($0)_count", "\($0)_bytes"] }
        return Set(
            ["module", "live_count", "live_bytes", "held_count", "held_bytes", "retained_count", "retained_bytes", "token", "build"] + parts
        )
    }()

    static func reading(_ whole: [FoundTable], parts: [FoundTable]) -> PrintedReading {
        guard let found = whole.first, case .statistics(let table) = found.content else { return ofParts(parts) }
        var reading = PrintedReading()
        var rows = merged(table.rows)
        let free = rows.firstIndex { $0.name == StatisticsTable.free }.map { rows.remove(at: $0) }
        var listed = (count: free?.count ?? 0, bytes: free?.bytes ?? 0)
        for row in rows { listed = (listed.count.saturatingAdd(row.count), listed.bytes.saturatingAdd(row.bytes)) }
        reading.problems = found.rejections(.types)
        let missing = (table.totalObjects ?? listed.count).subtractingReportingOverflow(listed.count)
        if missing.overflow {
            reading.problems.append(
                .printedSumsDiffer(.types, by: listed.count - (table.totalObjects ?? 0), line: UInt64(clamping: found.lines.upperBound)))
        }
        let missingCount = missing.overflow ? 0 : missing.partialValue
        var missingBytes: UInt64?
        if let total = table.totalBytes {
            if total >= listed.bytes {
                missingBytes = total - listed.bytes
            } else {
                reading.problems.append(
                    .printedSumsDiffer(.types, by: listed.bytes - total, line: UInt64(clamping: found.lines.upperBound)))
            }
        }
        if missingCount > 0 || (missingBytes ?? 0) > 0 {
            var rest = TypeRow()
            (rest.name, rest.count, rest.bytes) = (notListed, missingCount, missingBytes ?? 0)
            rows.append(rest)
            reading.problems.append(.printedRowsMissing(.types, count: missingCount, bytes: missingBytes))
        } else if found.isCut || table.totalObjects == nil {
            reading.problems.append(.printedRowsMissing(.types, count: nil, bytes: nil))
        }
        reading.problems += contradictions(rows, free, parts)
        reading.table = Table(rows, absent: absent)
        reading.totals = Totals(
            objects: rows.reduce(0) { $0.saturatingAdd($1.count) }, bytes: rows.reduce(0) { $0.saturatingAdd($1.bytes) })
        // A whole table without a line of gaps has none. One that was cut may have lost it.
        if free != nil || missingCount == 0 && table.totalObjects != nil && !found.isCut {
            (reading.totals.freeObjects, reading.totals.freeBytes) = (free?.count ?? 0, free?.bytes ?? 0)
        }
        return reading
    }

    /// Only parts of the heap were printed. The rows of several commands are one table, and what they do not choose is unknown.
    private static func ofParts(_ parts: [FoundTable]) -> PrintedReading {
        var largest: [String: TypeRow] = [:]
        for part in parts {
            guard case .statistics(let table) = part.content else { continue }
            for row in merged(table.rows) where row.name != StatisticsTable.free && row.bytes >= largest[row.name]?.bytes ?? 0 {
                largest[row.name] = row
            }
        }
        var rows = largest.values.sorted { bytewise($0.name, $1.name) }
        if parts.count == 1, let part = parts.first, case .statistics(let table) = part.content, let rest = rest(table) {
            rows.append(rest)
        }
        guard !rows.isEmpty else { return PrintedReading() }
        return PrintedReading(
            Table(rows, absent: absent),
            parts.flatMap { $0.rejections(.types) } + [.printedPartOnly(.types)])
    }

    /// What the total of a part counts and no row has.
    private static func rest(_ table: StatisticsTable) -> TypeRow? {
        var listed = (count: UInt64(0), bytes: UInt64(0))
        for row in table.rows { listed = (listed.count.saturatingAdd(row.count), listed.bytes.saturatingAdd(row.bytes)) }
        guard let total = table.totalObjects, total > listed.count else { return nil }
        var rest = TypeRow()
        (rest.name, rest.count) = (notListed, total - listed.count)
        rest.bytes = table.totalBytes.map { $0 - min($0, listed.bytes) } ?? 0
        return rest
    }

    /// Several method tables may have one name: then their sums are one row, which says how many they are.
    private static func merged(_ rows: [StatisticsTable.Row]) -> [TypeRow] {
        var places: [String: Int] = [:]
        var merged: [TypeRow] = []
        for row in rows {
            if let place = places[row.name] {
                merged[place].count = merged[place].count.saturatingAdd(row.count)
                merged[place].bytes = merged[place].bytes.saturatingAdd(row.bytes)
                merged[place].methodTables += 1
            } else {
                places[row.name] = merged.count
                var type = TypeRow()
                (type.name, type.count, type.bytes, type.methodTables) = (row.name, row.count, row.bytes, 1)
                merged.append(type)
            }
        }
        return merged
    }

    /// Parts of the heap that hold more objects of a type than the whole.
    private static func contradictions(_ rows: [TypeRow], _ free: TypeRow?, _ parts: [FoundTable]) -> [ReadingProblem] {
        let counts = Dictionary((rows + [free].compactMap(\.self)).map { ($0.name, $0.count) }, uniquingKeysWith: { first, _ in first })
        var problems: [ReadingProblem] = []
        for part in parts {
            guard case .statistics(let table) = part.content else { continue }
            let more = merged(table.rows).reduce(UInt64(0)) { sum, row in
                guard let whole = counts[row.name], row.count > whole else { return sum }
                return sum.saturatingAdd(row.count - whole)
            }
            if more > 0 { problems.append(.printedPartDiffers(.types, by: more, line: UInt64(clamping: part.lines.lowerBound))) }
        }
        return problems
    }
}
