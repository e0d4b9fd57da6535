import ProcessMemory
import RawMemory

/// The types of a module that the process has loaded, by row of the TypeDef table (Module::m_TypeDefToMethodTableMap). What the runtime has
/// built from their definitions says whether a file can be the one that was loaded.
package struct LoadedTypes: Sendable {
    private let module: Address
    private let memory: AddressSpace
    private let types: MethodTables
    private let offsets: FieldOffsets
    /// Whether a class has a description for each method that it declares and no more. Releases after 10 are not known.
    private let describesDeclaredMethods: Bool
    /// In the order of their rows.
    let tables: [(row: UInt32, table: Address)]

    /// A Module has fewer bytes.
    private static let places = stride(from: 0 as UInt64, to: 0x900, by: 8)
    /// The map is a block {next block, entries, number of entries u32}. The lowest bits of an entry are flags.
    private static let entriesPlace: UInt64 = 8
    private static let countPlace: UInt64 = 16
    private static let entryLimit: UInt32 = 1 << 21
    private static let chunkLimit = 1 << 12

    /// `nil` when the dump does not hold the map.
    fileprivate init?(_ module: Address, typeCount: UInt32, _ runtime: DotNetRuntime, _ types: MethodTables) {
        let memory = runtime.memory
        // Zeros look like an empty map. A Module points to a few of those.
        var empty = 0
        for place in Self.places where empty < 32 {
            guard let entries = memory.pointer(module + place + Self.entriesPlace), !entries.isNull, entries.value & 7 == 0,
                let count = memory.u32(module + place + Self.countPlace), count >= 2, count <= Self.entryLimit, memory.isMapped(entries),
                let tables = Self.tables(entries, min(count, typeCount.saturatingAdd(1)), module, memory, types)
            else { continue }
            if tables.isEmpty {
                empty += 1
                continue
            }
            self.module = module
            self.memory = memory
            self.types = types
            offsets = runtime.layout.offsets
            describesDeclaredMethods = runtime.module.version.map { $0.major <= 10 } ?? false
            self.tables = tables
            return
        }
        return nil
    }

    /// `nil` unless every entry is empty or the method table of its row.
    private static func tables(
        _ entries: Address, _ count: UInt32, _ module: Address, _ memory: AddressSpace, _ types: MethodTables
    ) -> [(row: UInt32, table: Address)]? {
        var found: [(row: UInt32, table: Address)] = []
        for row in 0..<count {
            guard let entry = memory.pointer(entries + UInt64(row) * 8) else { return nil }
            let table = entry.clearing(7)
            if table.isNull { continue }
            guard types.typeDefRow(table) == row, types.isMethodTable(table), types.module(table) == module else { return nil }
            found.append((row, table))
        }
        return found
    }

    /// Whether the types are as this metadata defines them: base types, fields with their kinds, numbers of methods. What the dump does not
    /// hold is passed over.
    package func agree(with metadata: MetadataTables) -> Bool {
        tables.allSatisfy { row, table in
            isBaseAlike(row, table, metadata) && areFieldsAlike(row, table, metadata) && areMethodsAlike(row, table, metadata)
        }
    }

    private func isGeneric(_ flags: UInt32) -> Bool { flags & 0x8000_0000 == 0 && flags & 0x30 != 0 }

    private func isBaseAlike(_ row: UInt32, _ table: Address, _ metadata: MetadataTables) -> Bool {
        guard let parent = types.parent(table), let definition = metadata.row(TypeDefRow.self, row) else { return true }
        // The method table of an interface has System.Object for its base type.
        guard let base = definition.base else { return parent.isNull || types.parent(parent).map(\.isNull) ?? true }
        guard !parent.isNull else { return false }
        switch base.table {
        case .typeDef: return types.module(parent) == module && types.typeDefRow(parent).map { $0 == base.row } ?? true
        case .typeRef: return types.module(parent) != module
        default: return true
        }
    }

    private func areFieldsAlike(_ row: UInt32, _ table: Address, _ metadata: MetadataTables) -> Bool {
        guard types.flags(table).map({ !isGeneric($0) }) ?? false, let listPlace = offsets["EEClass", "FieldDescList"],
            let size = offsets["FieldDesc", "!"],
            let owner = offsets["FieldDesc", "MTOfEnclosingClass"], let firstWord = offsets["FieldDesc", "DWord1"],
            let secondWord = offsets["FieldDesc", "DWord2"], let eeClass = memory.pointer(table + types.fields.classOrCanonical),
            eeClass.value & 3 == 0, let list = memory.pointer(eeClass + listPlace), let rows = metadata.fields(of: row)
        else { return true }
        var left: [UInt32: FieldRow] = [:]
        for number in rows {
            guard let field = metadata.row(FieldRow.self, number) else { return true }
            if !field.isLiteral { left[number] = field }
        }
        if list.isNull { return left.isEmpty }
        for place in 0..<UInt64(left.count) {
            let at = list + place * size
            guard let type = memory.pointer(at + owner), let first = memory.u32(at + firstWord), let second = memory.u32(at + secondWord)
            else { return true }
            guard type == table, let field = left.removeValue(forKey: first & 0xFF_FFFF), field.isStatic == (first & 0x100_0000 != 0),
                Self.isKindAlike(UInt8(second >> 27), field.signature)
            else { return false }
        }
        return true
    }

    /// Whether a field of this element type has this signature. Enumerations, type variables and pointers are passed over.
    private static func isKindAlike(_ kind: UInt8, _ signature: [UInt8]) -> Bool {
        guard signature.count >= 2, signature[0] == 6 else { return true }
        switch signature[1] {
        case 0x02...0x0D, 0x18, 0x19: return kind == signature[1]
        case 0x0E, 0x12, 0x14, 0x1C, 0x1D: return kind == 0x12
        default: return true
        }
    }

    /// Method descriptions are in chunks {method table, next chunk, bytes u8, number of descriptions less one u8}. A structure has more than it
    /// declares, for the boxed form.
    private func areMethodsAlike(_ row: UInt32, _ table: Address, _ metadata: MetadataTables) -> Bool {
        guard let place = offsets["EEClass", "MethodDescChunk"], let flags = types.flags(table), !isGeneric(flags),
            let eeClass = memory.pointer(table + types.fields.classOrCanonical), eeClass.value & 3 == 0,
            var chunk = memory.pointer(eeClass + place), let declared = metadata.methods(of: row)?.count
        else { return true }
        var count = 0
        for _ in 0..<Self.chunkLimit where !chunk.isNull {
            guard memory.pointer(chunk) == table, let next = memory.pointer(chunk + 8), let less = memory.u8(chunk + 17) else {
                return true
            }
            count += Int(less) + 1
            chunk = next
        }
        let isStructure = flags & 0x000C_0000 == 0x0004_0000
        return isStructure || !describesDeclaredMethods ? count >= declared : count == declared
    }
}

extension UInt32 {
    fileprivate func saturatingAdd(_ other: UInt32) -> UInt32 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension DotNetRuntime {
    /// The loaded types of a module; `nil` when the dump does not hold them.
    package func loadedTypes(of module: ManagedModule, _ schema: MetadataSchema) -> LoadedTypes? {
        guard !module.isDynamic, let types = methodTables.value else { return nil }
        return LoadedTypes(module.address, typeCount: schema.typeCount, self, types)
    }

    /// The loaded types of all modules that are neither generic nor arrays, in the order of modules and rows.
    func loadedClasses(_ metadata: ModuleMetadata) -> [Address] {
        guard let types = methodTables.value else { return [] }
        var classes: [Address] = []
        for module in metadata.modules {
            guard let schema = module.metadata?.schema ?? metadata.fromFile(module)?.schema ?? schema(of: module),
                let loaded = loadedTypes(of: module, schema)
            else { continue }
            classes += loaded.tables.lazy.map(\.table).filter { types.flags($0).map { $0 & 0x8000_0030 == 0 } ?? false }
        }
        return classes
    }
}
