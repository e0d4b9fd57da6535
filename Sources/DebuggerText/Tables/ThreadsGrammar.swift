/// The runtime's threads: `clrthreads`, in older SOS `threads`.
package struct ThreadsTable: Sendable, Equatable {
    /// The six lines before the rows.
    package var count: UInt64?
    package var dead: UInt64?
    package var background: UInt64?
    package var rows: [Row] = []

    package struct Row: Sendable, Equatable {
        package var managedID: UInt64
        /// 0 for a thread that has ended.
        package var osID: UInt64
        /// The runtime's bits of the thread's state.
        package var state: UInt64
        /// What stands in brackets behind the apartment: `Finalizer`, `Threadpool Worker`, `GC`.
        package var role: String
        /// The type of its last exception; empty without one.
        package var exception: String
        /// Whether the debugger has no thread for it.
        package var isGone: Bool
    }
}

/// `   4    2  704 0000000001FCD4E0    21220 Preemptive  0000000000000000:0000000000000000 0000000001FDF8F0 0     Ukn (Finalizer)`. The first column is
/// the debugger's number, or `XXXX`.
struct ThreadsGrammar: TableGrammar {
    private var table = ThreadsTable()

    init?(opening line: TextLine, _ context: TextContext) { if !line.begins("ThreadCount:"), !Self.isHeading(line) { return nil } }

    var content: TableContent? { table.rows.isEmpty && table.count == nil ? nil : .threads(table) }

    private static func isHeading(_ line: TextLine) -> Bool { line.contains("ID") && line.contains("OSID") && line.contains("ThreadOBJ") }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.begins("ThreadCount:") {
            if table.count != nil { return .foreign }
            table.count = line.decimal(1)
            return table.count == nil ? .rejected : .taken
        }
        if line.begins("DeadThread:") {
            table.dead = line.decimal(1)
            return .taken
        }
        if line.begins("BackgroundThread:") {
            table.background = line.decimal(1)
            return .taken
        }
        if Self.headings.contains(where: { line.begins($0) }) || Self.isHeading(line) { return .taken }
        guard let mode = line.words.indices.first(where: { line.isWord($0, "Preemptive") || line.isWord($0, "Cooperative") }), mode >= 4,
            mode <= 6
        else {
            return .foreign
        }
        guard let id = line.decimal(mode - 4), let osID = line.hexadecimal(mode - 3), line.hexadecimal(mode - 2) != nil,
            let state = line.hexadecimal(mode - 1)
        else { return .rejected }
        let end = line.rest(from: mode + 1)
        table.rows.append(
            .init(
                managedID: id, osID: osID, state: state, role: Self.role(end), exception: Self.exception(end),
                isGone: line.isWord(0, "XXXX") || osID == 0))
        return .taken
    }

    private static let headings: [Phrase] = ["UnstartedThread:", "PendingThread:", "Hosted Runtime:", "Lock", "PreEmptive", "Debug"]

    private static func role(_ end: String) -> String {
        guard let open = end.firstIndex(of: "("), let close = end[open...].firstIndex(of: ")") else { return "" }
        return String(end[end.index(after: open)..<close])
    }

    /// The word before the address at the end: `System.InvalidOperationException 00007f39ed2340f0`.
    private static func exception(_ end: String) -> String {
        let words = end.split(separator: " ")
        guard words.count >= 2, let last = words.last, last.utf8.count >= 8, UInt64(last, radix: 16) != nil,
            words[words.count - 2].contains(".")
        else {
            return ""
        }
        return PrintedTypeName.canonical(String(words[words.count - 2]))
    }
}
