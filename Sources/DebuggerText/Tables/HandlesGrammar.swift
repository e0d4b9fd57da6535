/// GC handles: their number by kind, and each of them where `gchandles` lists them.
package struct HandlesTable: Sendable, Equatable {
    /// By kind, as snapshots name it: `strong`, `weak-short`.
    package var counts: [String: UInt64] = [:]
    /// By kind and type of the object.
    package var listed: [Key: UInt64] = [:]
    /// The arguments that asked for the handles of some types or kinds alone; empty for all handles.
    package var choice = ""
    /// Whether the statistics of the objects are printed behind the kinds, as SOS in C++ does.
    package var hasStatistics = false
    package var isPart: Bool { !choice.isEmpty }

    /// The options of `gchandles` that choose some of the handles.
    static let choosing: Set<String> = ["type", "kind", "mt", "perdomain"]

    package struct Key: Hashable, Sendable {
        package var kind: String
        /// In the form of snapshots.
        package var type: String

        package init(kind: String, type: String) {
            self.kind = kind
            self.type = type
        }
    }

    /// The names of kinds in snapshots, by those that SOS prints in small letters and without spaces.
    private static let kinds = [
        "strong": "strong", "pinned": "pinned", "asyncpinned": "async-pinned", "refcount": "ref-counted", "refcounted": "ref-counted",
        "weaklong": "weak-long", "weakshort": "weak-short", "weakwinrt": "weak-winrt", "variable": "variable", "sizedref": "sized-ref",
        "dependent": "dependent", "weakinteriorpointer": "weak-interior",
        // As much of it as fits the column of a list.
        "weakinterio": "weak-interior",
    ]

    static func isKnown(_ kind: String) -> Bool { kinds.values.contains(kind) }

    /// The name in snapshots of a kind that SOS prints in one word or several. A kind that is not known keeps its own: `cross-reference`.
    static func kind(printed words: [String]) -> String {
        if let known = kinds[words.joined().lowercased()] { return known }
        var name = ""
        for word in words {
            for letter in word {
                if !name.isEmpty, letter.isUppercase, name.last?.isLowercase ?? false { name.append("-") }
                name.append(letter)
            }
            name.append("-")
        }
        return name.dropLast().lowercased()
    }
}

/// `Strong Handles:       72665`, and rows `00007FF5DAC41178 WeakShort   00007FE9812C7E00       72   System.Threading.Thread`.
struct HandlesGrammar: TableGrammar {
    private var table = HandlesTable()

    init?(opening line: TextLine, _ context: TextContext) {
        let isList = line.isWord(0, "Handle") && line.isWord(1, "Type") && line.contains("Data Type")
        let isKnown = Self.count(line).map { HandlesTable.isKnown($0.0) } ?? false
        guard isList || isKnown || line.begins("GC Handle Statistics") else { return nil }
        table.choice = context.command?.choice(HandlesTable.choosing) ?? ""
    }

    var content: TableContent? { table.counts.isEmpty && table.listed.isEmpty ? nil : .handles(table) }

    /// The kind and number of `Weak Short Handles: 13`.
    private static func count(_ line: TextLine) -> (String, UInt64)? {
        // SOS prints this kind alone without the word.
        if line.isWord(0, "Weak"), line.isWord(1, "Interior"), line.isWord(2, "Pointer"), let count = line.decimal(3) {
            return ("weak-interior", count)
        }
        guard let place = line.words.indices.dropFirst().first(where: { line.isWord($0, "Handles:") }), place <= 3,
            let count = line.decimal(place + 1), (0..<place).allSatisfy({ line.word($0).allSatisfy { $0.isOfName && !$0.isDigit } })
        else { return nil }
        return (HandlesTable.kind(printed: (0..<place).map(line.text)), count)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let (kind, count) = Self.count(line) {
            if table.counts[kind] != nil || kind == "total" { return .foreign }
            table.counts[kind] = count
            return .taken
        }
        if line.isWord(0, "Handle"), line.isWord(1, "Type") {
            context.announced = .handles
            return .taken
        }
        if line.begins("GC Handle Statistics") {
            table.hasStatistics = true
            return .taken
        }
        if line.begins("Handles:") { return .taken }
        guard line.words.count >= 5, line.address(0, digits: 8) != nil, line.word(1).allSatisfy({ $0.isOfName && !$0.isDigit }),
            line.address(2, digits: 8) != nil, line.decimal(3) != nil
        else { return .foreign }
        let kind = HandlesTable.kind(printed: [line.text(1)])
        // Handles with a count have it before the type. Dependent ones have the second object there, and those inside of objects their address.
        var place = 4
        if ["ref-counted", "dependent", "weak-interior"].contains(kind), line.words.count > 5, line.hexadecimal(4) != nil { place = 5 }
        let key = HandlesTable.Key(kind: kind, type: PrintedTypeName.canonical(line.rest(from: place)))
        table.listed[key, default: 0] += 1
        return .taken
    }
}
