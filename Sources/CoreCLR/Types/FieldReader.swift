import ProcessMemory
package import RawMemory

/// Finds the fields of types. Their offsets come from the runtime's field descriptions, and their names and types from metadata.
///
/// One reader serves all types of a dump and caches results. It is not shared between threads.
package struct FieldReader {
    private let memory: AddressSpace
    private let tables: MethodTables
    private let places: Places
    private var modules: ModuleLookup
    private let elsewhere: (ManagedModule) -> MetadataTables?
    /// The results of `elsewhere`, by module.
    private var files: [Address: MetadataTables?] = [:]
    private var known: [Address: RuntimePart<[ManagedField]>] = [:]

    /// No type has more fields or more base types.
    private static let fieldLimit = 1 << 16
    private static let depthLimit = 256

    fileprivate init(
        _ runtime: DotNetRuntime, _ tables: MethodTables, _ places: Places, _ modules: ModuleLookup,
        elsewhere: @escaping (ManagedModule) -> MetadataTables?
    ) {
        memory = runtime.memory
        self.tables = tables
        self.places = places
        self.modules = modules
        self.elsewhere = elsewhere
    }

    /// Offsets in bytes of the fields that are read here, copied from a layout.
    fileprivate struct Places {
        let fieldList: UInt64
        let methodList: UInt64
        let instanceCount: UInt64?
        let staticCount: UInt64?
        let size: UInt64
        let type: UInt64
        let first: UInt64
        let second: UInt64

        init(_ offsets: FieldOffsets) throws(RuntimeField) {
            fieldList = try offsets.known("EEClass", "FieldDescList")
            methodList = try offsets.known("EEClass", "MethodDescChunk")
            instanceCount = offsets["EEClass", "NumInstanceFields"]
            staticCount = offsets["EEClass", "NumStaticFields"]
            size = try offsets.known("FieldDesc", "!")
            type = try offsets.known("FieldDesc", "MTOfEnclosingClass")
            first = try offsets.known("FieldDesc", "DWord1")
            second = try offsets.known("FieldDesc", "DWord2")
        }
    }

    /// The fields that a type declares itself, including static ones, in the runtime's order. `table` is its method table.
    ///
    /// There is no value when the list is not in the dump, or when its length is unknown: neither the class nor metadata says how many
    /// fields there are.
    package mutating func fields(declaredBy table: Address) -> RuntimePart<[ManagedField]> {
        guard let canonical = tables.canonical(table), tables.isMethodTable(canonical) else {
            return RuntimePart(nil, [.fieldsUnreadable(methodTable: table)])
        }
        if let found = known[canonical] { return found }
        let found = read(canonical)
        known[canonical] = found
        return found
    }

    /// The instance fields of a type, including inherited ones. Those of the base types come first. Types whose fields cannot be read are
    /// left out, and the problems name them.
    package mutating func instanceFields(of table: Address) -> RuntimePart<[ManagedField]> {
        var types: [Address] = []
        var at = table
        while types.count < Self.depthLimit, !at.isNull {
            types.append(at)
            at = tables.parent(at) ?? Address(0)
        }
        var fields: [ManagedField] = []
        var problems: [RuntimeProblem] = []
        for type in types.reversed() {
            let part = self.fields(declaredBy: type)
            fields += (part.value ?? []).filter { $0.storage == .instance }
            problems += part.problems
        }
        return RuntimePart(fields, problems)
    }

    /// The field of this name that the type or its nearest base type declares; `nil` when none does.
    package mutating func field(_ name: String, of table: Address) -> ManagedField? {
        var at = table
        for _ in 0..<Self.depthLimit where !at.isNull {
            if let found = fields(declaredBy: at).value?.first(where: { $0.name == name }) { return found }
            at = tables.parent(at) ?? Address(0)
        }
        return nil
    }

    /// The result of `look` on a module's metadata in the dump, or else on its metadata from elsewhere.
    private mutating func find<Found>(in module: Address, _ look: (MetadataTables) -> Found?) -> Found? {
        let module = modules.module(module)
        if let found = module.metadata.flatMap(look) { return found }
        if let asked = files[module.address] { return asked.flatMap(look) }
        let file = elsewhere(module)
        files[module.address] = .some(file)
        return file.flatMap(look)
    }

    private mutating func read(_ table: Address) -> RuntimePart<[ManagedField]> {
        let unreadable = RuntimePart<[ManagedField]>(nil, [.fieldsUnreadable(methodTable: table)])
        guard let flags = tables.flags(table), let eeClass = memory.pointer(table + tables.fields.classOrCanonical),
            let list = memory.pointer(eeClass + places.fieldList), let methods = memory.pointer(eeClass + places.methodList)
        else { return unreadable }
        if list.isNull || tables.isArray(flags) { return RuntimePart([]) }
        guard let module = tables.module(table) else { return unreadable }
        let type = tables.typeDefRow(table)
        let rows = type.flatMap { type in find(in: module) { $0.fields(of: type) } }.map { Set($0) }
        let count = declaredCount(table, eeClass)
        guard count != nil || rows != nil else { return RuntimePart(nil, [.metadataMissing(module: module)]) }
        var fields: [ManagedField] = []
        var seen = Set<UInt32>()
        // The list has no end mark. Method descriptions may follow, and begin with the same method table.
        while fields.count < min(count ?? .max, Self.fieldLimit) {
            let at = list + UInt64(fields.count) * places.size
            guard at != methods, memory.pointer(at + places.type) == table, let first = memory.u32(at + places.first),
                let second = memory.u32(at + places.second), let type = ElementType(rawValue: UInt8(second >> 27)),
                first & 0xFF_FFFF != 0, rows?.contains(first & 0xFF_FFFF) ?? true, seen.insert(first & 0xFF_FFFF).inserted
            else { break }
            fields.append(field(first, second, type, table, module))
        }
        let isWhole = count.map { fields.count == $0 } ?? true
        if !isWhole, fields.isEmpty { return unreadable }
        let missing: [RuntimeProblem] = fields.contains { $0.name == nil } ? [.metadataMissing(module: module)] : []
        return RuntimePart(fields, missing + (isWhole ? [] : unreadable.problems))
    }

    /// The first word has the row in bits 0 to 23 and flags: 24 for static, 25 for thread static, 26 for data in the image. The second word
    /// has the offset in bits 0 to 26 and the type in the others.
    private mutating func field(
        _ first: UInt32, _ second: UInt32, _ type: ElementType, _ table: Address, _ module: Address
    ) -> ManagedField {
        let storage: ManagedField.StorageKind =
            first & 0x100_0000 == 0 ? .instance : first & 0x200_0000 != 0 ? .perThread : first & 0x400_0000 != 0 ? .image : .shared
        let row = find(in: module) { $0.row(FieldRow.self, first & 0xFF_FFFF) }
        let offset = second & 0x7FF_FFFF
        return ManagedField(
            name: row?.name, row: first & 0xFF_FFFF, elementType: type, storage: storage,
            offset: offset > Self.lastOffset ? nil : offset, signature: row.flatMap { TypeSignature(field: $0.signature) },
            declaringType: table)
    }

    /// Higher values mark fields that have no offset yet.
    private static let lastOffset: UInt32 = 0x7FF_FFFF - 8

    /// The number of fields that a type declares: instance fields without inherited ones, and static fields. `nil` when the class does not
    /// say it (up to 8).
    private func declaredCount(_ table: Address, _ eeClass: Address) -> Int? {
        guard let instancePlace = places.instanceCount, let staticPlace = places.staticCount,
            let all = memory.u16(eeClass + instancePlace), let shared = memory.u16(eeClass + staticPlace), let parent = tables.parent(table)
        else { return nil }
        var inherited: UInt16 = 0
        if !parent.isNull {
            guard let canonical = tables.canonical(parent),
                let parentClass = memory.pointer(canonical + tables.fields.classOrCanonical),
                let count = memory.u16(parentClass + instancePlace)
            else { return nil }
            inherited = count
        }
        return all >= inherited ? Int(all - inherited) + Int(shared) : nil
    }
}

extension DotNetRuntime {
    /// A reader for the fields of types. `elsewhere` gives the metadata of a module when the dump does not hold the part that is needed.
    /// `nil` when `methodTables` has no value, or when the layout lacks an offset.
    package func fieldReader(elsewhere: @escaping (ManagedModule) -> MetadataTables? = { _ in nil }) -> FieldReader? {
        guard let tables = methodTables.value, let places = try? FieldReader.Places(layout.offsets), let modules = ModuleLookup(self) else {
            return nil
        }
        return FieldReader(self, tables, places, modules, elsewhere: elsewhere)
    }
}
