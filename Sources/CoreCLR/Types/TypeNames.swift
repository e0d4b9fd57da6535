import ProcessMemory
package import RawMemory

/// Names of types from metadata: `Namespace.Outer<Arg>+Inner<Arg, Arg>[]`.
///
/// One instance names all types of a dump and caches results. It is not shared between threads.
package struct TypeNames {
    let memory: AddressSpace
    let tables: MethodTables
    let offsets: FieldOffsets
    var modules: ModuleLookup
    /// Gives names that are not in the dump. It is called once for each module.
    private let elsewhere: (ManagedModule) -> DefinitionNames?
    private let wellKnown: WellKnownTypes
    private var definitions: [Address: DefinitionNames?] = [:]
    private var names: [Address: String] = [:]
    /// The results of `tokens(_:)`.
    var tokens: [Address: TypeTokens?] = [:]
    private var enclosing: [Address: [UInt32: UInt32]] = [:]
    /// Types that have a placeholder, because their metadata could not be read.
    private var unnamed: Set<Address> = []
    package var placeholders: Int { unnamed.count }

    /// Limits against hostile dumps, which can contain cycles. No real generics nest deeper, and no real names are longer.
    static let depthLimit = 64
    static let lengthLimit = 32_768

    init(
        _ runtime: DotNetRuntime, _ tables: MethodTables, _ modules: ModuleLookup, elsewhere: @escaping (ManagedModule) -> DefinitionNames?
    ) {
        memory = runtime.memory
        offsets = runtime.layout.offsets
        self.tables = tables
        self.modules = modules
        self.elsewhere = elsewhere
        wellKnown = WellKnownTypes(runtime, tables)
    }

    /// The type's name and its module's name (empty when the module cannot be read).
    package mutating func name(_ table: Address) -> (name: String, module: String) {
        let module = tables.module(table).map { modules.module($0).name } ?? ""
        return (typeName(table, depth: 0), module)
    }

    /// A type handle: a method table, or with bit 1 set a TypeDesc (pointer, by-ref, function pointer, type variable).
    private mutating func typeName(_ handle: Address, depth: Int) -> String {
        if let known = names[handle] { return known }
        guard depth < Self.depthLimit else { return placeholder(handle, "nested too deep") }
        let name = handle.value & 2 != 0 ? typeDescName(handle.clearing(3), depth) : methodTableName(handle, depth)
        let kept = name.utf8.count <= Self.lengthLimit ? name : placeholder(handle, "name too long")
        // The place where the depth limit cuts a name depends on the first type, so only whole names are cached.
        if depth == 0 || !kept.contains("<nested too deep") { names[handle] = kept }
        return kept
    }

    private mutating func methodTableName(_ table: Address, _ depth: Int) -> String {
        guard let flags = tables.flags(table) else { return placeholder(table, "not in the dump") }
        if tables.isArray(flags) {
            guard let element = tables.elementType(table), let suffix = tables.arraySuffix(table, flags) else {
                return placeholder(table, "array of an unknown type")
            }
            return typeName(element, depth: depth + 1) + suffix
        }
        guard let moduleAddress = tables.module(table) else { return placeholder(table, "module unknown") }
        let module = modules.module(moduleAddress)
        guard let handles = tables.typeArguments(table, flags) else { return tokenName(table, module) }
        // Without metadata the arguments still distinguish instantiations: `System.Private.CoreLib.dll!<0x020000e3><App.dll!<…>>`.
        let known =
            tables.typeDefRow(table).flatMap { definitionName($0, module) ?? nameFromElsewhere($0, module) } ?? wellKnown.name(table, flags)
        let definition = known ?? tokenName(table, module)
        var arguments: [String] = []
        var length = 0
        for handle in handles {
            let argument = typeName(handle, depth: depth + 1)
            length += argument.utf8.count
            guard length <= Self.lengthLimit else { return placeholder(table, "name too long") }
            arguments.append(argument)
        }
        guard known != nil else { return arguments.isEmpty ? definition : definition + "<" + arguments.joined(separator: ", ") + ">" }
        return GenericName.format(definition, arguments)
    }

    private mutating func typeDescName(_ at: Address, _ depth: Int) -> String {
        guard let word = memory.u32(at + (offsets["TypeDesc", "TypeAndFlags"] ?? 0)) else { return placeholder(at, "not in the dump") }
        func named(_ place: UInt64) -> String {
            guard let handle = memory.pointer(at + place) else { return placeholder(at, "pointer to an unknown type") }
            return typeName(handle, depth: depth + 1)
        }
        func argument() -> String { named(argumentPlace(at)) }
        switch word & 0xFF {
        case 0x0F: return argument() + "*"
        case 0x10: return argument() + "&"
        // Only 3.1 has TypeDescs for arrays. They have the method table of the array.
        case 0x14, 0x1D: return named(8)
        case 0x13, 0x1E: return "!" + String(word & 0xFF == 0x13 ? "T" : "M")
        case 0x1B: return "(fnptr)"
        default: return placeholder(at, "element type 0x" + (word & 0xFF).hexadecimal())
        }
    }

    /// The offset of the type to which a pointer or by-ref TypeDesc refers.
    func argumentPlace(_ typeDesc: Address) -> UInt64 {
        offsets["ParamTypeDesc", "TypeArg"] ?? (isType(memory.pointer(typeDesc + 0x10)) ? 0x10 : 8)
    }

    /// Whether a word is a type handle: a method table, or a TypeDesc of a known kind.
    private func isType(_ handle: Address?) -> Bool {
        guard let handle, !handle.isNull else { return false }
        guard handle.value & 2 != 0 else { return tables.isMethodTable(handle) }
        return memory.u32(handle.clearing(3)).map { [0x0F, 0x10, 0x13, 0x14, 0x1B, 0x1D, 0x1E].contains($0 & 0xFF) } ?? false
    }

    /// The name of a definition with its enclosing types: `Outer`1+Inner`2`.
    private mutating func definitionName(_ row: UInt32, _ module: ManagedModule) -> String? {
        guard let metadata = module.metadata, var name = metadata.typeName(row) else { return nil }
        if enclosing[module.address] == nil { enclosing[module.address] = metadata.enclosingTypes() }
        var inner = row
        for _ in 0..<Self.depthLimit {
            guard let outer = enclosing[module.address]?[inner] else { return metadata.isOutermost(inner) == true ? name : nil }
            guard let outerName = metadata.typeName(outer) else { return nil }
            name = outerName + "+" + name
            inner = outer
        }
        return nil
    }

    /// The name from elsewhere. The dump may hold some pages of the metadata without this name, because the metadata of a small assembly
    /// can begin on the page of its header.
    private mutating func nameFromElsewhere(_ row: UInt32, _ module: ManagedModule) -> String? {
        if let asked = definitions[module.address] { return asked?.name(row) }
        let found = elsewhere(module)
        definitions[module.address] = .some(found)
        return found?.name(row)
    }

    private mutating func tokenName(_ table: Address, _ module: ManagedModule) -> String {
        unnamed.insert(table)
        guard let row = tables.typeDefRow(table) else { return module.name + "!<\(table)>" }
        return TypeTokens.definition(row, module)
    }

    private mutating func placeholder(_ handle: Address, _ why: String) -> String {
        unnamed.insert(handle)
        return "<\(why)>!\(handle)"
    }
}

/// Formats the name of a generic instantiation.
package enum GenericName {
    /// ``Ns.Outer`1+Inner`2`` with three arguments gives `Ns.Outer<A>+Inner<B, C>`: each part takes the number of arguments in its own
    /// marker. A marker without arguments left is kept as part of the name, because a type can be named ``Odd`1`` without being generic.
    /// Arguments without a marker are added at the end.
    package static func format(_ definition: String, _ arguments: [String]) -> String {
        guard !arguments.isEmpty else { return definition }
        var next = 0
        var parts: [String] = []
        for part in definition.split(separator: "+", omittingEmptySubsequences: false) {
            guard let mark = part.lastIndex(of: "`"), let arity = Int(part[part.index(after: mark)...]), arity > 0, next < arguments.count
            else {
                parts.append(String(part))
                continue
            }
            let end = min(arguments.count, arity > arguments.count ? arguments.count : next + arity)
            parts.append(part[..<mark] + "<" + arguments[next..<end].joined(separator: ", ") + ">")
            next = end
        }
        let name = parts.joined(separator: "+")
        return next < arguments.count ? name + "<" + arguments[next...].joined(separator: ", ") + ">" : name
    }
}
