import ProcessMemory
package import RawMemory

/// Names of all types that an assembly defines, with those around them: ``Outer`1+Inner`2``. What a dump that holds no metadata needs of
/// the file that the module was loaded from.
package struct DefinitionNames: Equatable, Sendable {
    /// By row of the TypeDef table, from row 1 on; empty where a name could not be read.
    package let names: [String]

    package init(names: [String]) { self.names = names }

    /// Whether every row has its name: not so when the file is cut off or damaged.
    package var isWhole: Bool { !names.contains("") }

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
        PEHeader(memory, base: Self.base)?.metadataRoot(isMapped: false, memory).flatMap { MetadataTables($0, memory) }
            .flatMap { DefinitionNames($0) }
    }
}

extension DefinitionNames {
    /// More than any name has, enclosing types' included, and deeper than any nests: cycles in damaged metadata end here.
    private static let lengthLimit = 8192
    private static let depthLimit = 64
    /// More bytes than the names of any assembly's types have together: in a file made for it a million rows share one long name.
    private static let totalLimit = 64 << 20

    /// nil: the table says more rows than are there, or names have no end.
    init?(_ metadata: MetadataTables, limit: Int = Self.totalLimit) {
        let enclosing = metadata.enclosingTypes()
        var own: [String] = []
        var outermost: [Bool] = []
        var total = 0
        for row in 0..<metadata.typeCount {
            guard let isOutermost = metadata.isOutermost(row + 1) else { return nil }
            let name = metadata.typeName(row + 1) ?? ""
            total += name.utf8.count
            guard total <= limit else { return nil }
            own.append(name)
            outermost.append(isOutermost)
        }
        func whole(_ index: Int) -> String {
            var name = own[index]
            var inner = index
            for _ in 0..<Self.depthLimit where !name.isEmpty {
                guard let outer = enclosing[UInt32(inner) + 1] else { return outermost[inner] ? name : "" }
                guard outer >= 1, outer <= own.count, !own[Int(outer) - 1].isEmpty, name.utf8.count < Self.lengthLimit else { return "" }
                inner = Int(outer) - 1
                name = own[inner] + "+" + name
            }
            return ""
        }
        var names: [String] = []
        total = 0
        for index in own.indices {
            let name = whole(index)
            total += name.utf8.count
            guard total <= limit else { return nil }
            names.append(name)
        }
        self.names = names
    }
}
