/// The runtime's threads: `clrthreads`, in older SOS `threads`.
package struct ThreadsTable: Sendable, Equatable {
    /// The six lines before the rows.
    package var count: UInt64?
    package var dead: UInt64?
    package var unstarted: UInt64?
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
        /// Whether the debugger knows no thread for it: it has ended, or the debugger knows none at all (lldb).
        package var isUnlisted: Bool
        /// Whether it has ended or was not started.
        package var isGone: Bool
    }
}

/// `   4    2  704 0000000001FCD4E0    21220 Preemptive  0000000000000000:0000000000000000 0000000001FDF8F0 0     Ukn (Finalizer)`. The first column is
/// the debugger's number, or `XXXX`.
struct ThreadsGrammar: TableGrammar {
    private var table = ThreadsTable()

    init?(opening line: TextLine, _ context: TextContext) { if !line.begins("ThreadCount:"), !Self.isHeading(line) { return nil } }

    var content: TableContent? {
        if table.rows.isEmpty, table.count == nil { return nil }
        // A debugger may have no number for any thread, and then the number says nothing.
        let saysSo = UInt64(table.rows.count { $0.isUnlisted }) <= table.dead ?? 0
        var whole = table
        for place in whole.rows.indices {
            let row = whole.rows[place]
            whole.rows[place].isGone = row.osID == 0 || row.isUnlisted && (saysSo || row.state & Self.dead != 0)
        }
        return .threads(whole)
    }

    /// The bit of the thread's state for one that has ended (TS_Dead, in every version).
    private static let dead: UInt64 = 0x800

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
        if line.begins("UnstartedThread:") {
            table.unstarted = line.decimal(1)
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
                isUnlisted: line.isWord(0, "XXXX"), isGone: false))
        return .taken
    }

    private static let headings: [Phrase] = ["BackgroundThread:", "PendingThread:", "Hosted Runtime:", "Lock", "PreEmptive", "Debug"]

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
