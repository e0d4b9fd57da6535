package import SnapshotModel

/// One number about a whole snapshot, at every snapshot of a chain.
package struct TotalChange: Equatable, Sendable {
    /// As in JSON: `objects`, `bytes`, `free_objects`, `free_bytes`, `committed`, `reserved`, `modules`, `threads`, `thread_stacks`,
    /// `os_handles`.
    package let name: String
    package let unit: Unit
    /// nil where a snapshot cannot give it.
    package let values: [Int128?]
    /// Whether it takes part in the verdict.
    package let decides: Bool

    package var change: Change { Change(values.first ?? nil, values.last ?? nil) }

    /// Over how many steps of the chain it grew; nil when a value is unknown.
    package var stepsGrown: Int? {
        let known = values.compactMap(\.self)
        guard known.count == values.count else { return nil }
        return known.indices.dropFirst().count { known[$0] > known[$0 - 1] }
    }
}

/// The totals a diff compares. Those that decide the verdict are objects, bytes, modules, threads, the reserved bytes of their stacks and
/// open handles of Windows; the collector's own figures (Free, committed, reserved) move with every collection and only inform.
enum TotalCatalog {
    struct Definition: Sendable {
        let name: String
        let unit: Unit
        let decides: Bool
        let value: @Sendable (Snapshot) -> Int128?
    }

    static let all: [Definition] = [
        own("bytes", .bytes, decides: true) { $0.bytes },
        own("objects", .objects, decides: true) { $0.objects },
        of("thread_stacks", .bytes, "threads", "stack_reserved"),
        of("threads", .threads, "threads", nil),
        of("modules", .modules, "modules", "count"),
        of("os_handles", .handles, "os_handles", "count"),
        own("free_objects", .objects) { $0.freeObjects },
        own("free_bytes", .bytes) { $0.freeBytes },
        own("committed", .bytes) { $0.committed },
        own("reserved", .bytes) { $0.reserved },
    ]

    static func changes(_ snapshots: [Snapshot]) -> [TotalChange] {
        all.map { total in
            TotalChange(name: total.name, unit: total.unit, values: snapshots.map(total.value), decides: total.decides)
        }
    }

    private static func own(
        _ name: String, _ unit: Unit, decides: Bool = false, _ value: @escaping @Sendable (Totals) -> UInt64?
    ) -> Definition {
        Definition(name: name, unit: unit, decides: decides) { value($0.totals).map { Int128($0) } }
    }

    /// The sum of a measure of a section, or the number of its rows.
    private static func of(_ name: String, _ unit: Unit, _ section: String, _ measure: String?) -> Definition {
        Definition(name: name, unit: unit, decides: true) { snapshot in
            guard let table = snapshot.table(section) else { return nil }
            guard let measure else { return Int128(table.rowCount) }
            guard let position = table.info.position(measure), let words = table.columns[position] else { return nil }
            return words.reduce(0) { $0 + Int128($1) }
        }
    }
}
