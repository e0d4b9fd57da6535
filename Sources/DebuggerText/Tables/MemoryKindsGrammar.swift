/// The process's memory by what it is: the summary of `maddress`.
package struct MemoryKinds: Sendable, Equatable {
    package var rows: [Row] = []
    /// The row `[TOTAL]`.
    package var total: Row?

    package struct Row: Sendable, Equatable {
        /// As printed: `Stack`, `GCHeap`, `PAGE_READWRITE`.
        package var name: String
        package var count: UInt64
        package var bytes: UInt64
    }
}

/// A box of `|` and `+`: `| Stack | 788 | 6.28gb | 6,743,269,376 |`. The box with every region before it is passed over.
struct MemoryKindsGrammar: TableGrammar {
    private var kinds = MemoryKinds()

    init?(opening line: TextLine, _ context: TextContext) {
        let cells = Self.cells(line)
        guard cells.count == 4, cells[0].elementsEqual(Array("Memory Type".utf8)) else { return nil }
    }

    var content: TableContent? { kinds == MemoryKinds() ? nil : .memoryKinds(kinds) }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.bytes[line.words[0].lowerBound] == UInt8(ascii: "+") { return .taken }
        let cells = Self.cells(line)
        guard cells.count == 4 else { return .foreign }
        if cells[0].elementsEqual(Array("Memory Type".utf8)) { return kinds.rows.isEmpty ? .taken : .foreign }
        guard let count = PrintedNumber.decimal(cells[1]), let bytes = PrintedNumber.decimal(cells[3]) else { return .rejected }
        let row = MemoryKinds.Row(name: String(decoding: cells[0], as: UTF8.self), count: count, bytes: bytes)
        guard row.name == "[TOTAL]" else {
            kinds.rows.append(row)
            return .taken
        }
        kinds.total = row
        return .last
    }

    private static func cells(_ line: TextLine) -> [ArraySlice<UInt8>] {
        let bar = UInt8(ascii: "|")
        guard let first = line.bytes.firstIndex(of: bar), let last = line.bytes.lastIndex(of: bar), last > first,
            line.words[0].lowerBound == first
        else { return [] }
        return line.bytes[(first + 1)..<last].split(separator: bar, omittingEmptySubsequences: false).map { PrintedNumber.trimmed($0) }
    }
}
