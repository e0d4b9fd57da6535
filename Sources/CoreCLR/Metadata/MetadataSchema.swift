import RawMemory

/// The numbers at the head of a module's metadata: the tables that it has, their rows, and the sizes of the heaps. Every other build of a
/// module is likely to differ in one of them. They are necessary for the same build and do not prove it: where types were renamed or
/// swapped, all may be equal.
package struct MetadataSchema: Hashable, Sendable {
    /// Bits 0, 1 and 2 say that offsets of strings, GUIDs and blobs have 4 bytes.
    package let heapFlags: UInt8
    /// The tables that are present and those that are declared as sorted, one bit each.
    package let valid: UInt64
    package let sorted: UInt64
    /// Rows by table.
    package let rowCounts: [UInt32]
    /// Bytes of #Strings, #US, #Blob and #GUID.
    package let heapSizes: [UInt32]

    /// The number of tables that ECMA-335 and the runtime know.
    static let tableCount = MetadataTable.allCases.count
    /// Row numbers have 24 bits.
    static let rowLimit: UInt32 = 0xFF_FFFF

    /// `nil` when the numbers contradict one another: rows of a table that is not present, or metadata that does not define one module
    /// with a type.
    init?(heapFlags: UInt8, valid: UInt64, sorted: UInt64, rowCounts: [UInt32], heapSizes: [UInt32]) {
        guard rowCounts.count == Self.tableCount, heapSizes.count == 4,
            rowCounts.indices.allSatisfy({ rowCounts[$0] <= Self.rowLimit && (rowCounts[$0] == 0 || valid >> UInt64($0) & 1 == 1) }),
            rowCounts[MetadataTable.module.rawValue] == 1, rowCounts[MetadataTable.typeDef.rawValue] >= 1
        else { return nil }
        self.heapFlags = heapFlags
        self.valid = valid
        self.sorted = sorted
        self.rowCounts = rowCounts
        self.heapSizes = heapSizes
    }

    /// Rows of the TypeDef table.
    package var typeCount: UInt32 { rowCounts[MetadataTable.typeDef.rawValue] }

    var digest: UInt64 {
        var hash = StableHash()
        hash.add(heapFlags)
        hash.add(valid)
        hash.add(sorted)
        for number in rowCounts + heapSizes { hash.add(number) }
        return hash.value
    }
}

/// A build of a module, known by its metadata. As a text: `rows-1a2b3c4d5e6f7a8b-9c0d1e2f3a4b5c6d`, the second number only where the names
/// are known.
package struct MetadataIdentity: Hashable, Sendable {
    /// Hash of the schema.
    package let schema: UInt64
    /// `nil` when the names are not known.
    package let names: NameDigests?

    package init(schema: MetadataSchema, names: NameDigests?) {
        self.schema = schema.digest
        self.names = names
    }

    package var text: String {
        let names = [names?.outermost, names?.nested].prefix { $0 != nil }.compactMap(\.self)
        return "rows-" + ([schema] + names).map { $0.hexadecimal(digits: 16) }.joined(separator: "-")
    }
}

/// Hashes of the names of the types of a module, by their rows.
package struct NameDigests: Hashable, Sendable {
    /// Of the outermost types.
    package let outermost: UInt64
    /// Of the own names of nested types. `nil` when it is not known how the runtime hashed them.
    package let nested: UInt64?
}
