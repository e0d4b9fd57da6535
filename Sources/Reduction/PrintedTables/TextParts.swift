import DebuggerText

/// The snapshots in a text: where a whole table comes again with other numbers, another one begins.
enum TextParts {
    static func divide(_ tables: [FoundTable]) -> [[FoundTable]] {
        var parts: [[FoundTable]] = [[]]
        for table in tables {
            let last = parts.count - 1
            if parts[last].contains(where: { $0.contradicts(table) }) { parts.append([table]) } else { parts[last].append(table) }
        }
        return parts
    }

    /// The first whole table that comes twice with different numbers: its command, and the lines in which the two begin.
    static func contradiction(in tables: [FoundTable]) -> (command: String, first: Int, second: Int)? {
        for (place, table) in tables.enumerated() {
            if let other = tables[..<place].first(where: { $0.contradicts(table) }) {
                return (table.printedBy ?? "", other.lines.lowerBound, table.lines.lowerBound)
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

    /// The command of a table that one process has once at a time; `nil` for others, like the stack of a thread.
    fileprivate var printedBy: String? {
        switch content {
        case .statistics(let table):
            switch table.scope {
            case .heap: "dumpheap -stat"
            case .finalizable: "finalizequeue"
            case .handles: "gchandles"
            case .partOfHeap, .tasks: nil
            }
        case .gcHeaps: "eeheap -gc"
        case .loaderHeaps: "eeheap -loader"
        case .addressSummary: "address -summary"
        case .memoryKinds: "maddress"
        case .finalization: "finalizequeue"
        case .queuedTypes: "finq -stat"
        case .handles(let table): table.isPart ? nil : "gchandles"
        case .threads: "clrthreads"
        case .modules, .moduleFacts, .stacks, .committed: nil
        }
    }

    /// Whether both are the same table of the process at different moments: some number that both have is not the same.
    fileprivate func contradicts(_ other: FoundTable) -> Bool {
        guard let command = printedBy, command == other.printedBy else { return false }
        switch (content, other.content) {
        case (.statistics(let a), .statistics(let b)):
            if let x = a.totalObjects, let y = b.totalObjects, x != y { return true }
            let rows = Dictionary(a.rows.map { ($0.methodTable, $0) }, uniquingKeysWith: { first, _ in first })
            return b.rows.contains { row in rows[row.methodTable].map { $0 != row } ?? false }
        case (.gcHeaps(let a), .gcHeaps(let b)):
            if let x = a.allocated, let y = b.allocated, x != y { return true }
            if let x = a.committed, let y = b.committed, x != y { return true }
            return !a.segments.isEmpty && !b.segments.isEmpty && a.segments != b.segments
        case (.loaderHeaps(let a), .loaderHeaps(let b)):
            if let x = a.total, let y = b.total, x != y { return true }
            return !a.heaps.isEmpty && !b.heaps.isEmpty && a.heaps != b.heaps
        case (.addressSummary(let a), .addressSummary(let b)): return a != b
        case (.memoryKinds(let a), .memoryKinds(let b)): return a != b
        case (.finalization(let a), .finalization(let b)): return a != b
        case (.queuedTypes(let a), .queuedTypes(let b)): return a != b
        case (.handles(let a), .handles(let b)):
            return !a.counts.isEmpty && !b.counts.isEmpty && a.counts != b.counts
                || !a.listed.isEmpty && !b.listed.isEmpty && a.listed != b.listed
        case (.threads(let a), .threads(let b)): return a.count != b.count && a.count != nil && b.count != nil
        default: return false
        }
    }
}
