import DumpFormats
import ProcessMemory
package import RawMemory

/// The runtime's table of the dynamic methods of one module (DynamicMethodTable): methods that were made at run time without a type, by
/// `DynamicMethod`, compiled expression trees and regular expressions. The module is the one that owns them; those without an owner have a
/// module of their own, `Anonymously Hosted DynamicMethods Assembly`.
package struct DynamicMethodTable: Hashable, Sendable {
    package let module: Address
    /// The method table whose chunks have the methods.
    let methodTable: Address
    let address: Address
}

extension DotNetRuntime {
    /// The tables of all modules that ever had a dynamic method. Empty when there are none; `nil` when the dump does not hold the modules.
    package var dynamicMethodTables: RuntimePart<[DynamicMethodTable]> { part(DynamicMethodTablesReader.self) }
}

/// The place of a module's table: in the Module (9 and later), or in its DomainAssembly (up to 8). It is found by what the table must be,
/// so no release needs an offset. On 3.1.23, 8.0.4 and 10.0.14 on Linux one place passes: DomainAssembly 0x48, DomainAssembly 0x60, Module
/// 0x2F0, with the method table at 0xA0, 0x98 and 0x50.
private struct DynamicMethodTablePlace {
    let isInModule: Bool
    let offset: UInt64
    let methodTable: UInt64

    /// Bytes of a Module and of a DomainAssembly in which the pointer can be.
    static let inModule = stride(from: 0x100 as UInt64, to: 0x900, by: 8)
    static let inDomainAssembly = stride(from: 0x20 as UInt64, to: 0x100, by: 8)
    /// A lock comes first, whose size differs.
    static let methodTables = stride(from: 0x28 as UInt64, through: 0xC0, by: 8)
}

private enum DynamicMethodTablesReader: RuntimePartReader {
    /// A damaged list can have a million modules.
    private static let searchLimit = 1 << 16

    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[DynamicMethodTable]> {
        guard let list = runtime.assemblyList, let path = runtime.layout.assemblyModulePath, let modules = runtime.modules.value,
            let types = runtime.methodTables.value
        else { return RuntimePart(nil, [runtime.missing(.assemblyListMissing)]) }
        let memory = runtime.memory
        var owners: [(module: Address, element: Address)] = []
        for element in AssemblyList(list, memory, runtime.layout.offsets).elements {
            if let module = AssemblyList.module(element, path, memory), memory.isMapped(module) { owners.append((module, element)) }
        }
        // The module without an owner has nearly all of them, so it is searched first.
        let emitted = Set(modules.filter(\.isDynamic).map(\.address))
        let order = owners.filter { emitted.contains($0.module) } + owners.filter { !emitted.contains($0.module) }
        guard order.count <= searchLimit else { return RuntimePart(nil) }
        var seen = Set<Address>()
        let found = order.lazy.compactMap { findPlace(of: $0, memory, types, runtime.module) }.first
        let verified = verifiedPlace(runtime)
        guard let place = found ?? verified else { return RuntimePart([]) }
        var unread: UInt64 = 0
        // Mini dumps hold parts of the modules.
        var isHeld = true
        let tables = owners.compactMap { owner -> DynamicMethodTable? in
            guard let table = memory.pointer((place.isInModule ? owner.module : owner.element) + place.offset) else {
                isHeld = false
                return nil
            }
            if table.isNull { return nil }
            guard let methodTable = DynamicMethodChunks.methodTable(table, place.methodTable, memory, types, runtime.module),
                seen.insert(table).inserted
            else {
                // Where the place is verified, a pointer that is not null is that of a table.
                if verified != nil { unread += 1 }
                return nil
            }
            return DynamicMethodTable(module: owner.module, methodTable: methodTable, address: table)
        }
        let problems = unread > 0 ? [RuntimeProblem.dynamicMethodsUnreadable(count: unread)] : []
        return RuntimePart(tables.isEmpty && (unread > 0 || !isHeld) ? nil : tables, problems)
    }

    /// The place in releases on which it was verified. A DomainAssembly, which has it up to 8, is not initialized to zeros.
    private static func verifiedPlace(_ runtime: DotNetRuntime) -> DynamicMethodTablePlace? {
        guard runtime.isLayoutVerified, runtime.layout.system == .linux, runtime.layout.major == 10 else { return nil }
        return DynamicMethodTablePlace(isInModule: true, offset: 0x2F0, methodTable: 0x50)
    }

    private static func findPlace(
        of owner: (module: Address, element: Address), _ memory: AddressSpace, _ types: MethodTables,
        _ library: RuntimeModule
    ) -> DynamicMethodTablePlace? {
        func find(_ base: Address, _ offsets: StrideTo<UInt64>, isInModule: Bool) -> DynamicMethodTablePlace? {
            for offset in offsets {
                guard let table = memory.pointer(base + offset), !table.isNull, table.value & 7 == 0, memory.isMapped(table) else {
                    continue
                }
                for methodTable in DynamicMethodTablePlace.methodTables
                where DynamicMethodChunks.methodTable(table, methodTable, memory, types, library) != nil {
                    return DynamicMethodTablePlace(isInModule: isInModule, offset: offset, methodTable: methodTable)
                }
            }
            return nil
        }
        return find(owner.element, DynamicMethodTablePlace.inDomainAssembly, isInModule: false)
            ?? find(owner.module, DynamicMethodTablePlace.inModule, isInModule: true)
    }
}
