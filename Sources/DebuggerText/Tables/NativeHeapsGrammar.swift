import RawMemory

/// The heaps of Windows in a process: `!heap -s`.
package struct NativeHeaps: Sendable, Equatable {
    package var heaps: UInt64 = 0
    package var reserved: UInt64 = 0
    package var committed: UInt64 = 0
    /// Heaps of the segment kind, of which another table is printed.
    package var hasEnd = false
}

/// `00000218f1710000 00000002   65320  14712  64928   5575   163    16    2      c   LFH`: address, flags, and kilobytes that are reserved and committed.
/// Remarks about fragmentation stand below a row.
struct NativeHeapsGrammar: TableGrammar {
    private var heaps = NativeHeaps()
    private var addresses: Set<UInt64> = []

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isHeading(line) { return nil } }

    var content: TableContent? { heaps.heaps == 0 ? nil : .nativeHeaps(heaps) }

    private static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "Heap") && line.isWord(1, "Flags") && line.isWord(2, "Reserv") && line.isWord(3, "Commit")
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isHeading(line) { return heaps.heaps == 0 ? .taken : .foreign }
        if line.isWord(0, "(k)") { return .taken }
        if line.words.count == 1, line.word(0).count > 20, line.word(0).allSatisfy({ $0 == UInt8(ascii: "-") }) {
            guard heaps.heaps > 0 else { return .taken }
            heaps.hasEnd = true
            return .last
        }
        if line.begins("External fragmentation") || line.begins("Virtual address fragmentation") || line.begins("Lock contention") {
            return .taken
        }
        guard line.words.count >= 9, let address = line.address(0, digits: 8), line.address(1, digits: 8) != nil else { return .foreign }
        guard let reserved = line.decimal(2), let committed = line.decimal(3), reserved < 1 << 50, committed <= reserved,
            addresses.insert(address).inserted
        else { return .rejected }
        heaps.heaps += 1
        heaps.reserved = heaps.reserved.saturatingAdd(reserved << 10)
        heaps.committed = heaps.committed.saturatingAdd(committed << 10)
        return .taken
    }
}
