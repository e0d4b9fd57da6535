/// A type of a made-up process. `handle` is its method table, or with bit 1 set its TypeDesc.
package struct SyntheticType {
    package let handle: UInt64
    /// Bytes of an object, or of an empty array or string.
    package internal(set) var baseSize: UInt32 = 24
    /// Bytes of an element of a string or array.
    package internal(set) var componentSize: UInt16 = 0
    /// Bytes as an element of an array: 8 for references.
    package internal(set) var valueSize: UInt16 = 8
    /// Row of its definition in its module's TypeDef table.
    package internal(set) var row: UInt32 = 0
    var module = 0
    /// The PerInstInfo of a generic instantiation.
    package internal(set) var instantiation: UInt64 = 0
    package internal(set) var dictionary: UInt64 = 0
}

struct SharedGeneric: Hashable {
    let module: Int
    let row: UInt32
}

extension SyntheticProcess {
    /// A class. The namespace ends at the last dot of `name`, unless `namespace` is given.
    package func type(
        _ name: String, in module: SyntheticModule, baseSize: UInt32 = 24, componentSize: UInt16 = 0, nestedIn outer: SyntheticType? = nil,
        namespace: String? = nil, virtuals: UInt16 = 4, isRoot: Bool = false
    ) -> SyntheticType {
        let row = define(name, in: module, namespace: namespace, nestedIn: outer)
        let flags = componentSize == 0 ? 0 : 0x8000_0000 | UInt32(componentSize)
        var type = methodTable(flags, baseSize: baseSize, row: row, module: module, virtuals: virtuals)
        type.componentSize = componentSize
        if !isRoot { memory.write(object.handle, at: type.handle + CLR8.MethodTable.parent) }
        return type
    }

    /// A structure of `size` bytes; the base size is that of a boxed one.
    package func valueType(_ name: String, in module: SyntheticModule, size: UInt16) -> SyntheticType {
        let row = define(name, in: module, namespace: nil, nestedIn: nil)
        var type = methodTable(0x4_0000, baseSize: 16 + (UInt32(size) + 7) / 8 * 8, row: row, module: module)
        memory.write(object.handle, at: type.handle + CLR8.MethodTable.parent)
        type.valueSize = size
        return type
    }

    /// An instantiation. `definition` is its name with the arity marks of it and of its enclosing types; `around` are the names of those
    /// types, outermost first. Instantiations that share code (reference types as arguments) have a canonical method table.
    package func generic(
        _ definition: String, in module: SyntheticModule, _ arguments: [SyntheticType], baseSize: UInt32 = 24,
        nestedIn outer: SyntheticType? = nil, isShared: Bool = true, dictionaries: Int = 1
    ) -> SyntheticType {
        let known = modules[module.index].metadata.types.firstIndex {
            ($0.namespace.isEmpty ? $0.name : $0.namespace + "." + $0.name) == definition && $0.enclosing == outer?.row
        }
        let row = known.map { UInt32($0 + 1) } ?? define(definition, in: module, namespace: nil, nestedIn: outer)
        var type = methodTable(0x10, baseSize: baseSize, row: row, module: module)
        (type.instantiation, type.dictionary) = instantiate(type.handle, arguments.map(\.handle), dictionaries: dictionaries)
        memory.write(object.handle, at: type.handle + CLR8.MethodTable.parent)
        guard isShared else { return type }
        let key = SharedGeneric(module: module.index, row: row)
        let canonical =
            sharedGenerics[key]
            ?? {
                let shared = methodTable(0x20, baseSize: baseSize, row: row, module: module)
                _ = instantiate(shared.handle, arguments.map { _ in canon.handle }, dictionaries: dictionaries)
                memory.write(object.handle, at: shared.handle + CLR8.MethodTable.parent)
                return shared.handle
            }()
        sharedGenerics[key] = canonical
        memory.write(canonical | 1, at: type.handle + CLR8.MethodTable.eeClass)
        return type
    }

    /// Writes PerInstInfo: {number of dictionaries u16 -4, of arguments u16 -2}, then a pointer for each dictionary; the last is the type's.
    private func instantiate(_ table: UInt64, _ arguments: [UInt64], dictionaries: Int) -> (info: UInt64, dictionary: UInt64) {
        let info = memory.allocate(16 + dictionaries * 8, in: typeHeap) + 16
        let dictionary = memory.allocate(max(arguments.count, 1) * 8, in: typeHeap)
        memory.write(UInt16(truncatingIfNeeded: dictionaries), at: info - 4)
        memory.write(UInt16(truncatingIfNeeded: arguments.count), at: info - 2)
        if dictionaries > 0 { memory.write(dictionary, at: info + UInt64(dictionaries - 1) * 8) }
        for (index, argument) in arguments.enumerated() { memory.write(argument, at: dictionary + UInt64(index) * 8) }
        memory.write(info, at: table + CLR8.MethodTable.slot1)
        if !library.hasDefiningModules { memory.write(1 as UInt16, at: table + CLR8.MethodTable.flags2) }
        return (info, dictionary)
    }

    /// An array type: a vector, or an array of `rank` dimensions (1 is `[*]`).
    package func arrayType(of element: SyntheticType, rank: Int? = nil) -> SyntheticType {
        if rank == nil, let known = arrays[element.handle] { return known }
        let base = 24 + UInt32(rank ?? 0) * 8
        let flags = 0x8008_0000 | (rank == nil ? 0x2_0000 : 0) | UInt32(element.valueSize)
        var type = methodTable(
            flags, baseSize: base, row: 0, module: SyntheticModule(index: element.module, address: modules[element.module].address))
        type.componentSize = element.valueSize
        memory.write(object.handle, at: type.handle + CLR8.MethodTable.parent)
        memory.write(element.handle, at: type.handle + CLR8.MethodTable.slot1)
        if rank == nil { arrays[element.handle] = type }
        return type
    }

    /// A TypeDesc: 0x0F pointer, 0x10 by-ref, 0x13 and 0x1E type variables, 0x1B function pointer.
    package func typeDesc(_ elementType: UInt32, of argument: SyntheticType? = nil) -> SyntheticType {
        let place = memory.allocate(CLR8.TypeDesc.size, in: typeHeap)
        memory.write(elementType, at: place)
        memory.write(argument?.handle ?? 0, at: place + CLR8.TypeDesc.argument)
        var type = SyntheticType(handle: place | 2)
        type.module = argument?.module ?? 0
        return type
    }

    package func pointer(to type: SyntheticType) -> SyntheticType { typeDesc(0x0F, of: type) }

    /// Moves the defining module into an optional slot, with another module as the loader module. `slots` are the low bits of flags2, one
    /// for each slot that exists.
    package func overrideModule(of type: SyntheticType, loader: SyntheticModule, slots: UInt16) {
        let canonical = sharedGenerics[SharedGeneric(module: type.module, row: type.row)] ?? type.handle
        let count = UInt64(slots.nonzeroBitCount)
        let place =
            slots & 3 == 2 && count == 1
            ? CLR8.MethodTable.slot1
            : [CLR8.MethodTable.slot1, CLR8.MethodTable.slot2][safe: Int(count)] ?? CLR8.MethodTable.vtable + 8 + (count - 2) * 8
        memory.write(slots | 0x10, at: canonical + CLR8.MethodTable.flags2)
        memory.write(loader.address, at: canonical + CLR8.MethodTable.loaderModule)
        memory.write(modules[type.module].address, at: canonical + place)
    }

    private func define(_ name: String, in module: SyntheticModule, namespace: String?, nestedIn outer: SyntheticType?) -> UInt32 {
        var namespace = namespace
        var name = name
        if namespace == nil, outer == nil, let dot = name.lastIndex(of: ".") {
            namespace = String(name[..<dot])
            name = String(name[name.index(after: dot)...])
        }
        var row = MetadataBuilder.TypeRow(name: name, namespace: namespace ?? "", enclosing: outer?.row)
        // Fields that are declared later are those of this type.
        row.firstField = UInt16((modules[module.index].metadata.moreTables[4] ?? []).count + 1)
        modules[module.index].metadata.types.append(row)
        return UInt32(modules[module.index].metadata.types.count)
    }

    private func methodTable(_ flags: UInt32, baseSize: UInt32, row: UInt32, module: SyntheticModule, virtuals: UInt16 = 4) -> SyntheticType
    {
        let room = Self.descriptionRoom
        let table = memory.allocate(room + CLR8.MethodTable.size, in: typeHeap) + UInt64(room)
        let eeClass = memory.allocate(CLR8.EEClass.size, in: typeHeap)
        memory.write(flags, at: table + CLR8.MethodTable.flags)
        memory.write(baseSize, at: table + CLR8.MethodTable.baseSize)
        if library.hasDefiningModules {
            memory.write(row << 8, at: table + CLR8.MethodTable.flags2)
            // Auxiliary data, whose second word is the loader module.
            let auxiliary = memory.allocate(16, in: typeHeap)
            memory.write(module.address, at: auxiliary + 8)
            memory.write(auxiliary, at: table + 0x20)
        } else {
            memory.write(UInt16(truncatingIfNeeded: min(row, 0xFFFF)), at: table + CLR8.MethodTable.typeDefRow)
        }
        memory.write(virtuals, at: table + CLR8.MethodTable.virtuals)
        memory.write(module.address, at: table + CLR8.MethodTable.loaderModule)
        memory.write(eeClass, at: table + CLR8.MethodTable.eeClass)
        memory.write(table, at: eeClass + CLR8.EEClass.methodTable)
        var type = SyntheticType(handle: table)
        type.baseSize = baseSize
        type.row = row
        type.module = module.index
        return type
    }

    /// Allocates bytes in the type heap, for structures that no method here makes.
    package func allocateInTypeHeap(_ count: Int) -> UInt64 { memory.allocate(count, in: typeHeap) }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
