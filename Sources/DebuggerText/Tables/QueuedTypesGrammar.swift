/// Objects with finalizers by type and generation: `!finq -stat` of SOSEX.
package struct QueuedTypes: Sendable, Equatable {
    package var rows: [Row] = []
    package var totalObjects: UInt64?
    package var totalBytes: UInt64?
    /// Whether they wait for the finalizer thread (`!frq`).
    package var areReady = false

    package struct Row: Sendable, Equatable {
        package var name: String
        /// 0 to 2.
        package var generation: UInt64
        package var count: UInt64
        package var bytes: UInt64
    }
}

/// Blocks `Generation 0:` with rows `54 2160 System.Drawing.Bitmap`, and at the end `TOTAL: 553 objects 32 896 bytes`.
struct QueuedTypesGrammar: TableGrammar {
    private var table = QueuedTypes()
    private var generation: UInt64 = 0

    init?(opening line: TextLine, _ context: TextContext) {
        guard Self.generation(line) != nil else { return nil }
        table.areReady = context.command?.name == "frq"
    }

    var content: TableContent? { table.rows.isEmpty && table.totalObjects == nil ? nil : .queuedTypes(table) }

    private static func generation(_ line: TextLine) -> UInt64? {
        guard line.words.count == 2, line.word(0).elementsEqual(Array("Generation".utf8)), line.word(1).count == 2,
            line.word(1).last == UInt8(ascii: ":"),
            let digit = line.word(1).first, digit >= 48, digit <= 50
        else { return nil }
        return UInt64(digit - 48)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let number = Self.generation(line) {
            generation = number
            return .taken
        }
        if line.isWord(0, "Count"), line.isWord(1, "Total") { return .taken }
        if line.isRule { return .taken }
        if line.isWord(0, "TOTAL:") {
            guard let (objects, bytes) = Self.sum(line, from: 1) else { return .rejected }
            (table.totalObjects, table.totalBytes) = (objects, bytes)
            return .last
        }
        if Self.sum(line, from: 0) != nil { return .taken }
        guard line.words.count >= 3, let count = line.decimal(0), let bytes = line.decimal(1), let first = line.word(2).first,
            !first.isDigit,
            first.isOfName || first == UInt8(ascii: "<")
        else { return .foreign }
        table.rows.append(
            .init(name: PrintedTypeName.canonical(line.rest(from: 2)), generation: generation, count: count, bytes: bytes))
        return .taken
    }

    /// `553 objects, 32 896 bytes`, where a space separates groups of digits.
    private static func sum(_ line: TextLine, from start: Int) -> (UInt64, UInt64)? {
        func number(_ range: Range<Int>) -> UInt64? {
            guard !range.isEmpty else { return nil }
            var joined: [UInt8] = []
            for place in range {
                if place > range.lowerBound { joined.append(.apostrophe) }
                joined += line.word(place)
            }
            return PrintedNumber.decimal(joined[...])
        }
        let places = line.words.indices
        guard let objects = places.first(where: { line.word($0).starts(with: Array("objects".utf8)) }), objects > start,
            let bytes = places.first(where: { line.isWord($0, "bytes") }), bytes > objects + 1, let count = number(start..<objects),
            let size = number((objects + 1)..<bytes)
        else { return nil }
        return (count, size)
    }
}
