/// Offsets in bytes of the fields of the runtime's structures, by the names that the runtime's contract descriptor uses.
///
/// Some fields are in no descriptor. Their names are those of the runtime's source without prefixes: `Thread.AllocContext`,
/// `Module.SimpleName`, `MethodTable.Token`, `MethodTable.LoaderModule`, `MethodTable.InterfaceMap`, `PEImage.Path`,
/// `PEImage.MappedImageLayout`, `PEImage.FlatImageLayout`, `DomainAssembly`, `SBuffer`, `FieldDesc`, `HeapSegment`,
/// `Module.DomainLocalModule`, `Delegate`. The name `!` means the size of a structure.
package struct FieldOffsets: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    private var structures: [String: [String: UInt64]]

    package init(dictionaryLiteral elements: (String, [String: UInt64])...) {
        structures = Dictionary(elements, uniquingKeysWith: { first, second in first.merging(second) { $1 } })
    }

    init(_ structures: [String: [String: UInt64]]) { self.structures = structures }

    /// `nil` when the field is unknown.
    package subscript(_ structure: String, _ field: String) -> UInt64? {
        get { structures[structure]?[field] }
        set { structures[structure, default: [:]][field] = newValue }
    }

    /// The offset of a field. Throws the field when it is unknown.
    func known(_ structure: String, _ field: String) throws(RuntimeField) -> UInt64 {
        guard let offset = self[structure, field] else { throw RuntimeField(structure, field) }
        return offset
    }

    /// These offsets together with those of `other`, which win if both have a field.
    func merging(_ other: FieldOffsets) -> FieldOffsets {
        FieldOffsets(structures.merging(other.structures) { own, other in own.merging(other) { $1 } })
    }

    mutating func forget(_ structure: String) { structures[structure] = nil }

    /// All fields, by structure and name.
    package var fields: [RuntimeField] {
        structures.flatMap { structure, fields in fields.keys.map { RuntimeField(structure, $0) } }.sorted {
            ($0.structure, $0.name) < ($1.structure, $1.name)
        }
    }
}

/// A field of one of the runtime's structures. It is thrown when a reader needs its offset and the layout lacks it.
package struct RuntimeField: Error, Hashable, Sendable, CustomStringConvertible {
    package let structure: String
    package let name: String

    package init(_ structure: String, _ name: String) {
        self.structure = structure
        self.name = name
    }

    package var description: String { "\(structure).\(name)" }
}
