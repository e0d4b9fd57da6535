/// Objects by type: `dumpheap -stat`, and the statistics of `finalizequeue` and `gchandles`.
package struct StatisticsTable: Sendable, Equatable {
    package var rows: [Row] = []
    /// As the last line prints them.
    package var totalObjects: UInt64?
    package var totalBytes: UInt64?
    package var scope: Scope
    /// The arguments of `finalizequeue` and `gchandles` that chose a part; empty for all.
    package var choice = ""
    /// Names that are only a part of one, since the rest of the line is missing.
    package var cutNames = 0

    package struct Row: Sendable, Equatable {
        /// In the form of snapshots (`PrintedTypeName`).
        package var name: String
        package var count: UInt64
        package var bytes: UInt64
        package var methodTable: UInt64
    }

    package enum Scope: Sendable, Equatable {
        case heap
        /// A part of the heap: the arguments of the command that choose it, or what else shows it.
        case partOfHeap(String)
        case finalizable
        case handles
        case tasks
    }

    /// The name of gaps between objects.
    package static let free = "Free"
}

/// | Printed by | Row | Last line |
/// |---|---|---|
/// | SOS of 1.1 | `0x79b94638  5,286,303   697,441,440 System.String` | `Total 9,712,896 objects, Total size: 1,032,127,612` |
/// | SOS in C++ | `00007ffc8b0059c0       37         2812 System.String` | `Total 296 objects` |
/// | SOS in C# | `7f440000  39,300  ... System.String`, digits grouped as the culture does | `Total 12,489,103 objects, 1,069,157,434 bytes` |
///
/// Rows may stand without the heading, where somebody copied only the end.
struct StatisticsGrammar: TableGrammar {
    private var table: StatisticsTable
    private var hasTotal = false
    /// The name of the last row, where the next line may be the rest of it.
    private var unended: [UInt8]?
    /// The line of the last row, or of the rest of its name.
    private var lastLine = 0

    init?(opening line: TextLine, _ context: TextContext) {
        let opens = line.begins(Self.statistics) && line.words.count == 1 || line.begins(Self.finalizable) || Self.isHeading(line)
        // In a list of objects the second column, an address, may look like a count.
        guard opens || context.announced == nil && Self.mayPrint(context.command) && Self.row(line) != nil else { return nil }
        let isOfQueue = line.begins(Self.finalizable)
        table = StatisticsTable(scope: isOfQueue ? .finalizable : Self.scope(context))
        switch table.scope {
        case .handles: table.choice = context.command?.choice(HandlesTable.choosing) ?? ""
        case .finalizable: table.choice = context.command?.choice(["allready", "mt", "type"]) ?? ""
        case .heap, .partOfHeap, .tasks: break
        }
        if let total = context.total, line.number - total.line <= 2 {
            (table.totalObjects, table.totalBytes) = (total.objects, total.bytes)
        }
    }

    private static let statistics: Phrase = "Statistics:"
    private static let finalizable: Phrase = "Statistics for all finalizable objects"
    private static let listHeading: Phrase = "Address"

    static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "MT") && line.isWord(1, "Count") && line.isWord(2, "TotalSize") && line.isWord(3, "Class")
    }

    /// The options of `dumpheap` that choose some of the objects.
    private static let choosing: Set<String> = [
        "type", "mt", "min", "max", "live", "dead", "gen", "segment", "heap", "strings", "excludetype", "string", "thinlock",
    ]

    /// Whether rows without their heading can be those of the command. Others have rows that look like it: the fields of `dumpobj`.
    private static func mayPrint(_ command: DebuggerCommand?) -> Bool {
        guard let name = command?.name, !name.isEmpty else { return true }
        return ["dumpheap", "dumpgen", "finalizequeue", "frq", "gchandles", "dumpasync", "objsize"].contains(name)
    }

    private static func scope(_ context: TextContext) -> StatisticsTable.Scope {
        switch context.announced {
        case .finalizable: return .finalizable
        case .handles: return .handles
        case .listedObjects, nil: break
        }
        switch context.command?.name {
        case "finalizequeue", "frq": return .finalizable
        case "gchandles": return .handles
        case "dumpasync": return .tasks
        case "dumpheap":
            let chosen = context.command?.choice(choosing, takesWords: true) ?? ""
            return chosen.isEmpty ? .heap : .partOfHeap(chosen)
        case .some(let name) where !name.isEmpty: return .partOfHeap(name)
        default: return context.announced == .listedObjects ? .partOfHeap("listed objects") : .heap
        }
    }

    var content: TableContent? {
        guard !table.rows.isEmpty || hasTotal else { return nil }
        var whole = self
        whole.endName()
        return .statistics(whole.table)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.begins(Self.finalizable) {
            table.scope = .finalizable
            return .taken
        }
        if line.begins(Self.statistics) && line.words.count == 1 {
            // A second table: the first had no total.
            return table.rows.isEmpty ? .taken : .foreign
        }
        if Self.isHeading(line) { return table.rows.isEmpty ? .taken : .foreign }
        if table.rows.isEmpty, Self.isObjectListing(line) { return .taken }
        if let total = Self.total(line) {
            endName()
            (table.totalObjects, table.totalBytes) = (total.objects, total.bytes ?? table.totalBytes)
            hasTotal = true
            context.announced = nil
            return .last
        }
        if let row = Self.row(line) {
            endName()
            let printed = line.restBytes(from: 3)
            table.rows.append(.init(name: context.names.name(printed), count: row.count, bytes: row.bytes, methodTable: row.table))
            if NameEnds.isOpen(printed) || NameEnds.lacksArguments(printed) { unended = Array(printed) }
            lastLine = line.number
            return .taken
        }
        if Self.looksLikeRow(line) {
            endName()
            return .rejected
        }
        return goesOn(line, context.names) ? .taken : .foreign
    }

    /// Whether the line is the rest of the last row's name, which a console broke at its width.
    private mutating func goesOn(_ line: TextLine, _ names: CanonicalNames) -> Bool {
        guard line.number == lastLine + 1, !line.isCut, let last = table.rows.indices.last else { return false }
        let rest = PrintedNumber.trimmed(line.bytes[...])
        guard let begun = unended else {
            // The brackets of an array alone.
            guard rest.count >= 2, rest.allSatisfy({ Self.brackets.contains($0) }) else { return false }
            table.rows[last].name += String(decoding: rest, as: UTF8.self)
            return true
        }
        guard NameEnds.goesOn(begun, rest), begun.count + rest.count < Self.longestName else { return false }
        // A name of SOS in C# has a space behind each comma.
        let gap: [UInt8] = begun.last == UInt8(ascii: ",") && begun.contains(UInt8(ascii: "<")) ? [.space] : []
        let joined = begun + gap + rest
        lastLine = line.number
        if NameEnds.isOpen(joined[...]) {
            unended = joined
        } else {
            table.rows[last].name = names.name(joined[...])
            unended = nil
        }
        return true
    }

    private static let longestName = 1 << 14
    private static let brackets = Array("[],".utf8)

    private mutating func endName() {
        if let unended, NameEnds.isOpen(unended[...]) { table.cutNames += 1 }
        unended = nil
    }

    /// `Total 296 objects`, with the bytes where they are printed.
    static func total(_ line: TextLine) -> (objects: UInt64, bytes: UInt64?)? {
        guard line.isWord(0, "Total"), line.word(0).first == UInt8(ascii: "T"), let objects = line.decimal(1),
            line.word(2).starts(with: Array("object".utf8))
        else { return nil }
        if let bytes = line.decimal(behind: "Total size") { return (objects, bytes) }
        return (objects, line.isWord(4, "bytes") ? line.decimal(3) : nil)
    }

    /// The row of an object in a list of single ones: two addresses and a size.
    static func isObjectListing(_ line: TextLine) -> Bool {
        if line.isWord(0, listHeading), line.isWord(1, "MT") { return true }
        return line.words.count >= 3 && line.words.count <= 4 && line.address(0) != nil && line.address(1, digits: 8) != nil
            && line.decimal(2) != nil
            && (line.words.count == 3 || line.isWord(3, "Free"))
    }

    private static func row(_ line: TextLine) -> (table: UInt64, count: UInt64, bytes: UInt64)? {
        guard line.words.count >= 4, let table = line.address(0), !line.word(0).contains(UInt8(ascii: "`")), let count = line.decimal(1),
            let bytes = line.decimal(2), isName(line.word(3)), !isField(line)
        else { return nil }
        return (table, count, bytes)
    }

    /// A field of an object: `00007ffc8b0059c0  4000001        8        System.String  0 instance 0000023c08c11038 _name`.
    private static func isField(_ line: TextLine) -> Bool {
        line.words.count >= 7
            && line.words.indices[4..<7].contains { line.isWord($0, "instance") || line.isWord($0, "static") || line.isWord($0, "shared") }
    }

    /// Whether it is the beginning of a type's name, and no number.
    private static func isName(_ word: ArraySlice<UInt8>) -> Bool {
        guard let first = word.first, !first.isDigit else { return false }
        return (first.isOfName || [UInt8(ascii: "<"), UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "?")].contains(first))
            && word.contains { $0.isOfName || $0 == UInt8(ascii: "?") }
    }

    private static func looksLikeRow(_ line: TextLine) -> Bool {
        guard line.words.count >= 3, line.address(0) != nil, line.word(1).contains(where: \.isDigit) else { return false }
        return line.word(1).allSatisfy { $0.isDigit || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
            && (line.word(2).first?.isDigit ?? false)
    }
}
