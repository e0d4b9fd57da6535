import ProcessMemory
package import RawMemory

/// The name of a type written in the numbers of metadata: ``Core.dll!<0x02000113><App.dll!<0x02000014>>[]`` is `System.EventHandler<App.Args>[]`.
/// It needs no metadata. In two processes with the same builds of the modules it means the same type.
package struct TypeTokens: Equatable, Sendable {
    package internal(set) var text: String
    /// The Modules in the order in which each appears first in the text.
    package internal(set) var modules: [Address]

    /// The text for a definition, which is also its name when the metadata is missing.
    static func definition(_ row: UInt32, _ module: ManagedModule) -> String {
        module.name + "!<0x" + (0x0200_0000 | row & 0xFF_FFFF).hexadecimal(digits: 8) + ">"
    }

    fileprivate mutating func append(_ other: TypeTokens) {
        text += other.text
        for module in other.modules where !modules.contains(module) { modules.append(module) }
    }
}

extension TypeNames {
    /// `nil` when the dump does not hold what it takes.
    package mutating func tokens(of table: Address) -> TypeTokens? { tokens(table, depth: 0) }

    package mutating func module(at address: Address) -> ManagedModule { modules.module(address) }

    private mutating func tokens(_ handle: Address, depth: Int) -> TypeTokens? {
        if let known = tokens[handle] { return known }
        guard depth < Self.depthLimit else { return nil }
        var found = handle.value & 2 != 0 ? typeDescTokens(handle.clearing(3), depth) : methodTableTokens(handle, depth)
        if let length = found?.text.utf8.count, length > Self.lengthLimit { found = nil }
        // The depth at which a type is met first must not decide.
        if found != nil || depth == 0 { tokens[handle] = .some(found) }
        return found
    }

    private mutating func methodTableTokens(_ table: Address, _ depth: Int) -> TypeTokens? {
        guard let flags = tables.flags(table) else { return nil }
        if tables.isArray(flags) {
            guard let element = tables.elementType(table), let suffix = tables.arraySuffix(table, flags),
                var array = tokens(element, depth: depth + 1)
            else { return nil }
            array.text += suffix
            return array
        }
        guard let address = tables.module(table), let row = tables.typeDefRow(table), let handles = tables.typeArguments(table, flags)
        else {
            return nil
        }
        var type = TypeTokens(text: TypeTokens.definition(row, modules.module(address)), modules: [address])
        for (place, handle) in handles.enumerated() {
            guard let argument = tokens(handle, depth: depth + 1), type.text.utf8.count <= Self.lengthLimit else { return nil }
            type.text += place == 0 ? "<" : ", "
            type.append(argument)
        }
        if !handles.isEmpty { type.text += ">" }
        return type
    }

    private mutating func typeDescTokens(_ at: Address, _ depth: Int) -> TypeTokens? {
        func type(_ place: UInt64, _ suffix: String) -> TypeTokens? {
            guard let handle = memory.pointer(at + place), var type = tokens(handle, depth: depth + 1) else { return nil }
            type.text += suffix
            return type
        }
        switch memory.u32(at + (offsets["TypeDesc", "TypeAndFlags"] ?? 0)).map({ $0 & 0xFF }) {
        case 0x0F: return type(argumentPlace(at), "*")
        case 0x10: return type(argumentPlace(at), "&")
        // The method table of an array, in 3.1.
        case 0x14, 0x1D: return type(8, "")
        case 0x1B: return TypeTokens(text: "(fnptr)", modules: [])
        default: return nil
        }
    }
}
