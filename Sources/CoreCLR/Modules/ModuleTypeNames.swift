import ProcessMemory
import RawMemory

/// The runtime's table of the types of a module by name (EEClassHashTable): a hash of each type's name. It lies in memory of the runtime's own.
/// A precompiled module has one in its file instead, and here an empty one.
///
/// Offsets as in src/coreclr/vm/dacenumerablehash.h and classhash.h of dotnet/runtime (nghash.h in 3.1): the Module, a heap, the buckets,
/// then their number (in 3.1) and that of the entries. Later the buckets begin with their own number, the next buckets, and (from 8 on) the
/// mark that ends a chain. An entry is the type (its row, or a type handle), the entry of the enclosing type, the next entry, the hash.
package struct ModuleTypeNames: Sendable {
    struct Entry: Sendable {
        let hash: UInt32
        /// The hash of the enclosing type; `nil` for an outermost one.
        let enclosing: UInt32?
    }

    /// By row of the TypeDef table.
    let entries: [UInt32: Entry]
    private let typeCount: UInt32

    /// A Module has fewer bytes.
    private static let places = stride(from: 0 as UInt64, to: 0x900, by: 8)
    /// More than the tables of any module have.
    private static let bucketLimit: UInt64 = 1 << 22
    private static let entryLimit: UInt32 = 1 << 21
    /// A Module points to a few tables of the same form.
    private static let tableLimit = 8

    /// `nil` when the dump does not hold the table, and when it is empty.
    init?(_ module: Address, typeCount: UInt32, _ memory: AddressSpace, _ types: MethodTables) {
        guard typeCount <= Self.entryLimit else { return nil }
        var tried = Set<Address>()
        for place in Self.places {
            guard let table = memory.pointer(module + place), !table.isNull, memory.pointer(table) == module, tried.insert(table).inserted
            else { continue }
            if tried.count > Self.tableLimit { break }
            for form in Form.allCases {
                guard let chains = form.chains(table, memory) else { continue }
                var reading = Reading(module, typeCount, memory, types)
                if let entries = reading.entries(chains) {
                    self.entries = entries
                    self.typeCount = typeCount
                    return
                }
            }
        }
        return nil
    }

    /// Whether the table has every type but `<Module>`, which the runtime does not look up by name.
    var isWhole: Bool { entries.count == Int(typeCount) - 1 && entries[1] == nil }

    /// Whether these names, one for each row of the TypeDef table (`Namespace.Outer+Inner`), have the hashes of the table. A name that was not
    /// valid UTF-8 is passed over.
    package func agrees(with names: [String]) -> Bool {
        if names.count != Int(typeCount) { return false }
        return TypeNameHash.allCases.contains { form in
            entries.allSatisfy { row, entry in
                let name = names[Int(row) - 1]
                if name.isEmpty || name.unicodeScalars.contains("\u{FFFD}") { return true }
                return Self.readings(of: name).contains { form.hash($0) == entry.hash }
            }
        }
    }

    /// The parts of a name as `TypeNameHash` takes them. A dot can end a namespace or belong to a name; nested types have no namespaces, but
    /// for those of a few old compilers.
    private static func readings(of name: String) -> [[[UInt8]]] {
        let parts = name.utf8.split(separator: UInt8(ascii: "+"), omittingEmptySubsequences: false).map(Array.init)
        func withoutDot(_ part: [UInt8]) -> [UInt8] {
            guard let dot = part.lastIndex(of: UInt8(ascii: ".")) else { return part }
            return Array(part[..<dot] + part[(dot + 1)...])
        }
        let usual = [withoutDot(parts[0])] + parts.dropFirst()
        return [usual, parts, parts.map(withoutDot)]
    }

    /// The digests of the names; `nil` unless the table has all types. `version`: of the runtime, which says how it hashed nested types.
    package func nameDigests(_ version: RuntimeVersion?) -> NameDigests? {
        guard isWhole else { return nil }
        let outermost = entries.filter { $0.value.enclosing == nil }.mapValues(\.hash)
        let nested = version.map(TypeNameHash.init).map { form in
            entries.compactMapValues { entry in entry.enclosing.map { form.ownName(entry.hash, enclosing: $0) } }
        }
        return NameDigests(outermost: TypeNameHash.digest(outermost), nested: nested.map(TypeNameHash.digest))
    }

    /// The buckets of a table, in one of the three forms that they have had.
    private enum Form: CaseIterable {
        case marked, counted, bare

        func chains(_ table: Address, _ memory: AddressSpace) -> Chains? {
            guard let buckets = memory.pointer(table + 0x10), !buckets.isNull else { return nil }
            let count: UInt64?
            let entries: UInt32?
            switch self {
            case .marked, .counted: (count, entries) = (memory.u64(buckets), memory.u32(table + 0x18))
            case .bare: (count, entries) = (memory.u32(table + 0x18).map(UInt64.init), memory.u32(table + 0x1C))
            }
            guard let count, let entries, count > 0, count <= ModuleTypeNames.bucketLimit, entries > 0,
                entries <= ModuleTypeNames.entryLimit
            else { return nil }
            let first: UInt64 =
                switch self {
                case .marked: 24
                case .counted: 16
                case .bare: 0
                }
            return Chains(first: buckets + first, count: count, entries: entries)
        }
    }

    private struct Chains {
        let first: Address
        let count: UInt64
        let entries: UInt32
    }

    private struct Reading {
        let module: Address
        let typeCount: UInt32
        let memory: AddressSpace
        let types: MethodTables

        init(_ module: Address, _ typeCount: UInt32, _ memory: AddressSpace, _ types: MethodTables) {
            self.module = module
            self.typeCount = typeCount
            self.memory = memory
            self.types = types
        }

        /// `nil` unless every chain ends, every entry is in the bucket of its hash, and there are as many as the table says.
        mutating func entries(_ chains: Chains) -> [UInt32: Entry]? {
            var found: [UInt32: Entry] = [:]
            var seen: UInt32 = 0
            for bucket in 0..<chains.count {
                guard var at = memory.pointer(chains.first + bucket * 8) else { return nil }
                while !at.isNull, at.value & 1 == 0 {
                    seen += 1
                    guard seen <= chains.entries, let type = memory.u64(at), let outer = memory.pointer(at + 8),
                        let next = memory.pointer(at + 16), let hash = memory.u32(at + 24), UInt64(hash) % chains.count == bucket
                    else { return nil }
                    if let row = row(type, at) {
                        let enclosing = outer.isNull ? nil : memory.u32(outer + 24)
                        guard row >= 1, row <= typeCount, outer.isNull || enclosing != nil,
                            found.updateValue(Entry(hash: hash, enclosing: enclosing), forKey: row) == nil
                        else { return nil }
                    } else if !isExported(type) {
                        return nil
                    }
                    at = next
                }
            }
            return seen == chains.entries && !found.isEmpty ? found : nil
        }

        private func isExported(_ type: UInt64) -> Bool { type & 0x8000_0001 == 0x8000_0001 }

        /// Bit 0 marks a row: of the TypeDef table, or with bit 31 of the ExportedType table. Otherwise it is a method table, up to 3.1 as the
        /// distance from here.
        private func row(_ type: UInt64, _ at: Address) -> UInt32? {
            if type & 1 == 1 { return isExported(type) || type >> 32 != 0 ? nil : UInt32(truncatingIfNeeded: type >> 1) & 0xFF_FFFF }
            for table in [Address(type), Address(at.value &+ type)] where types.isMethodTable(table) && types.module(table) == module {
                return types.typeDefRow(table)
            }
            return nil
        }
    }
}

extension DotNetRuntime {
    /// The hashes of the names of a module's types. `nil` when the dump does not hold them.
    package func typeNameHashes(of module: ManagedModule, _ schema: MetadataSchema) -> ModuleTypeNames? {
        guard !module.isDynamic, let types = methodTables.value else { return nil }
        return ModuleTypeNames(module.address, typeCount: schema.typeCount, memory, types)
    }

    /// The build of a module as its metadata in memory of the runtime says it; `nil` when the dump does not hold that.
    package func metadataIdentity(of module: ManagedModule) -> MetadataIdentity? {
        schema(of: module).map {
            MetadataIdentity(schema: $0, names: typeNameHashes(of: module, $0)?.nameDigests(self.module.version))
        }
    }
}
