import AddressSpace
package import RawMemory

/// Names of all types that an assembly defines, with those around them: ``Outer`1+Inner`2``. What a dump that holds no metadata needs of
/// the file that the module was loaded from.
package struct DefinitionNames: Equatable, Sendable {
    /// By row of the TypeDef table, from row 1 on; empty where a name could not be read.
    package let names: [String]

    package init(names: [String]) { self.names = names }

    /// nil: no such row, or it has no name.
    package func name(_ row: UInt32) -> String? {
        guard row >= 1, row <= names.count, !names[Int(row) - 1].isEmpty else { return nil }
        return names[Int(row) - 1]
    }
}

/// An assembly's file on the disk.
package struct AssemblyFile {
    package let identity: ImageIdentity
    private let memory: AddressSpace
    /// Any place will do: nothing in a file is an address.
    private static let base = Address(0x10000)

    /// nil: no PE image.
    package init?(_ file: MappedFile) {
        memory = AddressSpace(file, at: Self.base)
        guard let identity = ImageIdentity(memory, base: Self.base) else { return nil }
        self.identity = identity
    }

    /// nil: no assembly, or its metadata is damaged.
    package func definitionNames() -> DefinitionNames? {
        PortableExecutable.metadataRoot(Self.base, isMapped: false, memory).flatMap { MetadataTables($0, memory) }.map(DefinitionNames.init)
    }
}

extension DefinitionNames {
    /// More than any name has, enclosing types' included, and deeper than any nests: cycles in damaged metadata end here.
    private static let lengthLimit = 8192
    private static let depthLimit = 64

    init(_ metadata: MetadataTables) {
        let enclosing = metadata.enclosingTypes()
        let own = (0..<metadata.typeCount).map { metadata.typeName($0 + 1) ?? "" }
        names = own.indices.map { index in
            var name = own[index]
            var row = UInt32(index) + 1
            for _ in 0..<Self.depthLimit {
                guard let outer = enclosing[row] else { return name }
                guard !name.isEmpty, outer >= 1, outer <= own.count, !own[Int(outer) - 1].isEmpty, name.utf8.count < Self.lengthLimit else {
                    return ""
                }
                name = own[Int(outer) - 1] + "+" + name
                row = outer
            }
            return ""
        }
    }
}
