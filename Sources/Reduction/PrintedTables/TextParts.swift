import DebuggerText

/// The snapshots in a text: where a whole table comes again with other numbers, another one begins.
struct TextParts {
    private var parts: [Part] = []
    /// The part that tables without a contradiction go to.
    private var current = 0

    /// The first whole table that comes twice with different numbers: its command, and the lines in which the two begin.
    private(set) var contradiction: (command: String, first: Int, second: Int)?

    /// The tables of one moment.
    fileprivate struct Part {
        var tables: [FoundTable] = []
        /// By command the table that says most.
        var known: [String: FoundTable] = [:]
        /// What is printed once for each thread, module or choice, and is there already.
        var identities: Set<String> = []
        /// From here on the tables repeat what the part has.
        var repeated: Int?
    }

    /// So many of the last moments are looked at.
    private static let mostEarlier = 8

    init(_ tables: [FoundTable]) {
        for table in tables { take(table) }
    }

    var tables: [[FoundTable]] { parts.map(\.tables) }

    /// The snapshots in which a text with such tables is divided.
    static func divide(_ tables: [FoundTable]) -> [[FoundTable]] { TextParts(tables).tables }

    /// The first whole table of these that comes twice with different numbers.
    static func contradiction(in tables: [FoundTable]) -> (command: String, first: Int, second: Int)? { TextParts(tables).contradiction }

    private mutating func take(_ table: FoundTable) {
        guard !parts.isEmpty else {
            parts.append(Part())
            add(table, to: 0)
            return
        }
        guard let command = table.printedBy, let other = parts[current].known[command], other.contradicts(table) else {
            add(table, to: current)
            return
        }
        if contradiction == nil { contradiction = (command, other.lines.lowerBound, table.lines.lowerBound) }
        // A moment that was shown before may be shown again.
        if let earlier = parts.indices.suffix(TextParts.mostEarlier).last(where: { $0 != current && parts[$0].repeats(table, command) }) {
            current = earlier
            add(table, to: current)
            return
        }
        let moved = parts[current].removeRepeated()
        parts.append(Part())
        current = parts.count - 1
        for table in moved { add(table, to: current) }
        add(table, to: current)
    }

    private mutating func add(_ table: FoundTable, to place: Int) {
        parts[place].add(table)
    }
}

extension TextParts.Part {
    fileprivate mutating func add(_ table: FoundTable) {
        let names = table.identities
        let isAgain = names.contains { identities.contains($0) }
        if isAgain { repeated = repeated ?? tables.count } else if !names.isEmpty { repeated = nil }
        identities.formUnion(names)
        if let command = table.printedBy, (known[command]?.says ?? -1) < table.says { known[command] = table }
        tables.append(table)
    }

    /// Whether it has the same table with the same numbers.
    fileprivate func repeats(_ table: FoundTable, _ command: String) -> Bool {
        known[command].map { $0.says > 0 && !$0.contradicts(table) } ?? false
    }

    /// Takes the tables away that stand at the end and repeat what the part has: they are the first ones of the next moment.
    fileprivate mutating func removeRepeated() -> [FoundTable] {
        guard let start = repeated else { return [] }
        defer { tables.removeSubrange(start...) }
        return Array(tables[start...])
    }
}

extension FoundTable {
    var isWholeHeap: Bool { if case .statistics(let table) = content { table.scope == .heap } else { false } }
    var isPartOfHeap: Bool {
        if case .statistics(let table) = content, case .partOfHeap = table.scope { true } else { false }
    }

    /// The number of rows and totals: the more, the more it says.
    var says: Int {
        switch content {
        case .statistics(let table): table.rows.count + (table.totalObjects == nil ? 0 : 1)
        case .gcHeaps(let table): table.segments.count + (table.allocated == nil ? 0 : 1) + (table.committed == nil ? 0 : 1)
        case .loaderHeaps(let table): table.heaps.count + (table.total == nil ? 0 : 1)
        case .addressSummary(let summary): [summary.usage, summary.types, summary.states, summary.protections].reduce(0) { $0 + $1.count }
        case .memoryKinds(let kinds): kinds.rows.count + (kinds.total == nil ? 0 : 1)
        case .finalization(let counts): counts.queued.count { $0 != nil } + (counts.ready == nil ? 0 : 1)
        case .queuedTypes(let table): table.rows.count + (table.totalObjects == nil ? 0 : 1)
        case .handles(let table): table.counts.count + table.listed.count
        case .threads(let table): table.rows.count + (table.count == nil ? 0 : 1)
        case .modules(let table): table.modules.count
        case .stacks(let table): table.threads.count
        case .moduleFacts, .committed: 1
        case .heapShares(let shares): shares.blocks.values.reduce(0) { $0 + $1.heaps.count + ($1.total == nil ? 0 : 1) }
        case .parallelStacks(let stacks): stacks.groups.count + (stacks.threads == nil ? 0 : 1)
        case .timers(let table): table.timers.count + table.grouped.count + (table.total == nil ? 0 : 1)
        case .asyncStacks(let table): table.methods.count
        case .mappings(let mappings): mappings.kinds.count + (mappings.total == nil ? 0 : 1)
        case .liveReport(let report): report.rows.count + (report.totalObjects == nil ? 0 : 1)
        case .addressRegions(let regions): regions.uses.count
        case .virtualStatistics(let statistics): statistics.sections.count
        case .rootPaths(let paths): paths.ways.count + (paths.found == nil ? 0 : 1)
        case .syncBlocks(let blocks): blocks.types.count + (blocks.total == nil ? 0 : 1)
        case .counters(let table): table.counters.count
        case .taskList(let list): list.tasks.count
        case .nativeHeaps, .facts: 1
        }
    }

    /// The command of a table that one process has once at a time; `nil` for others, like the stack of a thread.
    fileprivate var printedBy: String? {
        switch content {
        case .statistics(let table):
            switch table.scope {
            case .heap: content.command
            // The same command prints how many objects are queued, which is another table.
            case .finalizable: table.choice.isEmpty ? "\(content.command) (types)" : nil
            case .handles: table.choice.isEmpty ? content.command : nil
            case .partOfHeap, .tasks: nil
            }
        case .handles(let table): table.isPart ? nil : content.command
        case .facts, .modules, .moduleFacts, .stacks, .committed, .rootPaths: nil
        default: content.command
        }
    }

    /// What it is a table of. Two tables with one of these are of the same thing, at one moment or at two.
    fileprivate var identities: [String] {
        if let printedBy { return [printedBy] }
        return switch content {
        case .statistics(let table): ["statistics \(table.scope) \(table.choice)"]
        case .handles(let table): ["handles \(table.choice)"]
        case .stacks(let table): table.threads.map { "\(content.command) \($0.osID)" }
        case .modules(let table): table.modules.prefix(1).map { "modules \(table.source) \($0.address) \($0.name)" }
        case .moduleFacts(let facts): ["module \(facts.address) \(facts.name)"]
        case .rootPaths(let paths): ["root paths \(paths.target)"]
        default: []
        }
    }

    /// Whether both are the same table of the process at different moments: some number that both have is not the same. Both have the same `printedBy`.
    fileprivate func contradicts(_ other: FoundTable) -> Bool {
        // Repeated tables share their contents, so this takes no time.
        if content == other.content { return false }
        return differs(other)
    }

    private func differs(_ other: FoundTable) -> Bool {
        switch (content, other.content) {
        case (.statistics(let a), .statistics(let b)):
            differ(a.totalObjects, b.totalObjects) || differ(a.rows, b.rows) { $0.methodTable }
        case (.gcHeaps(let a), .gcHeaps(let b)):
            differ(a.allocated, b.allocated) || differ(a.committed, b.committed)
                || !a.segments.isEmpty && !b.segments.isEmpty && !beginsAlike(a.segments, b.segments)
        case (.loaderHeaps(let a), .loaderHeaps(let b)):
            differ(a.total, b.total) || !a.heaps.isEmpty && !b.heaps.isEmpty && !beginsAlike(a.heaps, b.heaps)
        case (.addressSummary(let a), .addressSummary(let b)):
            differ(a.usage, b.usage) { $0.name } || differ(a.types, b.types) { $0.name } || differ(a.states, b.states) { $0.name }
                || differ(a.protections, b.protections) { $0.name }
        case (.memoryKinds(let a), .memoryKinds(let b)): differ(a.total, b.total) || differ(a.rows, b.rows) { $0.name }
        case (.finalization(let a), .finalization(let b)):
            differ(a.ready, b.ready) || zip(a.queued, b.queued).contains { differ($0, $1) }
        case (.queuedTypes(let a), .queuedTypes(let b)):
            differ(a.totalObjects, b.totalObjects) || differ(a.rows, b.rows) { "\($0.generation) \($0.name)" }
        case (.handles(let a), .handles(let b)):
            a.counts.contains { differ($0.value, b.counts[$0.key]) } || !a.listed.isEmpty && !b.listed.isEmpty && a.listed != b.listed
        case (.threads(let a), .threads(let b)): differ(a.count, b.count)
        case (.heapShares, .heapShares), (.parallelStacks, .parallelStacks), (.timers, .timers), (.asyncStacks, .asyncStacks),
            (.mappings, .mappings), (.nativeHeaps, .nativeHeaps), (.virtualStatistics, .virtualStatistics),
            (.addressRegions, .addressRegions), (.liveReport, .liveReport), (.taskList, .taskList):
            true
        case (.syncBlocks(let a), .syncBlocks(let b)):
            differ(a.total, b.total) || a.types.contains { differ($0.value, b.types[$0.key]) }
        case (.counters(let a), .counters(let b)): differ(a.counters, b.counters) { "\($0.provider) \($0.name)" }
        default: false
        }
    }
}

/// Whether both are known and not the same.
private func differ<Value: Equatable>(_ a: Value?, _ b: Value?) -> Bool {
    guard let a, let b else { return false }
    return a != b
}

/// Whether two rows with one key are not the same. Of long tables the last rows are compared, which are those of the most bytes.
private func differ<Row: Equatable, Key: Hashable>(_ a: [Row], _ b: [Row], key: (Row) -> Key) -> Bool {
    let (few, many) = a.count < b.count ? (a, b) : (b, a)
    let rows = Dictionary(few.suffix(mostCompared).map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    return many.suffix(mostCompared).contains { row in rows[key(row)].map { $0 != row } ?? false }
}

private let mostCompared = 2048

/// Whether the shorter list is the beginning of the longer one, as where the end of a table was left out.
private func beginsAlike<Value: Equatable>(_ a: [Value], _ b: [Value]) -> Bool { zip(a, b).allSatisfy { $0 == $1 } }
