import ProcessMemory
package import RawMemory

/// Reads method tables, the runtime's descriptions of types. When bit 31 of the flags is set, their low half is the size of a component.
package struct MethodTables: Sendable {
    let memory: AddressSpace
    package let free: Address
    let fields: MethodTableFields

    init(_ memory: AddressSpace, free: Address, _ fields: MethodTableFields) {
        self.memory = memory
        self.free = free
        self.fields = fields
    }

    /// The two numbers from which the size of an object is computed.
    package struct Size: Hashable, Sendable {
        public let base: UInt32
        /// Bytes of an element; 0 when all objects of the type have the base size.
        public let component: UInt16
    }

    /// `nil` when `table` is not a method table. A method table is that of Free, or its EEClass points back to its canonical method table.
    package func size(_ table: Address) -> Size? {
        guard table.value & 7 == 0, let flags = flags(table), let base = memory.u32(table + fields.baseSize) else { return nil }
        guard table == free || isMethodTable(table) else { return nil }
        return Size(base: base, component: flags & 0x8000_0000 != 0 ? UInt16(truncatingIfNeeded: flags) : 0)
    }

    /// More generic arguments than any type has, with those of enclosing types.
    private static let argumentLimit: UInt16 = 1024

    func isMethodTable(_ table: Address) -> Bool {
        guard table.value & 7 == 0, !table.isNull, let canonical = canonical(table),
            let eeClass = memory.pointer(canonical + fields.classOrCanonical), eeClass.value & 3 == 0
        else { return false }
        return memory.pointer(eeClass + fields.methodTableOfClass) == canonical
    }

    /// The method table that stands for all instantiations sharing code with `table`.
    func canonical(_ table: Address) -> Address? {
        memory.u64(table + fields.classOrCanonical).map { $0 & 3 == 0 ? table : Address($0 & ~3) }
    }

    /// The method table of the base type. Null for System.Object and interfaces; `nil` when the dump does not hold it.
    package func parent(_ table: Address) -> Address? { memory.pointer(table + fields.parent) }

    /// The method table of the object at this address; `nil` when there is no object. The collector marks objects in the lowest bits.
    package func table(ofObjectAt object: Address) -> Address? {
        memory.pointer(object).map { $0.clearing(7) }.flatMap { isMethodTable($0) ? $0 : nil }
    }

    /// The base type that derives directly from System.Object, or the type itself. `nil` when the dump does not hold the chain of base types.
    package func topmostBase(_ table: Address) -> Address? {
        var table = table
        for _ in 0..<Self.depthLimit {
            guard let next = parent(table), !next.isNull, let above = parent(next) else { return nil }
            if above.isNull { return table }
            table = next
        }
        return nil
    }

    /// More base types than any type has.
    private static let depthLimit = 256

    func flags(_ table: Address) -> UInt32? { memory.u32(table + fields.flags) }

    func isArray(_ flags: UInt32) -> Bool { flags & 0x800C_0000 == 0x8008_0000 }

    /// Row of the type's definition in its module's TypeDef table; `nil` when 16 bits cannot hold it (assemblies with more than 65,534
    /// types).
    func typeDefRow(_ table: Address) -> UInt32? {
        switch fields.form {
        case .loaderModule(let token, _): memory.u16(table + token).flatMap { $0 == 0xFFFF ? nil : UInt32($0) }
        case .definingModule: memory.u32(table + fields.flags2).map { $0 >> 8 }
        }
    }

    /// The defining module. Up to 8 the method table has the loader module, which is another one for instantiations over other modules' types.
    /// Those have the defining module in an optional slot, whose place follows from which slots are present.
    func module(_ table: Address) -> Address? {
        guard let flags = flags(table) else { return nil }
        let loaderModule: UInt64
        switch fields.form {
        case .definingModule(let module): return memory.pointer(table + module)
        case .loaderModule(_, let module): loaderModule = module
        }
        if flags & 0x8000_0000 == 0, flags & 0x30 == 0 { return memory.pointer(table + loaderModule) }
        guard let holder = isArray(flags) ? table : canonical(table), let flags2 = memory.u16(holder + fields.flags2) else { return nil }
        guard flags2 & 0x10 != 0 else { return memory.pointer(holder + loaderModule) }
        let slots = flags2 & 0xF
        let index = slots & 3 == 2 && slots.nonzeroBitCount == 1 ? 0 : UInt64(slots.nonzeroBitCount)
        switch index {
        case 0: return memory.pointer(holder + fields.perInstInfo)
        case 1: return memory.pointer(holder + fields.interfaceMap)
        default:
            guard let virtuals = memory.u16(holder + fields.virtuals) else { return nil }
            return memory.pointer(holder + fields.size + (index - 2) * 8 + (UInt64(virtuals) + 7) / 8 * 8)
        }
    }

    /// Type handles of the arguments of a generic instantiation, including those of enclosing types. Empty for other types; `nil` when the
    /// dump does not hold them.
    func typeArguments(_ table: Address, _ flags: UInt32) -> [Address]? {
        guard flags & 0x8000_0000 == 0, flags & 0x30 != 0 else { return [] }
        guard let info = memory.pointer(table + fields.perInstInfo),
            let dictionaries = memory.u16(info - fields.dictionaryInfoSize + fields.dictionaryCount),
            let count = memory.u16(info - fields.dictionaryInfoSize + fields.argumentCount), dictionaries > 0, count <= Self.argumentLimit,
            let dictionary = memory.pointer(info + UInt64(dictionaries - 1) * 8)
        else { return nil }
        var arguments: [Address] = []
        for index in 0..<UInt64(count) {
            guard let argument = memory.pointer(dictionary + index * 8) else { return nil }
            arguments.append(argument)
        }
        return arguments
    }

    /// Element type of an array.
    package func elementType(_ table: Address) -> Address? { memory.pointer(table + fields.perInstInfo) }

    /// `[]`, `[,]` or `[*]`. A bit marks vectors; else the rank follows from the base size, in which each dimension takes 8 bytes.
    func arraySuffix(_ table: Address, _ flags: UInt32) -> String? {
        if flags & 0x2_0000 != 0 { return "[]" }
        guard let base = memory.u32(table + fields.baseSize), base >= 32 else { return nil }
        let rank = (base - 24) / 8
        // The runtime allows 32 dimensions.
        guard rank <= 32 else { return nil }
        return rank == 1 ? "[*]" : "[" + String(repeating: ",", count: Int(rank) - 1) + "]"
    }
}

extension DotNetRuntime {
    package var methodTables: RuntimePart<MethodTables> { part(MethodTablesReader.self) }
}

private enum MethodTablesReader: RuntimePartReader {
    /// A Windows minidump written without the runtime's debugging library holds the GC's private memory and none of the loader heaps, which
    /// 7 and later map from a file. Then only the method table of Free can be read, which lies in the runtime's data.
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<MethodTables> {
        guard let free = runtime.globals.freeMethodTable, runtime.globals.objectMethodTable != nil, runtime.globals.stringMethodTable != nil
        else { return RuntimePart(nil, [runtime.missing(.methodTablesMissing(allocated: nil))]) }
        do {
            return RuntimePart(MethodTables(runtime.memory, free: free, try MethodTableFields(runtime.layout.offsets)))
        } catch { return RuntimePart(nil, [.fieldUnknown(error)]) }
    }
}
