/// A row of a metadata table with its cells decoded. `MetadataTables.row` reads it.
package protocol MetadataRow: Sendable {
    static var table: MetadataTable { get }
    /// `nil` when the dump does not hold a cell of the row.
    init?(_ row: MetadataRowReader)
}

/// Reads the cells of one row. Columns are numbered from 0, in the order of ECMA-335 II.22.
package struct MetadataRowReader {
    fileprivate let metadata: MetadataTables
    fileprivate let table: MetadataTable
    /// From 1 on.
    package let number: UInt32

    func cell(_ column: Int) -> UInt32? { metadata.cell(table, number, column) }
    func string(_ column: Int) -> String? { metadata.string(table, number, column) }
    func blob(_ column: Int) -> [UInt8]? { metadata.blob(table, number, column) }
    func guid(_ column: Int) -> [UInt8]? { metadata.guid(table, number, column) }
}

extension MetadataTables {
    /// A row by its number, from 1 on; `nil` when there is none or when the dump does not hold it.
    package func row<Row: MetadataRow>(_ type: Row.Type, _ number: UInt32) -> Row? {
        guard number >= 1, number <= count(Row.table) else { return nil }
        return Row(MetadataRowReader(metadata: self, table: Row.table, number: number))
    }
}

package struct TypeRefRow: MetadataRow {
    package static var table: MetadataTable { .typeRef }
    /// The assembly or the module, or the enclosing type of a nested type. `nil` when the table of exported types has it.
    package let scope: MetadataToken?
    package let name: String
    package let namespace: String

    package init?(_ row: MetadataRowReader) {
        guard let scope = row.cell(0), let name = row.string(1), let namespace = row.string(2) else { return nil }
        self.scope = CodedIndex.resolutionScope.token(scope)
        (self.name, self.namespace) = (name, namespace)
    }
}

package struct TypeDefRow: MetadataRow {
    package static var table: MetadataTable { .typeDef }
    package let flags: UInt32
    /// Without enclosing types.
    package let name: String
    package let namespace: String
    /// A TypeDef, TypeRef or TypeSpec; `nil` for System.Object, interfaces and `<Module>`.
    package let base: MetadataToken?

    package init?(_ row: MetadataRowReader) {
        guard let flags = row.cell(0), let name = row.string(1), let namespace = row.string(2), let base = row.cell(3) else { return nil }
        (self.flags, self.name, self.namespace) = (flags, name, namespace)
        self.base = CodedIndex.typeDefOrRef.token(base)
    }
}

package struct FieldRow: MetadataRow {
    package static var table: MetadataTable { .field }
    package let flags: UInt16
    package let name: String
    /// A field's signature, which `TypeSignature` decodes.
    package let signature: [UInt8]

    package var isStatic: Bool { flags & 0x10 != 0 }
    /// A compile-time constant, for which there is no storage.
    package var isLiteral: Bool { flags & 0x40 != 0 }

    package init?(_ row: MetadataRowReader) {
        guard let flags = row.cell(0), let name = row.string(1), let signature = row.blob(2) else { return nil }
        (self.flags, self.name, self.signature) = (UInt16(truncatingIfNeeded: flags), name, signature)
    }
}

package struct MethodDefRow: MetadataRow {
    package static var table: MetadataTable { .methodDef }
    /// Distance of the IL from the image's base; 0 without IL.
    package let relativeAddress: UInt32
    package let implementationFlags: UInt16
    package let flags: UInt16
    package let name: String
    package let signature: [UInt8]

    package var isStatic: Bool { flags & 0x10 != 0 }

    package init?(_ row: MetadataRowReader) {
        guard let address = row.cell(0), let implementation = row.cell(1), let flags = row.cell(2), let name = row.string(3),
            let signature = row.blob(4)
        else { return nil }
        relativeAddress = address
        implementationFlags = UInt16(truncatingIfNeeded: implementation)
        (self.flags, self.name, self.signature) = (UInt16(truncatingIfNeeded: flags), name, signature)
    }
}

package struct ParamRow: MetadataRow {
    package static var table: MetadataTable { .param }
    package let flags: UInt16
    /// Counted from 1; 0 is the return value.
    package let sequence: UInt16
    package let name: String

    package init?(_ row: MetadataRowReader) {
        guard let flags = row.cell(0), let sequence = row.cell(1), let name = row.string(2) else { return nil }
        (self.flags, self.sequence) = (UInt16(truncatingIfNeeded: flags), UInt16(truncatingIfNeeded: sequence))
        self.name = name
    }
}

package struct MemberRefRow: MetadataRow {
    package static var table: MetadataTable { .memberRef }
    /// The type (or method, or module) that has the member.
    package let parent: MetadataToken?
    package let name: String
    package let signature: [UInt8]

    package init?(_ row: MetadataRowReader) {
        guard let parent = row.cell(0), let name = row.string(1), let signature = row.blob(2) else { return nil }
        self.parent = CodedIndex.memberRefParent.token(parent)
        (self.name, self.signature) = (name, signature)
    }
}

package struct CustomAttributeRow: MetadataRow {
    package static var table: MetadataTable { .customAttribute }
    /// The row that has the attribute.
    package let parent: MetadataToken?
    /// The attribute's constructor: a MethodDef or MemberRef.
    package let constructor: MetadataToken?
    /// The number 1 in two bytes, then the constructor's arguments, then the named arguments.
    package let value: [UInt8]

    package init?(_ row: MetadataRowReader) {
        guard let parent = row.cell(0), let constructor = row.cell(1), let value = row.blob(2) else { return nil }
        self.parent = CodedIndex.hasCustomAttribute.token(parent)
        self.constructor = CodedIndex.customAttributeType.token(constructor)
        self.value = value
    }
}

package struct ClassLayoutRow: MetadataRow {
    package static var table: MetadataTable { .classLayout }
    package let packing: UInt16
    /// The size in bytes that the type declares; 0 when it follows from the fields.
    package let size: UInt32
    /// Row of the TypeDef table.
    package let type: UInt32

    package init?(_ row: MetadataRowReader) {
        guard let packing = row.cell(0), let size = row.cell(1), let type = row.cell(2) else { return nil }
        (self.packing, self.size, self.type) = (UInt16(truncatingIfNeeded: packing), size, type)
    }
}

package struct FieldLayoutRow: MetadataRow {
    package static var table: MetadataTable { .fieldLayout }
    /// The declared offset in bytes, relative to the type's first field.
    package let offset: UInt32
    /// Row of the Field table.
    package let field: UInt32

    package init?(_ row: MetadataRowReader) {
        guard let offset = row.cell(0), let field = row.cell(1) else { return nil }
        (self.offset, self.field) = (offset, field)
    }
}

package struct TypeSpecRow: MetadataRow {
    package static var table: MetadataTable { .typeSpec }
    package let signature: [UInt8]

    package init?(_ row: MetadataRowReader) {
        guard let signature = row.blob(0) else { return nil }
        self.signature = signature
    }
}

package struct AssemblyRefRow: MetadataRow {
    package static var table: MetadataTable { .assemblyRef }
    /// Major, minor, build, revision.
    package let version: [UInt16]
    package let publicKeyOrToken: [UInt8]
    package let name: String
    package let culture: String

    package init?(_ row: MetadataRowReader) {
        let numbers = (0..<4).compactMap { row.cell($0).map { UInt16(truncatingIfNeeded: $0) } }
        guard numbers.count == 4, let key = row.blob(5), let name = row.string(6), let culture = row.string(7) else { return nil }
        (version, publicKeyOrToken, self.name, self.culture) = (numbers, key, name, culture)
    }
}

package struct NestedClassRow: MetadataRow {
    package static var table: MetadataTable { .nestedClass }
    /// Rows of the TypeDef table.
    package let nested: UInt32
    package let enclosing: UInt32

    package init?(_ row: MetadataRowReader) {
        guard let nested = row.cell(0), let enclosing = row.cell(1) else { return nil }
        (self.nested, self.enclosing) = (nested, enclosing)
    }
}

/// The only row of the Module table.
package struct ModuleDefRow: MetadataRow {
    package static var table: MetadataTable { .module }
    /// The file name that the compiler wrote.
    package let name: String
    /// The id of the build (MVID), 16 bytes; `nil` when there is none.
    package let versionID: [UInt8]?

    package init?(_ row: MetadataRowReader) {
        guard let name = row.string(1) else { return nil }
        self.name = name
        versionID = row.guid(2)
    }
}
