import DebuggerText

/// The tables of a text, and the sections that are made of them.
struct PrintedTables {
    let readings: [PrintedReading]

    init(_ tables: [FoundTable]) {
        var readings: [PrintedReading] = []
        let whole = tables.filter { $0.isWholeHeap }
        let parts = tables.filter { $0.isPartOfHeap }
        if !whole.isEmpty || !parts.isEmpty { readings.append(PrintedTypes.reading(whole.sorted { $0.says > $1.says }, parts: parts)) }
        if let heaps = tables.last(where: { if case .gcHeaps = $0.content { true } else { false } }) {
            readings.append(PrintedHeaps.reading(heaps))
        }
        if let heaps = tables.last(where: { if case .loaderHeaps = $0.content { true } else { false } }) {
            readings.append(PrintedLoaderHeaps.reading(heaps))
        }
        self.readings = readings
    }
}

/// A whole table that a text has twice.
enum RepeatedTable {
    /// The kind, and the lines in which the two begin. Two with the same numbers are one, and so are one that was cut and the whole one.
    static func find(in tables: [FoundTable]) -> (PrintedTable, Int, Int)? {
        for kind in PrintedTable.allCases {
            let same = tables.filter { $0.kind == kind }
            for (place, table) in same.enumerated() {
                for other in same[..<place] where !table.agrees(with: other) {
                    return (kind, other.lines.lowerBound, table.lines.lowerBound)
                }
            }
        }
        return nil
    }
}

extension FoundTable {
    var isWholeHeap: Bool { if case .statistics(let table) = content { table.scope == .heap } else { false } }
    var isPartOfHeap: Bool {
        if case .statistics(let table) = content, case .partOfHeap = table.scope { true } else { false }
    }

    /// Of whole tables; `nil` for parts.
    fileprivate var kind: PrintedTable? {
        switch content {
        case .statistics: isWholeHeap ? .types : nil
        case .gcHeaps: .heaps
        case .loaderHeaps: .loaderHeaps
        }
    }

    /// The number of rows and totals: the more, the more it says.
    fileprivate var says: Int {
        if case .statistics(let table) = content { table.rows.count + (table.totalObjects == nil ? 0 : 1) } else { 0 }
    }

    /// Whether both can be one table: every number that both have is the same.
    fileprivate func agrees(with other: FoundTable) -> Bool {
        switch (content, other.content) {
        case (.statistics(let a), .statistics(let b)):
            if let x = a.totalObjects, let y = b.totalObjects, x != y { return false }
            let rows = Dictionary(a.rows.map { ($0.methodTable, $0) }, uniquingKeysWith: { first, _ in first })
            return b.rows.allSatisfy { row in rows[row.methodTable].map { $0 == row } ?? true }
        case (.gcHeaps(let a), .gcHeaps(let b)):
            if let x = a.allocated, let y = b.allocated, x != y { return false }
            if let x = a.committed, let y = b.committed, x != y { return false }
            return a.segments.isEmpty || b.segments.isEmpty || a.segments == b.segments
        case (.loaderHeaps(let a), .loaderHeaps(let b)):
            if let x = a.total, let y = b.total, x != y { return false }
            return a.heaps.isEmpty || b.heaps.isEmpty || a == b
        default: return true
        }
    }
}
