import RawMemory

/// Relations between rows of several tables: names of types, and the fields, methods and attributes that belong to a row.
extension MetadataTables {
    /// No program nests types deeper. Cycles in damaged metadata end here.
    private static let depthLimit = 64

    /// The file name that the compiler wrote. Modules loaded from bytes have no other name.
    package var moduleName: String? { string(.module, 1, 1) }

    /// Rows of the TypeDef table.
    var typeCount: UInt32 { count(.typeDef) }

    /// The name of a TypeDef row with its namespace, without enclosing types.
    package func typeName(_ row: UInt32) -> String? {
        // Every type has a name. An empty one means a page of zeros in place of the text.
        guard let name = string(.typeDef, row, 1), !name.isEmpty, let namespace = string(.typeDef, row, 2) else { return nil }
        return namespace.isEmpty ? name : namespace + "." + name
    }

    /// Whether a type is not nested, by its visibility; `nil` when the row is not in the dump. A nested type that is not in
    /// `enclosingTypes` has no complete name.
    func isOutermost(_ row: UInt32) -> Bool? { cell(.typeDef, row, 0).map { $0 & 7 < 2 } }

    /// The enclosing type of each nested type, up to the first row that the dump does not hold.
    func enclosingTypes() -> [UInt32: UInt32] {
        var enclosing: [UInt32: UInt32] = [:]
        for number in 0..<count(.nestedClass) {
            guard let row = row(NestedClassRow.self, number + 1) else { break }
            enclosing[row.nested] = row.enclosing
        }
        return enclosing
    }

    // MARK: Members

    /// Rows of the Field table that a type declares; `nil` when the dump does not hold the list.
    package func fields(of type: UInt32) -> [UInt32]? { list(.typeDef, type, column: 4, of: .field, by: .fieldPtr) }
    /// Rows of the MethodDef table that a type declares; `nil` when the dump does not hold the list.
    package func methods(of type: UInt32) -> [UInt32]? { list(.typeDef, type, column: 5, of: .methodDef, by: .methodPtr) }
    /// Rows of the Param table of a method; `nil` when the dump does not hold the list.
    package func parameters(of method: UInt32) -> [UInt32]? { list(.methodDef, method, column: 5, of: .param, by: .paramPtr) }

    /// The rows that belong to `row`: from the one in its cell up to the one before that of the next row. In `#-` they can be rows of a
    /// table of pointers.
    private func list(
        _ owner: MetadataTable, _ row: UInt32, column: Int, of table: MetadataTable, by pointers: MetadataTable
    ) -> [UInt32]? {
        let hasPointers = count(pointers) > 0
        let end = count(hasPointers ? pointers : table) + 1
        guard let first = cell(owner, row, column), let next = row < count(owner) ? cell(owner, row + 1, column) : end, first >= 1,
            first <= next, next <= end
        else { return nil }
        guard hasPointers else { return Array(first..<next) }
        let rows = (first..<next).compactMap { cell(pointers, $0, 0) }
        return rows.count == Int(next - first) ? rows : nil
    }

    /// The row of the type that declares a method: the last one whose list of methods begins at or before it. `nil` when methods are listed
    /// by pointers.
    package func typeDeclaring(method: UInt32) -> UInt32? {
        guard count(.methodPtr) == 0, method >= 1, method <= count(.methodDef) else { return nil }
        let after = (1..<count(.typeDef) + 1).partitioningIndex { (cell(.typeDef, $0, 5) ?? .max) > method }
        return after > 1 ? after - 1 : nil
    }

    // MARK: Attributes

    /// The attributes of `token`, in the order of the table. Rows that the dump does not hold are left out.
    package func customAttributes(of token: MetadataToken) -> [CustomAttributeRow] {
        guard let wanted = CodedIndex.hasCustomAttribute.cell(token) else { return [] }
        let rows = 1..<count(.customAttribute) + 1
        func parent(_ row: UInt32) -> UInt32? { cell(.customAttribute, row, 0) }
        guard isSorted(.customAttribute) else {
            return rows.filter { parent($0) == wanted }.compactMap { self.row(CustomAttributeRow.self, $0) }
        }
        let first = rows.partitioningIndex { (parent($0) ?? .max) >= wanted }
        return rows[first...].prefix { parent($0) == wanted }.compactMap { self.row(CustomAttributeRow.self, $0) }
    }

    /// The name of an attribute's type, like `System.Runtime.CompilerServices.AsyncStateMachineAttribute`.
    package func typeName(of attribute: CustomAttributeRow) -> String? {
        switch attribute.constructor?.table {
        case .methodDef: attribute.constructor.flatMap { typeDeclaring(method: $0.row) }.flatMap { name(of: MetadataToken(.typeDef, $0)) }
        case .memberRef: attribute.constructor.flatMap { row(MemberRefRow.self, $0.row)?.parent }.flatMap(name)
        default: nil
        }
    }

    /// The name of a TypeDef or TypeRef with its enclosing types: `Namespace.Outer+Inner`.
    package func name(of type: MetadataToken) -> String? { name(of: type, depth: 0) }

    private func name(of type: MetadataToken, depth: Int) -> String? {
        guard depth < Self.depthLimit else { return nil }
        let outer: MetadataToken?
        let name: String
        switch type.table {
        case .typeDef:
            guard let own = typeName(type.row), let isOutermost = isOutermost(type.row) else { return nil }
            let enclosing = isOutermost ? nil : enclosing(of: type.row)
            guard isOutermost || enclosing != nil else { return nil }
            (name, outer) = (own, enclosing.map { MetadataToken(.typeDef, $0) })
        case .typeRef:
            guard let row = row(TypeRefRow.self, type.row) else { return nil }
            name = row.namespace.isEmpty ? row.name : row.namespace + "." + row.name
            outer = row.scope?.table == .typeRef ? row.scope : nil
        default: return nil
        }
        guard let outer else { return name }
        return self.name(of: outer, depth: depth + 1).map { $0 + "+" + name }
    }

    private func enclosing(of type: UInt32) -> UInt32? {
        let rows = 1..<count(.nestedClass) + 1
        let found =
            isSorted(.nestedClass)
            ? rows.partitioningIndex { (cell(.nestedClass, $0, 0) ?? .max) >= type }
            : rows.first { cell(.nestedClass, $0, 0) == type } ?? rows.endIndex
        return found < rows.endIndex && cell(.nestedClass, found, 0) == type ? cell(.nestedClass, found, 1) : nil
    }
}
