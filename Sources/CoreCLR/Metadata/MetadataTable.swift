/// The tables of ECMA-335 metadata (II.22), by their numbers.
package enum MetadataTable: Int, CaseIterable, Sendable {
    case module = 0x00
    case typeRef, typeDef, fieldPtr, field, methodPtr, methodDef, paramPtr, param, interfaceImpl, memberRef, constant, customAttribute
    case fieldMarshal, declSecurity, classLayout, fieldLayout, standAloneSig, eventMap, eventPtr, event, propertyMap, propertyPtr, property
    case methodSemantics, methodImpl, moduleRef, typeSpec, implMap, fieldRVA, editLog, editMap, assembly, assemblyProcessor, assemblyOS
    case assemblyRef, assemblyRefProcessor, assemblyRefOS, file, exportedType, manifestResource, nestedClass, genericParam, methodSpec
    case genericParamConstraint
}

/// A reference to a row of a metadata table, from a token or a cell of another row.
package struct MetadataToken: Hashable, Sendable {
    package let table: MetadataTable
    /// From 1 on.
    package let row: UInt32

    package init(_ table: MetadataTable, _ row: UInt32) {
        self.table = table
        self.row = row
    }

    /// The token as a number: the table in the upper 8 bits, the row in the others.
    package var number: UInt32 { UInt32(table.rawValue) << 24 | row & 0xFF_FFFF }
}

/// The kinds of cells that refer to a row of one of several tables (II.24.2.6). The lowest bits, the tag, select the table.
enum CodedIndex: Sendable {
    case typeDefOrRef, hasConstant, hasCustomAttribute, hasFieldMarshal, hasDeclSecurity, memberRefParent, hasSemantics, methodDefOrRef
    case memberForwarded, implementation, customAttributeType, resolutionScope, typeOrMethodDef

    /// Indexed by tag; `nil` for unused tags.
    var tables: [MetadataTable?] {
        switch self {
        case .typeDefOrRef: [.typeDef, .typeRef, .typeSpec]
        case .hasConstant: [.field, .param, .property]
        case .hasCustomAttribute:
            [
                .methodDef, .field, .typeRef, .typeDef, .param, .interfaceImpl, .memberRef, .module, .declSecurity, .property, .event,
                .standAloneSig, .moduleRef, .typeSpec, .assembly, .assemblyRef, .file, .exportedType, .manifestResource, .genericParam,
                .genericParamConstraint, .methodSpec,
            ]
        case .hasFieldMarshal: [.field, .param]
        case .hasDeclSecurity: [.typeDef, .methodDef, .assembly]
        case .memberRefParent: [.typeDef, .typeRef, .moduleRef, .methodDef, .typeSpec]
        case .hasSemantics: [.event, .property]
        case .methodDefOrRef: [.methodDef, .memberRef]
        case .memberForwarded: [.field, .methodDef]
        case .implementation: [.file, .assemblyRef, .exportedType]
        case .customAttributeType: [nil, nil, .methodDef, .memberRef, nil]
        case .resolutionScope: [.module, .moduleRef, .assemblyRef, .typeRef]
        case .typeOrMethodDef: [.typeDef, .methodDef]
        }
    }

    /// The number of bits of the tag.
    var tagBits: UInt32 {
        switch self {
        case .hasFieldMarshal, .hasSemantics, .methodDefOrRef, .memberForwarded, .typeOrMethodDef: 1
        case .typeDefOrRef, .hasConstant, .hasDeclSecurity, .implementation, .resolutionScope: 2
        case .memberRefParent, .customAttributeType: 3
        case .hasCustomAttribute: 5
        }
    }

    /// The row to which a cell refers; `nil` when its tag is unused or its row is 0, which means that there is none.
    func token(_ cell: UInt32) -> MetadataToken? {
        let tag = Int(cell & (1 << tagBits - 1))
        let tables = tables
        guard tag < tables.count, let table = tables[tag], cell >> tagBits > 0 else { return nil }
        return MetadataToken(table, cell >> tagBits)
    }

    /// The cell that refers to a row; `nil` when its table has no tag or its number is too large.
    func cell(_ token: MetadataToken) -> UInt32? {
        guard let tag = tables.firstIndex(of: token.table), token.row < 1 << (32 - tagBits) else { return nil }
        return token.row << tagBits | UInt32(tag)
    }
}
