/// The loader's heaps: `eeheap -loader`.
package struct LoaderHeapsTable: Sendable, Equatable {
    package var heaps: [Heap] = []
    /// The sums at the ends of the domains, the code heaps and the heaps of modules.
    package var sumOfParts: UInt64?
    /// `Total LoaderHeap size`, and the wasted bytes where they are printed with it.
    package var total: UInt64?
    package var totalWasted: UInt64?
    /// Whether the last part of the list is there with its sum, so that nothing of its end is missing.
    package var hasEnd = false
    /// Where the runtime's records of the modules lie that are listed with their heaps.
    package var modules: [UInt64] = []

    package struct Heap: Sendable, Equatable {
        /// As snapshots name it: `low-frequency`, `jit-code`.
        package var kind: String
        package var committed: UInt64
        package var wasted: UInt64
        /// The sum of the blocks' reservations, and their number; `nil` when blocks were left out of the line.
        package var reserved: UInt64?
        package var blocks: UInt64?
    }

    /// The name in snapshots of a heap that SOS prints, which is given in small letters.
    package static func kind(printed name: [UInt8]) -> String? { kinds.first { $0.printed.equals(name) }?.kind }

    /// The names of heaps in snapshots, by those that SOS prints.
    private static let kinds: [(printed: Phrase, kind: String)] = [
        ("LowFrequencyHeap", "low-frequency"), ("HighFrequencyHeap", "high-frequency"), ("StaticsHeap", "statics"), ("StubHeap", "stub"),
        ("ExecutableHeap", "executable"), ("FixupPrecodeHeap", "fixup-precode"), ("NewStubPrecodeHeap", "new-stub-precode"),
        ("IndirectionCellHeap", "indirection-cell"), ("IndcellHeap", "indirection-cell"), ("CacheEntryHeap", "cache-entry"),
        ("LookupHeap", "lookup"), ("ResolveHeap", "resolve"), ("DispatchHeap", "dispatch"), ("VtableHeap", "vtable"),
        ("LoaderCodeHeap", "jit-code"), ("HostCodeHeap", "dynamic-code"), ("Unknown", "unknown"),
    ]
}

/// Blocks are `ADDRESS(reserved:committed)` in hexadecimal. The sum behind them is what is committed:
/// `Size: 0xd3b000 (13873152) bytes total, 0xb4000 (737280) bytes wasted.`, in older SOS `Size: 0x1ce2000(30285824)bytes.` and a line `Wasted: …`.
struct LoaderHeapsGrammar: TableGrammar {
    private var table = LoaderHeapsTable()
    private var known: Set<UInt64> = []
    /// In lists of SOS in C#: whether the heaps of the code were reached, which are the last ones of .NET Core; in .NET Framework, which has a shared
    /// domain, those of the modules follow. They have no total of all.
    private var (isInCode, isInModules, hasSharedDomain) = (false, false, false)
    /// Whether the part has its sum.
    private var isSummed = false

    init?(opening line: TextLine, _ context: TextContext) {
        let isTotal = line.begins(Self.total) && line.sizes?.isEmpty == false
        guard line.begins("Loader Heap:") || isTotal || Self.heap(line) != nil && line.sums?.isEmpty == false else { return nil }
    }

    private static let total: Phrase = "Total LoaderHeap size"

    var content: TableContent? { table.heaps.isEmpty && table.total == nil ? nil : .loaderHeaps(table) }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.begins(Self.total) {
            guard let sizes = line.sizes, let size = sizes.first else { return .rejected }
            (table.total, table.totalWasted) = (size, sizes.count > 1 ? sizes[1] : nil)
            return .last
        }
        if line.begins("Number of GC Heaps") {
            // What `eeheap` without an option prints behind this list.
            context.isBehindLoaderHeaps = true
            if isInCode, isSummed { table.hasEnd = true }
            return .foreign
        }
        if line.begins("JIT Manager") { (isInCode, isSummed, table.hasEnd) = (true, false, false) }
        if Self.headingsOfModules.contains(where: { line.begins($0) }) {
            (isInModules, isSummed, table.hasEnd) = (true, false, false)
            return .taken
        }
        if line.begins("Module ") { return takeModule(line) }
        if let kind = Self.heap(line) { return takeHeap(line, kind) }
        if line.begins("Wasted:") { return takeWasted(line) }
        if line.begins("Total size:") {
            guard let size = line.sums?.first else { return .rejected }
            let (sum, overflow) = (table.sumOfParts ?? 0).addingReportingOverflow(size)
            if overflow { return .rejected }
            table.sumOfParts = sum
            isSummed = true
            table.hasEnd = isInCode && (isInModules || !hasSharedDomain)
            return .taken
        }
        if line.begins("Shared Domain") { hasSharedDomain = true }
        return Self.headings.contains { line.begins($0) } || line.isRule ? .taken : .foreign
    }

    private static let headingsOfModules: [Phrase] = ["Module Thunk heaps", "Module Lookup Table heaps", "Module LoaderAllocators"]

    private static let headings: [Phrase] = [
        "Loader Heap:", "System Domain", "Shared Domain", "Domain ", "LoaderAllocator:", "Virtual Call Stub Heap", "Jit code heap",
        "JIT Manager",
        "No unique loader heaps", "Stage:", "Name:",
    ]

    private static func heap(_ line: TextLine) -> String? {
        guard let first = line.words.first else { return nil }
        // Some pages list the heaps with a dash before each.
        let start = line.bytes[first.lowerBound] == UInt8(ascii: "-") && line.words.count > 1 ? 1 : 0
        let word = line.word(start)
        guard word.last == UInt8(ascii: ":") else { return nil }
        let name = Array(word.dropLast()).map(\.lowercased)
        return LoaderHeapsTable.kind(printed: name)
    }

    private mutating func takeHeap(_ line: TextLine, _ kind: String) -> LineUse {
        // The same words stand in `dumpdomain` with an address in place of a size.
        guard let place = line.place(of: "Size:"), let sizes = line.sums, let size = sizes.first else {
            return line.contains("Size:") ? .rejected : .foreign
        }
        var heap = LoaderHeapsTable.Heap(kind: kind, committed: size, wasted: sizes.count > 1 ? sizes[1] : 0)
        if let blocks = Self.blocks(line.bytes[..<place]), blocks.committed == size {
            (heap.reserved, heap.blocks) = (blocks.reserved, blocks.count)
        }
        table.heaps.append(heap)
        return .taken
    }

    private mutating func takeWasted(_ line: TextLine) -> LineUse {
        guard let size = line.sizes?.first, let last = table.heaps.indices.last else { return .rejected }
        table.heaps[last].wasted = size
        return .taken
    }

    private mutating func takeModule(_ line: TextLine) -> LineUse {
        var address = line.word(1)
        if address.last == UInt8(ascii: ":") { address = address.dropLast() }
        guard let address = PrintedNumber.hexadecimal(address) else { return .foreign }
        if known.insert(address).inserted { table.modules.append(address) }
        guard let size = line.sizes?.first, size > 0 else { return .taken }
        table.heaps.append(.init(kind: "thunk", committed: size, wasted: 0))
        return .taken
    }

    /// The sums of the blocks of a heap; `nil` when one of them cannot be read.
    private static func blocks(_ text: ArraySlice<UInt8>) -> (reserved: UInt64, committed: UInt64, count: UInt64)? {
        var sums = (reserved: UInt64(0), committed: UInt64(0), count: UInt64(0))
        var place = text.startIndex
        while let open = text[place...].firstIndex(of: UInt8(ascii: "(")) {
            guard let close = text[open...].firstIndex(of: UInt8(ascii: ")")),
                let colon = text[open..<close].firstIndex(of: UInt8(ascii: ":")),
                let reserved = PrintedNumber.hexadecimal(text[(open + 1)..<colon]),
                let committed = PrintedNumber.hexadecimal(text[(colon + 1)..<close])
            else { return nil }
            let (a, b) = (sums.reserved.addingReportingOverflow(reserved), sums.committed.addingReportingOverflow(committed))
            if a.overflow || b.overflow { return nil }
            sums = (a.partialValue, b.partialValue, sums.count + 1)
            place = close + 1
        }
        return sums
    }
}
