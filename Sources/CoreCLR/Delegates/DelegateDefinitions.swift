package import RawMemory

/// Finds the fields of delegate types that types declare, by metadata. A type that is never asked for costs nothing but its base type's
/// cell.
///
/// It is not shared between threads.
package struct DelegateDefinitions {
    private let metadata: ModuleMetadata
    /// Full names of all types in the process's modules that are delegates.
    private var names: Set<String> = ["System.Delegate", "System.MulticastDelegate"]
    /// Whether a row of a module's TypeRef table is a delegate type.
    private var references: [Address: [UInt32: Bool]] = [:]
    /// Rows of a module's TypeDef table that are delegate types.
    private var definitions: [Address: Set<UInt32>] = [:]
    private var fields: [Address: [UInt32: Declared]] = [:]

    /// Rows of the Field table.
    package struct Declared: Sendable {
        package var instance: Set<UInt32> = []
        package var shared: Set<UInt32> = []
        package var isEmpty: Bool { instance.isEmpty && shared.isEmpty }
    }

    package init(_ metadata: ModuleMetadata) {
        self.metadata = metadata
        for module in metadata.modules { addDelegates(of: module.address) }
    }

    /// The runtime gives every delegate type the base type System.MulticastDelegate.
    private mutating func addDelegates(of module: Address) {
        guard let count = metadata.find(in: module, { $0.typeCount > 0 ? $0.typeCount : nil }) else { return }
        var isBase: [UInt32: Bool] = [:]
        var found = Set<UInt32>()
        for row in 1..<count + 1 {
            // A table that the dump does not hold to its end may claim any number of rows.
            guard let cell = metadata.find(in: module, { $0.cell(.typeDef, row, 3) }) else { break }
            if cell == 0 { continue }
            let known = isBase[cell]
            let isDelegate =
                known
                ?? (CodedIndex.typeDefOrRef.token(cell).flatMap { token in metadata.find(in: module) { $0.name(of: token) } }
                    == "System.MulticastDelegate")
            if known == nil { isBase[cell] = isDelegate }
            guard isDelegate else { continue }
            found.insert(row)
            if let name = metadata.find(in: module, { $0.name(of: MetadataToken(.typeDef, row)) }) { names.insert(name) }
        }
        definitions[module] = found
    }

    /// The fields of delegate types that a row of a module's TypeDef table declares.
    package mutating func fields(of type: UInt32, in module: Address) -> Declared {
        if let known = fields[module]?[type] { return known }
        var declared = Declared()
        for number in metadata.find(in: module, { $0.fields(of: type) }) ?? [] {
            // Most fields are of other types, and the first bytes of their signatures say so.
            guard let signature = metadata.find(in: module, { $0.blob(.field, number, 2) }), signature.count >= 3,
                [0x12, 0x15, 0x1F, 0x20].contains(signature[1]), let type = TypeSignature(field: signature), isDelegate(type, module),
                let flags = metadata.find(in: module, { $0.cell(.field, number, 0) })
            else { continue }
            if flags & 0x10 != 0 { declared.shared.insert(number) } else { declared.instance.insert(number) }
        }
        fields[module, default: [:]][type] = declared
        return declared
    }

    private mutating func isDelegate(_ type: TypeSignature, _ module: Address) -> Bool {
        switch type {
        case .named(let token, isValueType: false), .instantiation(let token, isValueType: false, arguments: _): isDelegate(token, module)
        default: false
        }
    }

    private mutating func isDelegate(_ token: MetadataToken, _ module: Address) -> Bool {
        switch token.table {
        case .typeDef:
            if definitions[module]?.contains(token.row) ?? false { return true }
            return metadata.find(in: module) { $0.typeName(token.row) }.map { Self.bases.contains($0) } ?? false
        case .typeRef:
            if let known = references[module]?[token.row] { return known }
            let found = metadata.find(in: module) { $0.name(of: token) }.map { names.contains($0) } ?? false
            references[module, default: [:]][token.row] = found
            return found
        default: return false
        }
    }

    private static let bases: Set = ["System.Delegate", "System.MulticastDelegate"]
}
