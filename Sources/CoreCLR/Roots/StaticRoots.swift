package import RawMemory

/// A static field that may hold a reference.
package struct StaticRoot: Hashable, Sendable {
    /// The declaring type; an instantiation of a generic one.
    package let table: Address
    /// `<0x0400001A>`, by its row of metadata, when its name is unknown.
    package let field: String
    /// The word with the reference: to the object, or to the box of a structure.
    package let place: Address
}

extension DotNetRuntime {
    /// The static fields that may hold references: those of all loaded types that are not generic, in the order of modules, types and fields,
    /// then those of the instantiations of generic types and of the walked objects' types `more` in the order of their addresses. Fields whose storage was
    /// not made yet or is not known are left out.
    package func staticRoots(_ metadata: ModuleMetadata, walked more: [Address]) -> [StaticRoot] {
        guard let statics = staticFields, var reader = fieldReader(elsewhere: { metadata.fromFile($0) }) else { return [] }
        var found: [StaticRoot] = []
        var seen = Set<Address>()
        for table in loadedClasses(metadata) + (instantiatedClasses + more).sorted() where seen.insert(table).inserted {
            for field in reader.fields(declaredBy: table).value ?? [] {
                guard let place = statics.address(of: field, of: table) else { continue }
                let name = field.name ?? "<0x" + (0x0400_0000 | field.row & 0xFF_FFFF).hexadecimal(digits: 8) + ">"
                found.append(StaticRoot(table: table, field: name, place: place))
            }
        }
        return found
    }
}
