import ProcessMemory
import RawMemory

/// The ECMA-335 metadata of a module, in the dumped process or in its file: tables, and the heaps to which they refer. Everything is read
/// on demand, and parts that the dump does not hold are `nil`.
///
/// There are two forms: `#~` in images, and `#-`, whose tables need not be sorted, in metadata that the runtime writes for dynamic modules.
package struct MetadataTables: Sendable {
    let memory: AddressSpace
    private let strings: Address
    private let blobs: AddressRange
    private let guids: AddressRange
    private let columns: MetadataColumns
    /// For each table, the address of its first row and its number of rows.
    private let starts: [Address]
    private let counts: [UInt32]
    private let sorted: UInt64
    /// From the root to the end of the last heap.
    private let range: AddressRange
    /// `nil` for `#-`, which the runtime changes, and for numbers that contradict one another.
    package let schema: MetadataSchema?

    /// A name in metadata has at most 1,023 bytes (the runtime refuses longer ones).
    private static let nameLimit = 4096
    /// Signatures and attributes are far shorter.
    private static let blobLimit: UInt32 = 1 << 20

    /// Reads the metadata root ("BSJB"). `nil` when it is damaged or not in the dump.
    init?(_ root: Address, _ memory: AddressSpace) {
        guard memory.u32(root) == 0x424A_5342, let versionLength = memory.u32(root + 12), versionLength <= 256 else { return nil }
        let streams = root + 16 + UInt64(versionLength)
        guard let streamCount = memory.u16(streams + 2), streamCount <= 32 else { return nil }
        var tables: Address?
        var isFixed = false
        var strings: AddressRange?
        var (blobs, guids, userStrings) = (AddressRange(root, root), AddressRange(root, root), AddressRange(root, root))
        var at = streams + 4
        for _ in 0..<streamCount {
            guard let offset = memory.u32(at), let name = memory.cString(at + 8, limit: 32) else { return nil }
            let range = AddressRange(start: root + UInt64(offset), count: UInt64(memory.u32(at + 4) ?? 0))
            switch name {
            case "#~", "#-":
                tables = range.start
                isFixed = name == "#~"
            case "#Strings": strings = range
            case "#US": userStrings = range
            case "#Blob": blobs = range
            case "#GUID": guids = range
            default: break
            }
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
        for table in MetadataTable.allCases {
            starts.append(place)
            place = place + UInt64(counts[table.rawValue]) * columns.rowSize(table)
        }
        self.memory = memory
        range = AddressRange(root, [strings, blobs, guids, userStrings].map(\.end).max() ?? root)
        self.strings = strings.start
        self.blobs = blobs
        self.guids = guids
        self.columns = columns
        self.starts = starts
        self.counts = counts
        sorted = memory.u64(tables + 16) ?? 0
        schema =
            isFixed
            ? MetadataSchema(
                heapFlags: sizes, valid: valid, sorted: sorted, rowCounts: Array(counts.prefix(MetadataSchema.tableCount)),
                heapSizes: [strings, userStrings, blobs, guids].map { UInt32(clamping: $0.count) }) : nil
    }

    /// Whether the dump holds all of it. Heap dumps may hold the first pages of an image, or some of them.
    package var isWhole: Bool { memory.presentBytes(in: range) == range.count }

    /// The number of rows of a table. They are numbered from 1.
    package func count(_ table: MetadataTable) -> UInt32 { counts[table.rawValue] }

    /// Whether the metadata declares the table as sorted by the column that ECMA-335 specifies.
    func isSorted(_ table: MetadataTable) -> Bool { sorted >> UInt64(table.rawValue) & 1 == 1 }

    // MARK: Cells

    /// A cell as a number; `column` must be one of the table's. `nil` when there is no such row, or when the dump does not hold it.
    func cell(_ table: MetadataTable, _ row: UInt32, _ column: Int) -> UInt32? {
        guard row >= 1, row <= counts[table.rawValue] else { return nil }
        let cell = columns.cell(table, column)
        let at = starts[table.rawValue] + UInt64(row - 1) * columns.rowSize(table) + UInt64(cell.offset)
        return cell.width == 4 ? memory.u32(at) : memory.u16(at).map(UInt32.init)
    }

    /// The text to which a cell refers.
    func string(_ table: MetadataTable, _ row: UInt32, _ column: Int) -> String? {
        cell(table, row, column).flatMap { memory.cString(strings + UInt64($0), limit: Self.nameLimit) }
    }

    /// The bytes of the text to which a cell refers.
    func stringBytes(_ table: MetadataTable, _ row: UInt32, _ column: Int) -> [UInt8]? {
        guard let place = cell(table, row, column) else { return nil }
        var bytes: [UInt8] = []
        while let byte = memory.u8(strings + UInt64(place) + UInt64(bytes.count)) {
            if byte == 0 { return bytes }
            if bytes.count == Self.nameLimit { return nil }
            bytes.append(byte)
        }
        return nil
    }

    /// The bytes to which a cell refers, without their length.
    func blob(_ table: MetadataTable, _ row: UInt32, _ column: Int) -> [UInt8]? {
        guard let place = cell(table, row, column) else { return nil }
        // A length has at most 4 bytes. At the end of the heap fewer may be left.
        let at = blobs.start + UInt64(place)
        guard at < blobs.end, let head = memory.bytes(at, Int(min(4, at.distanceToEnd(of: blobs)))) else { return nil }
        var reader = BlobReader(head)
        guard let length = reader.compressed(), length <= Self.blobLimit,
            UInt64(reader.position) + UInt64(length) <= at.distanceToEnd(of: blobs)
        else { return nil }
        return memory.bytes(at + UInt64(reader.position), Int(length))
    }

    /// The 16 bytes to which a cell refers; `nil` also for 0, which means that there is none.
    func guid(_ table: MetadataTable, _ row: UInt32, _ column: Int) -> [UInt8]? {
        guard let number = cell(table, row, column), number > 0 else { return nil }
        let at = guids.start + UInt64(number - 1) * 16
        return at + 16 <= guids.end ? memory.bytes(at, 16) : nil
    }
}

extension Address {
    fileprivate func distanceToEnd(of range: AddressRange) -> UInt64 { range.end.distance(from: self) }
}
