/// The garbage collector's heaps: `eeheap -gc`.
package struct GCHeapsTable: Sendable, Equatable {
    package var segments: [Segment] = []
    /// The numbers of the heaps whose blocks are there.
    package var heaps: Set<UInt64> = []
    /// `Number of GC Heaps`.
    package var heapCount: UInt64?
    /// `GC Heap Size` or `GC Allocated Heap Size`.
    package var allocated: UInt64?
    /// `GC Committed Heap Size`.
    package var committed: UInt64?
    /// `Total bytes consumed by CLR`: what is committed here, and what the loader's heaps printed before have.
    package var consumed: UInt64?
    /// What is allocated in each heap of a server GC, as the heaps print it.
    package var allocatedOfHeaps: [UInt64: UInt64] = [:]
    /// Whether generations have regions of their own (.NET 7 and later).
    package var hasRegions = false

    /// A segment or region, or the part of a segment that is one generation.
    package struct Segment: Sendable, Equatable {
        package var heap: UInt64
        /// `gen0`, `gen1`, `gen2`, `loh`, `poh`, `frozen`.
        package var generation: String
        package var allocated: UInt64
        /// `nil` where it is not printed.
        package var committed: UInt64?
    }
}

/// | Printed by | Row of a segment |
/// |---|---|
/// | SOS up to .NET Framework 4.7 and .NET Core 3 | `02d90000 02d90038  06d83540 0x03ff3508(67056904)` |
/// | SOS of .NET Framework 4.8, .NET 5 and 6 | the same with `committed`, and two sizes |
/// | SOS in C# | `7f419d080000 7f419d081000 7f41acef9e78 7f41acf1a000 0xfe78e78 (266833528) 0xfe9a000 (266969088)`; an empty region has one size |
struct GCHeapsGrammar: TableGrammar {
    private var table = GCHeapsTable()
    private var heap: UInt64 = 0
    /// Of a heap with segments: where generations 0, 1 and 2 begin.
    private var starts: [UInt64?] = [nil, nil, nil]
    /// The kind of memory that the rows are of; `nil` for segments of small objects, which hold several generations.
    private var generation: String?
    private var isCounted = false
    /// Whether the sum with the loader's heaps ends the table.
    private let isBehindLoaderHeaps: Bool

    init?(opening line: TextLine, _ context: TextContext) {
        let isEnd = line.begins("GC Heap Size") || line.begins("GC Allocated Heap Size") || line.begins("GC Committed Heap Size")
        guard line.begins(Self.count) || Self.heapNumber(line) != nil || Self.start(line) != nil || isEnd && line.sums?.count == 1 else {
            return nil
        }
        isBehindLoaderHeaps = context.isBehindLoaderHeaps
    }

    private static let count: Phrase = "Number of GC Heaps"

    var content: TableContent? {
        table.segments.isEmpty && table.allocated == nil && table.committed == nil ? nil : .gcHeaps(table)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        context.isBehindLoaderHeaps = false
        if table.committed != nil {
            guard line.begins("Total bytes consumed by CLR:"), let size = line.sizes?.first else { return line.isRule ? .taken : .foreign }
            table.consumed = size
            return .last
        }
        if line.begins(Self.count) {
            // Another table begins.
            if isCounted || !table.segments.isEmpty { return .foreign }
            isCounted = true
            table.heapCount = line.decimal(behind: Self.count)
            return .taken
        }
        if let number = Self.heapNumber(line) {
            if table.allocated != nil || table.heaps.contains(number) { return .foreign }
            (heap, starts, generation) = (number, [nil, nil, nil], nil)
            table.heaps.insert(number)
            return .taken
        }
        if let (number, start) = Self.start(line) {
            if table.allocated != nil { return .foreign }
            if let start { starts[number] = start } else { (generation, table.hasRegions) = ("gen\(number)", true) }
            return .taken
        }
        for (phrase, kind) in Self.kinds where line.begins(phrase) {
            generation = kind
            return .taken
        }
        if line.begins("segment ") || line.begins("ephemeral segment") || line.begins("DATAS") || line.isRule { return .taken }
        if let use = takeTotal(line) { return use }
        return takeRow(line)
    }

    private static let kinds: [(Phrase, String?)] = [
        ("Small object heap", nil), ("Large object heap", "loh"), ("Pinned object heap", "poh"), ("Frozen object heap", "frozen"),
        ("NonGC heap", "frozen"),
    ]

    /// `Heap 0 (00005596cc8a92b0)`.
    private static func heapNumber(_ line: TextLine) -> UInt64? {
        guard line.words.count == 3, line.isWord(0, "Heap"), let number = line.decimal(1), number < 4096,
            line.word(2).first == UInt8(ascii: "("),
            PrintedNumber.hexadecimal(line.word(2).dropFirst().dropLast()) != nil
        else { return nil }
        return number
    }

    /// `generation 0 starts at 0x227ae8f8`, or `generation 0:` before its regions.
    private static func start(_ line: TextLine) -> (Int, UInt64?)? {
        guard line.words.count >= 2, line.word(0).reversed().starts(with: Array("noitareneg".utf8)) else { return nil }
        let word = line.word(1)
        guard let digit = word.first, digit >= 48, digit <= 50, word.count <= 2 else { return nil }
        if word.last == UInt8(ascii: ":"), line.words.count == 2 { return (Int(digit - 48), nil) }
        guard line.isWord(2, "starts"), line.isWord(3, "at"), let start = line.hexadecimal(4) else { return nil }
        return (Int(digit - 48), start)
    }

    /// Sums. A line of this kind always belongs to the table.
    private mutating func takeTotal(_ line: TextLine) -> LineUse? {
        guard line.contains("size") || line.contains("consumed by CLR"), let sizes = line.sums, let size = sizes.first, sizes.count == 1
        else { return nil }
        if line.begins("GC Heap Size") {
            table.allocated = size
            return .last
        }
        if line.begins("GC Allocated Heap Size") {
            table.allocated = size
        } else if line.begins("GC Committed Heap Size") {
            table.committed = size
            return isBehindLoaderHeaps ? .taken : .last
        } else if line.begins("Heap Size") || line.begins("Allocated Heap Size") {
            table.allocatedOfHeaps[heap] = size
        } else if !line.begins("Committed Heap Size") && !line.begins("Total") || line.begins("Total LoaderHeap") {
            return nil
        }
        return .taken
    }

    private mutating func takeRow(_ line: TextLine) -> LineUse {
        var addresses: [UInt64] = []
        while addresses.count < 4, let address = line.address(addresses.count), !line.word(addresses.count).contains(UInt8(ascii: "(")) {
            if line.word(addresses.count).starts(with: Array("0x".utf8)), addresses.count >= 3,
                line.word(addresses.count + 1).first == UInt8(ascii: "(")
            {
                break
            }
            addresses.append(address)
        }
        guard addresses.count >= 3 else { return .foreign }
        let behind = addresses.count < line.words.count ? line.words[addresses.count].lowerBound : line.bytes.count
        guard let sizes = PrintedNumber.sizes(line.bytes, from: behind), !sizes.isEmpty, sizes.count <= 2 else { return .rejected }
        let (begin, end) = (addresses[1], addresses[2])
        // A region without objects has nothing in the column of what is allocated.
        let isEmpty = addresses.count == 4 && sizes.count == 1
        let allocated = isEmpty ? 0 : sizes[0]
        guard end >= begin, end - begin == allocated else { return .rejected }
        let committed = addresses.count == 4 ? sizes.last : nil
        if let committed, committed < allocated { return .rejected }
        if let generation {
            table.segments.append(.init(heap: heap, generation: generation, allocated: allocated, committed: committed))
        } else {
            // What is committed counts from the segment's own record on.
            divide(begin..<end, committed, header: addresses[1] >= addresses[0] ? addresses[1] - addresses[0] : 0)
        }
        return .taken
    }

    /// The generations in a segment of small objects. Only the last segment has several: its beginning is generation 2, and what follows the
    /// objects is generation 0's.
    private mutating func divide(_ range: Range<UInt64>, _ committed: UInt64?, header: UInt64) {
        func inside(_ start: UInt64?) -> UInt64? { start.flatMap { range.contains($0) || $0 == range.upperBound ? $0 : nil } }
        let (zero, one) = (inside(starts[0]), inside(starts[1]))
        guard let zero, let one, one <= zero else {
            table.segments.append(
                .init(
                    heap: heap, generation: starts[0] == nil ? "" : "gen2", allocated: range.upperBound - range.lowerBound,
                    committed: committed))
            return
        }
        let size = range.upperBound - range.lowerBound
        let head = committed.map { header <= $0 - size ? header : 0 } ?? 0
        let rest = committed.map { $0 - size - head }
        let old = one - range.lowerBound
        if old > 0 {
            table.segments.append(.init(heap: heap, generation: "gen2", allocated: old, committed: committed.map { _ in old + head }))
        }
        let middle = zero - one + (old > 0 ? 0 : head)
        table.segments.append(.init(heap: heap, generation: "gen1", allocated: zero - one, committed: committed.map { _ in middle }))
        let young = range.upperBound - zero
        table.segments.append(.init(heap: heap, generation: "gen0", allocated: young, committed: rest.map { young + $0 }))
    }
}
