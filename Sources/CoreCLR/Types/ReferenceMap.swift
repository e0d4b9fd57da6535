import ProcessMemory
package import RawMemory

/// Where the objects of a type hold references.
package enum ReferenceMap: Hashable, Sendable {
    /// Nowhere.
    case nothing
    /// In these parts of every object.
    case fields([Part])
    /// From `start` on, up to the end of the object without its last `tail` bytes: arrays of references.
    case elements(start: UInt32, tail: UInt32)
    /// In every element of an array of structures. The parts are relative to the element, and `start` is the place of the first element's
    /// first reference.
    case structures(start: UInt32, parts: [Part], stride: UInt32)

    /// References that lie one after the other.
    package struct Part: Hashable, Sendable, BitwiseCopyable {
        /// In bytes.
        package let offset: UInt32
        package let count: UInt32

        package init(offset: UInt32, count: UInt32) {
            self.offset = offset
            self.count = count
        }
    }
}

extension MethodTables {
    /// A flag of the method table's flags: the collector's description of the references lies before the method table.
    private static let hasReferences: UInt32 = 0x100_0000
    /// No structure has more separate parts: its size has 16 bits.
    private static let partLimit = 1 << 13

    /// Where objects of a type hold references; `nil` when the dump does not hold it or it cannot be.
    ///
    /// The word before the method table is the number of series (src/coreclr/gc/gcdesc.h of dotnet/runtime). Each is the size of its run less
    /// the size of the object, and the place of its first reference. A negative number is that of an array of structures: its series are a
    /// number of references and the bytes that follow them, for one element.
    package func references(of table: Address) -> ReferenceMap? {
        guard let flags = flags(table), let base = memory.u32(table + fields.baseSize) else { return nil }
        guard flags & Self.hasReferences != 0 else { return .nothing }
        guard let word = memory.u64(table - 8) else { return nil }
        let number = Int64(bitPattern: word)
        let component = flags & 0x8000_0000 != 0 ? flags & 0xFFFF : 0
        if number < 0 { return structures(table, number, component) }
        guard number > 0, number <= Int64(Self.partLimit) else { return nil }
        if component != 0 { return elements(table, number, base) }
        var parts: [ReferenceMap.Part] = []
        for index in 1...UInt64(number) {
            let at = table - 8 - index * 16
            guard let size = memory.u64(at), let start = memory.u64(at + 8) else { return nil }
            let length = size &+ UInt64(base)
            guard length & 7 == 0, start & 7 == 0, start >= 8, length <= UInt64(base), start <= UInt64(base) - length else { return nil }
            parts.append(.init(offset: UInt32(start), count: UInt32(length / 8)))
        }
        return .fields(parts.sorted { $0.offset < $1.offset })
    }

    private func elements(_ table: Address, _ number: Int64, _ base: UInt32) -> ReferenceMap? {
        guard number == 1, let size = memory.u64(table - 24), let start = memory.u64(table - 16), start & 7 == 0, start >= 8,
            start <= UInt64(base)
        else { return nil }
        let tail = 0 &- size &- start
        return tail <= UInt64(base) ? .elements(start: UInt32(start), tail: UInt32(tail)) : nil
    }

    private func structures(_ table: Address, _ number: Int64, _ component: UInt32) -> ReferenceMap? {
        guard component != 0, number >= -Int64(Self.partLimit), let start = memory.u64(table - 16), start & 7 == 0, start >= 16,
            start <= 1 << 16
        else { return nil }
        var parts: [ReferenceMap.Part] = []
        var offset: UInt32 = 0
        for index in 0..<UInt64(-number) {
            guard let item = memory.u64(table - 24 - index * 8) else { return nil }
            let (count, skip) = (UInt32(truncatingIfNeeded: item), UInt32(truncatingIfNeeded: item >> 32))
            guard count > 0, count <= component / 8, skip <= component, offset + count * 8 <= component else { return nil }
            parts.append(.init(offset: offset, count: count))
            offset += count * 8 + skip
        }
        return offset == component ? .structures(start: UInt32(start), parts: parts, stride: component) : nil
    }
}
