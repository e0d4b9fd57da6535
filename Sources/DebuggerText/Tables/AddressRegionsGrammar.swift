import RawMemory

/// The address space region by region: `!address` without arguments.
package struct AddressRegions: Sendable, Equatable {
    /// By use, as printed: `Image`, `<unknown>`, `RegionUsageHeap`. Free regions are left out.
    package var uses: [String: Sums] = [:]

    package struct Sums: Sendable, Equatable {
        package var count: UInt64 = 0
        package var committed: UInt64 = 0
        /// Committed or not.
        package var reserved: UInt64 = 0
    }
}

/// | Printed by | Region |
/// |---|---|
/// | Debugging Tools 6 | `    00010000 : 00010000 - 00001000`, below it lines `Type     00020000 MEM_PRIVATE`, `State    00001000 MEM_COMMIT`, `Usage    RegionUsageHeap` |
/// | later | ``+  23c`08c10000  23c`08c20000  0`00010000 MEM_MAPPED  MEM_COMMIT  PAGE_READWRITE  Heap  [ID: 1; …]`` |
struct AddressRegionsGrammar: TableGrammar {
    private var regions = AddressRegions()
    private var ends: UInt64 = 0
    /// Of the older form: the size and the state of the region whose lines are read.
    private var region: (size: UInt64, isCommitted: Bool?)?

    init?(opening line: TextLine, _ context: TextContext) {
        guard Self.isHeading(line) || Self.old(line) != nil || Self.new(line) != nil else { return nil }
    }

    var content: TableContent? { regions.uses.isEmpty ? nil : .addressRegions(regions) }

    private static func isHeading(_ line: TextLine) -> Bool {
        (line.isWord(0, "BaseAddress") || line.isWord(0, "BaseAddr")) && (line.isWord(1, "EndAddress+1") || line.isWord(1, "EndAddr+1"))
    }

    /// The beginning and size of `00010000 : 00010000 - 00001000`, and of `00011000 - 0000f000` for another region of the same allocation.
    private static func old(_ line: TextLine) -> (start: UInt64, size: UInt64)? {
        let first = line.words.count == 5 && line.isWord(1, ":") && line.address(0) != nil ? 2 : 0
        guard line.words.count == first + 3, line.isWord(first + 1, "-"), let start = line.address(first, digits: 8),
            let size = line.address(first + 2, digits: 8)
        else { return nil }
        return (start, size)
    }

    private static func new(_ line: TextLine) -> (start: UInt64, size: UInt64, next: Int)? {
        let first = line.isWord(0, "+") || line.isWord(0, "|-") || line.isWord(0, "|") ? 1 : 0
        guard line.words.count >= first + 5, let start = line.hexadecimal(first), let end = line.hexadecimal(first + 1),
            let size = line.hexadecimal(first + 2), line.word(first + 3).starts(with: "MEM_".utf8), end > start, end - start == size
        else { return nil }
        return (start, size, first + 3)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isHeading(line) { return regions.uses.isEmpty ? .taken : .foreign }
        if line.words.count == 1, line.word(0).count > 20, line.word(0).allSatisfy({ $0 == UInt8(ascii: "-") }) { return .taken }
        if let (start, size, next) = Self.new(line) { return takeNew(line, start, size, next) }
        if let (start, size) = Self.old(line) {
            guard isBehind(start, size) else { return .rejected }
            region = (size, nil)
            return .taken
        }
        if Self.remarks.contains(where: { line.begins($0) }) { return .taken }
        guard let region, line.words.count <= 4 else { return .foreign }
        if line.isWord(0, "Type") || line.isWord(0, "Protect") { return .taken }
        if line.isWord(0, "State") {
            self.region = (region.size, line.isWord(2, "MEM_COMMIT"))
            return .taken
        }
        guard line.isWord(0, "Usage"), line.words.count >= 2 else { return .foreign }
        if !line.isWord(1, "RegionUsageFree") { add(line.text(1), region.size, isCommitted: region.isCommitted ?? false) }
        self.region = nil
        return .taken
    }

    /// What stands below some uses.
    private static let remarks: [Phrase] = ["FullPath", "Pid.Tid", "Handle ", "TEB "]

    private mutating func takeNew(_ line: TextLine, _ start: UInt64, _ size: UInt64, _ next: Int) -> LineUse {
        guard isBehind(start, size) else { return .rejected }
        var (place, isCommitted, isFree) = (next, false, false)
        while place < line.words.count,
            line.word(place).starts(with: "MEM_".utf8) || line.word(place).starts(with: "PAGE_".utf8) || line.isWord(place, "|")
        {
            isCommitted = isCommitted || line.isWord(place, "MEM_COMMIT")
            isFree = isFree || line.isWord(place, "MEM_FREE")
            place += 1
        }
        if isFree { return .taken }
        add(line.text(place), size, isCommitted: isCommitted)
        return .taken
    }

    /// Whether the region lies behind those before it.
    private mutating func isBehind(_ start: UInt64, _ size: UInt64) -> Bool {
        let (end, overflow) = start.addingReportingOverflow(size)
        guard start >= ends, !overflow || end == 0 else { return false }
        ends = overflow ? .max : end
        return true
    }

    private mutating func add(_ use: String, _ size: UInt64, isCommitted: Bool) {
        var sums = regions.uses[use] ?? .init()
        sums.count += 1
        sums.reserved = sums.reserved.saturatingAdd(size)
        if isCommitted { sums.committed = sums.committed.saturatingAdd(size) }
        regions.uses[use] = sums
    }
}
