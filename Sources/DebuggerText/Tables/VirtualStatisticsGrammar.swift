import RawMemory

/// The address space by state and by type of mapping: `vmstat` of older SOS.
package struct VirtualStatistics: Sendable, Equatable {
    /// By the name of the section: `free`, `reserve`, `commit`, `private`, `mapped`, `image`.
    package var sections: [String: Row] = [:]
    /// Bytes by which rows and their summaries differ.
    package var difference: UInt64 = 0

    package struct Row: Sendable, Equatable {
        package var count: UInt64
        package var bytes: UInt64
    }
}

/// Sections `Commit:` with rows `Small  8K  64K  46K  36  1,671K`, `Medium`, `Large` and `Summary`. The sums are kilobytes.
struct VirtualStatisticsGrammar: TableGrammar {
    private var statistics = VirtualStatistics()
    private var section: String?
    private var parts = VirtualStatistics.Row(count: 0, bytes: 0)

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isHeading(line) { return nil } }

    var content: TableContent? { statistics.sections.isEmpty ? nil : .virtualStatistics(statistics) }

    private static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "TYPE") && line.isWord(1, "MINIMUM") && line.isWord(2, "MAXIMUM") && line.isWord(3, "AVERAGE")
    }

    private static let names: [Phrase] = ["Free:", "Reserve:", "Commit:", "Private:", "Mapped:", "Image:"]

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isHeading(line) { return statistics.sections.isEmpty ? .taken : .foreign }
        if line.word(0).allSatisfy({ $0 == UInt8(ascii: "~") }) { return .taken }
        if line.words.count == 1, Self.names.contains(where: { line.isWord(0, $0) }) {
            let name = String(decoding: line.word(0).dropLast().map(\.lowercased), as: UTF8.self)
            if statistics.sections[name] != nil { return .foreign }
            (section, parts) = (name, .init(count: 0, bytes: 0))
            return .taken
        }
        let isSummary = line.isWord(0, "Summary")
        guard isSummary || line.isWord(0, "Small") || line.isWord(0, "Medium") || line.isWord(0, "Large"), line.words.count == 6,
            let section
        else { return .foreign }
        guard let count = line.decimal(4), line.word(5).last == UInt8(ascii: "K"),
            let kilobytes = PrintedNumber.decimal(line.word(5).dropLast()),
            kilobytes < 1 << 50
        else { return .rejected }
        let row = VirtualStatistics.Row(count: count, bytes: kilobytes << 10)
        guard isSummary else {
            (parts.count, parts.bytes) = (parts.count.saturatingAdd(row.count), parts.bytes.saturatingAdd(row.bytes))
            return .taken
        }
        // Each of the three sums may be cut off to whole kilobytes. A section may be printed without its rows.
        let difference = max(parts.bytes, row.bytes) - min(parts.bytes, row.bytes)
        if parts.count > 0, difference > 3 << 10 { statistics.difference = statistics.difference.saturatingAdd(difference) }
        statistics.sections[section] = row
        self.section = nil
        return .taken
    }
}
