/// The heap by generation: `gcheapstat`, in older SOS `heapstat`.
package struct HeapShares: Sendable, Equatable {
    /// The generations in the order of the columns, as snapshots name them.
    package var generations: [String] = []
    package var blocks: [Part: Block] = [:]
    /// Whether there is a column of frozen objects that has no numbers.
    package var lacksFrozen = false

    package enum Part: Sendable {
        /// What the objects and the gaps between them take.
        case allocated
        case free
        case committed
        /// Objects that nothing holds (`-inclUnrooted`).
        case unrooted
    }

    package struct Block: Sendable, Equatable {
        package var heaps: [Heap] = []
        package var total: [UInt64]?
    }

    package struct Heap: Sendable, Equatable {
        package var number: UInt64
        /// Bytes by generation.
        package var bytes: [UInt64]
    }
}

/// | Printed by | |
/// |---|---|
/// | `heapstat` | `Heap0  1048600  24  4194392  8388680`, in the block `Free space:` with `SOH: 50% LOH: 70%` right behind the last number |
/// | `gcheapstat` | columns `POH` and `FRZ` more, a block `Committed space:`, and no number below `FRZ` (up to SOS 10) |
struct HeapSharesGrammar: TableGrammar {
    private var shares = HeapShares()
    private var part = HeapShares.Part.allocated
    private var isHeaded = false

    init?(opening line: TextLine, _ context: TextContext) { if Self.generations(line) == nil { return nil } }

    var content: TableContent? { shares.blocks.isEmpty ? nil : .heapShares(shares) }

    private static let names: [(printed: Phrase, generation: String)] = [
        ("Gen0", "gen0"), ("Gen1", "gen1"), ("Gen2", "gen2"), ("LOH", "loh"), ("POH", "poh"), ("FRZ", "frozen"), ("EPH", ""),
    ]

    /// The columns of a heading.
    private static func generations(_ line: TextLine) -> [String]? {
        guard line.isWord(0, "Heap"), line.words.count >= 4, line.words.count <= 8 else { return nil }
        var found: [String] = []
        for place in 1..<line.words.count {
            guard let name = names.first(where: { line.isWord(place, $0.printed) })?.generation, !found.contains(name) else { return nil }
            found.append(name)
        }
        return found.contains("gen2") ? found : nil
    }

    private static let parts: [(Phrase, HeapShares.Part)] = [
        ("Free space:", .free), ("Committed space:", .committed), ("Unrooted objects:", .unrooted),
    ]

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let found = Self.generations(line) {
            // The heading again without another block is another table.
            if isHeaded { return .foreign }
            if shares.generations.isEmpty { shares.generations = found }
            isHeaded = true
            return found == shares.generations ? .taken : .rejected
        }
        for (phrase, next) in Self.parts where line.begins(phrase) && line.words.count <= 3 {
            if shares.blocks[next] != nil { return .foreign }
            (part, isHeaded) = (next, false)
            return .taken
        }
        let isTotal = line.isWord(0, "Total") && StatisticsGrammar.total(line) == nil
        guard isTotal || Self.heap(line) != nil else { return .foreign }
        var block = shares.blocks[part] ?? .init()
        if block.total != nil { return .foreign }
        guard let bytes = numbers(line) else { return .rejected }
        if isTotal {
            block.total = bytes
        } else if let number = Self.heap(line) {
            if block.heaps.contains(where: { $0.number == number }) { return .rejected }
            block.heaps.append(.init(number: number, bytes: bytes))
        }
        shares.blocks[part] = block
        return .taken
    }

    /// The number in `Heap12`.
    private static func heap(_ line: TextLine) -> UInt64? {
        let word = line.word(0)
        guard word.count > 4, word.count <= 8, line.begins("Heap") else { return nil }
        return PrintedNumber.decimal(word.dropFirst(4))
    }

    /// The numbers of a row, one for each generation. A percentage may stand right behind the last one.
    private mutating func numbers(_ line: TextLine) -> [UInt64]? {
        var found: [UInt64] = []
        for place in 1..<max(1, line.words.count) where found.count < shares.generations.count {
            let word = line.word(place)
            let digits = word.prefix { $0.isDigit || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") || $0 == .apostrophe }
            guard !digits.isEmpty, let number = PrintedNumber.decimal(digits) else { break }
            found.append(number)
            if digits.count < word.count { break }
        }
        if shares.generations.last == "frozen", found.count == shares.generations.count - 1 {
            shares.lacksFrozen = true
            return found
        }
        return found.count == shares.generations.count ? found : nil
    }
}
