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
        var types = table.byType
        let free = types.firstIndex { $0.name == StatisticsTable.free }.map { types.remove(at: $0) }
        let left = found.remainder(.types, listed: table.listed, total: table.total)
        reading.problems = found.rejections(.types) + left.problems
        // A whole table without a line of gaps has none. One that was cut may have lost it.
        if free != nil || left.problems.isEmpty {
            (reading.totals.freeObjects, reading.totals.freeBytes) = (free?.count ?? 0, free?.bytes ?? 0)
        }
        var rows = types.map(row)
        if rows.isEmpty, free != nil, !left.isKnown {
            // No heap has gaps and no objects: somebody asked for the gaps.
            reading.problems.append(.printedPartOnly(.types, choice: "-type Free"))
            return reading
        }
        if let rest = rest(left) { rows.append(rest) }
        reading.problems += contradictions(types + [free].compactMap(\.self), parts)
        reading.table = Table(rows, absent: absent)
        // What no row has is in the totals as far as the text says it.
        let (count, bytes) = (sum(rows.map(\.count)), sum(rows.map(\.bytes)))
        let hasRest = rows.last?.name == notListed
        reading.totals.objects = hasRest ? count : count.saturatingAdd(left.count ?? 0)
        if hasRest || !left.isKnown { reading.totals.bytes = bytes }
        return reading
    }

    private static func sum(_ values: [UInt64]) -> UInt64 { values.reduce(0) { $0.saturatingAdd($1) } }

    private static func row(_ type: PrintedType) -> TypeRow {
        var row = TypeRow()
        (row.name, row.count, row.bytes, row.methodTables) = (type.name, type.count, type.bytes, type.methodTables)
        return row
    }

    /// The row of what the total counts and no row has; `nil` where the text does not say how many bytes that is.
    private static func rest(_ left: Remainder) -> TypeRow? {
        guard left.isKnown, let count = left.count, let bytes = left.bytes else { return nil }
        var rest = TypeRow()
        (rest.name, rest.count, rest.bytes) = (notListed, count, bytes)
        return rest
    }

    /// Only parts of the heap were printed. The rows of several commands are one table, and what they do not choose is unknown.
    private static func ofParts(_ parts: [FoundTable]) -> PrintedReading {
        var largest: [String: PrintedType] = [:]
        var problems: [ReadingProblem] = []
        var rest: TypeRow?
        var choices: Set<String> = []
        for part in parts {
            guard case .statistics(let table) = part.content else { continue }
            for type in table.byType where type.name != StatisticsTable.free && type.bytes >= largest[type.name]?.bytes ?? 0 {
                largest[type.name] = type
            }
            let left = part.remainder(.types, listed: table.listed, total: table.total)
            problems += part.rejections(.types) + left.problems
            rest = Self.rest(left)
            if case .partOfHeap(let choice) = table.scope { choices.insert(choice) }
        }
        var rows = largest.values.sorted { bytewise($0.name, $1.name) }.map(row)
        // What two commands leave out may be the same.
        if parts.count == 1, let rest { rows.append(rest) }
        guard !rows.isEmpty else { return PrintedReading() }
        return PrintedReading(
            Table(rows, absent: absent),
            problems + [.printedPartOnly(.types, choice: choices.sorted(by: bytewise).joined(separator: "`, `"))])
    }

    /// Parts of the heap that hold more objects of a type than the whole.
    private static func contradictions(_ types: [PrintedType], _ parts: [FoundTable]) -> [ReadingProblem] {
        let counts = Dictionary(types.map { ($0.name, $0.count) }, uniquingKeysWith: { first, _ in first })
        var problems: [ReadingProblem] = []
        for part in parts {
            guard case .statistics(let table) = part.content else { continue }
            let more = table.byType.reduce(UInt64(0)) { sum, type in
                guard let whole = counts[type.name], type.count > whole else { return sum }
                return sum.saturatingAdd(type.count - whole)
            }
            if more > 0 { problems.append(.printedPartDiffers(.types, by: more, line: UInt64(clamping: part.lines.lowerBound))) }
        }
        return problems
    }
}
