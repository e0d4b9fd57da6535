/// GC handles: their number by kind, and each of them where `gchandles` lists them.
package struct HandlesTable: Sendable, Equatable {
    /// By kind, as snapshots name it: `strong`, `weak-short`.
    package var counts: [String: UInt64] = [:]
    /// By kind and type of the object.
    package var listed: [Key: UInt64] = [:]
    /// Whether the command asked for the handles of some types or kinds alone.
    package var isPart = false

    package struct Key: Hashable, Sendable {
        package var kind: String
        /// In the form of snapshots.
        package var type: String
    }

    /// The names of kinds in snapshots, by those that SOS prints in small letters and without spaces.
    static let kinds = [
        "strong": "strong", "pinned": "pinned", "asyncpinned": "async-pinned", "refcount": "ref-counted", "refcounted": "ref-counted",
        "weaklong": "weak-long", "weakshort": "weak-short", "weakwinrt": "weak-winrt", "variable": "variable", "sizedref": "sized-ref",
        "dependent": "dependent", "weakinteriorpointer": "weak-interior",
    ]
}

/// `Strong Handles:       72665`, and rows `00007FF5DAC41178 WeakShort   00007FE9812C7E00       72   System.Threading.Thread`.
struct HandlesGrammar: TableGrammar {
    private var table = HandlesTable()

    init?(opening line: TextLine, _ context: TextContext) {
        let isList = line.isWord(0, "Handle") && line.isWord(1, "Type") && line.contains("Data Type")
        guard isList || line.begins("GC Handle Statistics") || Self.count(line) != nil else { return nil }
        table.isPart = context.command?.arguments.contains { ["-type", "-kind", "-mt"].contains($0) } ?? false
    }

    var content: TableContent? { table.counts.isEmpty && table.listed.isEmpty ? nil : .handles(table) }

    /// The kind and number of `Weak Short Handles: 13`.
    private static func count(_ line: TextLine) -> (String, UInt64)? {
        guard let place = line.words.indices.dropFirst().first(where: { line.isWord($0, "Handles:") }), place <= 3,
            let count = line.decimal(place + 1)
        else { return nil }
        let name = (0..<place).map { line.text($0).lowercased() }.joined()
        return HandlesTable.kinds[name].map { ($0, count) }
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let (kind, count) = Self.count(line) {
            if table.counts[kind] != nil { return .foreign }
            table.counts[kind] = count
            return .taken
        }
        if line.isWord(0, "Handle"), line.isWord(1, "Type") {
            context.announced = .handles
            return .taken
        }
        if line.begins("GC Handle Statistics") || line.begins("Handles:") { return .taken }
        guard line.words.count >= 5, line.address(0, digits: 8) != nil, let kind = HandlesTable.kinds[line.text(1).lowercased()],
            line.address(2, digits: 8) != nil, line.decimal(3) != nil
        else { return .foreign }
        // Handles with a count have it before the type; dependent ones have the second object there.
        var place = 4
        if kind == "ref-counted" || kind == "dependent", line.words.count > 5, line.hexadecimal(4) != nil { place = 5 }
        let key = HandlesTable.Key(kind: kind, type: PrintedTypeName.canonical(line.rest(from: place)))
        table.listed[key, default: 0] += 1
        return .taken
    }
}
