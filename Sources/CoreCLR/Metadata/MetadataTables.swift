import ProcessMemory
import RawMemory

/// ECMA-335 metadata in the dumped process: as much of its tables as names need. Read on demand from the dump; what is not there is nil.
///
/// Both forms occur: `#~` in images and `#-` (tables not sorted) in what the runtime writes for dynamic modules.
struct MetadataTables: Sendable {
    private let memory: AddressSpace
    private let strings: Address
    private let wideStrings: Bool
    private let rowCounts: [UInt32]
    /// Address and row size of the tables that are read.
    private let module: (start: Address, row: UInt64)
    private let typeDef: (start: Address, row: UInt64)
    private let nestedClass: (start: Address, row: UInt64)
    private let moduleColumns: [UInt64]

    private static let moduleTable = 0x00
    private static let typeDefTable = 0x02
    private static let nestedClassTable = 0x29

    /// A name in metadata has at most 1,023 bytes (the runtime refuses longer ones).
    private static let nameLimit = 4096

    /// From the metadata root ("BSJB"). nil when it is damaged or not in the dump.
    init?(_ root: Address, _ memory: AddressSpace) {
        guard memory.u32(root) == 0x424A_5342, let versionLength = memory.u32(root + 12), versionLength <= 256 else { return nil }
        let streams = root + 16 + UInt64(versionLength)
        guard let streamCount = memory.u16(streams + 2), streamCount <= 32 else { return nil }
        var tables: Address?
        var strings: Address?
        var at = streams + 4
        for _ in 0..<streamCount {
            guard let offset = memory.u32(at), let name = memory.cString(at + 8, limit: 32) else { return nil }
            if name == "#~" || name == "#-" { tables = root + UInt64(offset) }
            if name == "#Strings" { strings = root + UInt64(offset) }
            at = at + 8 + UInt64((name.utf8.count + 4) & ~3)
        }
        guard let tables, let strings, let sizes = memory.u8(tables + 6), let valid = memory.u64(tables + 8) else { return nil }
        var counts = [UInt32](repeating: 0, count: 64)
        var place = tables + 24
        for table in 0..<64 where valid >> UInt64(table) & 1 == 1 {
            guard let count = memory.u32(place), count <= 0xFF_FFFF else { return nil }
            counts[table] = count
            place = place + 4
        }
        if sizes & 0x40 != 0 { place = place + 4 }

        let columns = MetadataColumns(heapSizes: sizes, rowCounts: counts)
        var starts: [Address] = []
        for table in 0...MetadataTables.nestedClassTable {
            starts.append(place)
            place = place + UInt64(counts[table]) * columns.rowSize(table)
        }
        func located(_ table: Int) -> (Address, UInt64) { (starts[table], columns.rowSize(table)) }
        module = located(Self.moduleTable)
        typeDef = located(Self.typeDefTable)
        nestedClass = located(Self.nestedClassTable)
        moduleColumns = columns.widths(Self.moduleTable)
        self.memory = memory
        self.strings = strings
        wideStrings = sizes & 1 != 0
        rowCounts = counts
    }

    /// The file name that the compiler wrote: for modules loaded from bytes there is no other.
    var moduleName: String? {
        guard rowCounts[Self.moduleTable] > 0 else { return nil }
        return string(module.start + moduleColumns[0])
    }

    /// Rows of the TypeDef table.
    var typeCount: UInt32 { rowCounts[Self.typeDefTable] }

    /// Name of a TypeDef row (1-based) with its namespace, without enclosing types.
    func typeName(_ row: UInt32) -> String? {
        guard row >= 1, row <= rowCounts[Self.typeDefTable] else { return nil }
        let at = typeDef.start + UInt64(row - 1) * typeDef.row + 4
        let width: UInt64 = wideStrings ? 4 : 2
        // Every type has a name: an empty one is a page of zeros where text should be.
        guard let name = string(at), !name.isEmpty, let namespace = string(at + width) else { return nil }
        return namespace.isEmpty ? name : namespace + "." + name
    }

    /// Whether the row's visibility is that of a type with none around it; nil: the row is not there. One that is nested and for which
    /// `enclosingTypes` has nothing has lost half of its name.
    func isOutermost(_ row: UInt32) -> Bool? {
        guard row >= 1, row <= rowCounts[Self.typeDefTable] else { return nil }
        return memory.u32(typeDef.start + UInt64(row - 1) * typeDef.row).map { $0 & 7 < 2 }
    }

    /// Nested type to enclosing type, all rows of the table.
    func enclosingTypes() -> [UInt32: UInt32] {
        var enclosing: [UInt32: UInt32] = [:]
        let wide = nestedClass.row == 8
        for row in 0..<UInt64(rowCounts[Self.nestedClassTable]) {
            let at = nestedClass.start + row * nestedClass.row
            let pair = wide ? (memory.u32(at), memory.u32(at + 4)) : (memory.u16(at).map(UInt32.init), memory.u16(at + 2).map(UInt32.init))
            guard let nested = pair.0, let outer = pair.1 else { break }
            enclosing[nested] = outer
        }
        return enclosing
    }

    private func string(_ cell: Address) -> String? {
        guard let index = wideStrings ? memory.u32(cell) : memory.u16(cell).map(UInt32.init) else { return nil }
        return memory.cString(strings + UInt64(index), limit: Self.nameLimit)
    }
}
