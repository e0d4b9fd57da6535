import ProcessMemory
import RawMemory

/// The descriptions of dynamic methods (DynamicMethodDesc). They lie in chunks, which hang on the class of a method table that stands for
/// no type, and are used again when their method was collected.
///
/// MethodDescChunk: method table 0, next 8, size in words without the first u8 0x10, number without the first u8 0x11, then the
/// descriptions. In a description: classification in the lowest three bits of the u16 at 6 (7: dynamic), name and resolver at 0x18 and 0x20
/// up to 8, at 0x20 and 0x28 from 9 on. The resolver (LCGMethodResolver) has a virtual table at 0, the description at 8 and a handle to its
/// managed object, which is null when the method was collected: at 0x18 in 10, where the table is at 0x10, and before that at 0x10. Names
/// are freed with the method. Verified on 3.1.23, 8.0.4 and 10.0.14: as many methods have a handle as there are DynamicMethod objects.
struct DynamicMethodChunks {
    private static let firstMethod: UInt64 = 24
    private static let names: [UInt64] = [0x18, 0x20]
    private static let nameLimit = 1024

    /// The method table of a table of dynamic methods; `nil` unless `table` has at `place` a method table whose chunks have dynamic methods
    /// only.
    static func methodTable(
        _ table: Address, _ place: UInt64, _ memory: AddressSpace, _ types: MethodTables, _ library: RuntimeModule
    ) -> Address? {
        guard let methodTable = memory.pointer(table + place), types.isMethodTable(methodTable),
            types.canonical(methodTable) == methodTable,
            let chunk = firstChunk(methodTable, memory, types), !chunk.isNull, let first = methods(of: chunk, methodTable, memory)?.first,
            name(of: first, memory, library) != nil
        else { return nil }
        return methodTable
    }

    /// EEClass::m_pChunks, the same in all versions.
    private static let chunkOfClass: UInt64 = 0x20

    private static func firstChunk(_ methodTable: Address, _ memory: AddressSpace, _ types: MethodTables) -> Address? {
        types.eeClass(methodTable).flatMap { memory.pointer($0 + chunkOfClass) }
    }

    /// The descriptions of a chunk; `nil` when it is no chunk of dynamic methods of this method table.
    private static func methods(of chunk: Address, _ methodTable: Address, _ memory: AddressSpace) -> [Address]? {
        guard memory.pointer(chunk) == methodTable, let words = memory.u8(chunk + 0x10), let more = memory.u8(chunk + 0x11) else {
            return nil
        }
        let count = UInt64(more) + 1
        let stride = (UInt64(words) + 1) * 8 / count
        // 0x28 bytes up to 8, 0x30 later, and up to 16 more for the code's address and the precode.
        guard stride >= 0x28, stride <= 0x48, stride % 8 == 0 else { return nil }
        let methods = (0..<count).map { chunk + firstMethod + $0 * stride }
        guard let flags = memory.u16(chunk + firstMethod + 6), flags & 7 == 7 else { return nil }
        return methods
    }

    /// The place of the name in a description: its resolver points back to it.
    private static func name(of method: Address, _ memory: AddressSpace, _ library: RuntimeModule) -> UInt64? {
        names.first { place in
            guard let resolver = memory.pointer(method + place + 8), !resolver.isNull else { return false }
            // It begins with its virtual table, which is in the runtime's library.
            return memory.pointer(resolver + 8) == method && memory.pointer(resolver).map(library.contains) == true
        }
    }

    /// Calls `body` with the name of each method that is in use, `nil` where the dump does not hold it. Returns the number of chunks that
    /// could not be read, or that end in a ring.
    static func forEachMethod(
        of table: DynamicMethodTable, _ memory: AddressSpace, _ types: MethodTables, _ library: RuntimeModule,
        _ body: (String?) throws -> Void
    ) rethrows -> UInt64 {
        guard var chunk = firstChunk(table.methodTable, memory, types) else { return 1 }
        var seen = Set<Address>()
        while !chunk.isNull {
            guard seen.insert(chunk).inserted, let methods = Self.methods(of: chunk, table.methodTable, memory),
                let next = memory.pointer(chunk + 8)
            else { return 1 }
            for method in methods {
                guard let place = name(of: method, memory, library), let resolver = memory.pointer(method + place + 8) else { continue }
                let handle = memory.pointer(resolver + 0x10) == table.address ? resolver + 0x18 : resolver + 0x10
                guard let object = memory.pointer(handle), !object.isNull else { continue }
                let text = memory.pointer(method + place).flatMap { $0.isNull ? nil : memory.cString($0, limit: nameLimit) }
                try body(text)
            }
            chunk = next
        }
        return 0
    }
}

extension DotNetRuntime {
    /// Calls `body` with the name of each dynamic method of a table that is in use; `nil` where the dump does not hold the name. Returns
    /// the number of lists that could not be read to the end.
    package func forEachDynamicMethod(of table: DynamicMethodTable, _ body: (String?) throws -> Void) rethrows -> UInt64 {
        guard let types = methodTables.value else { return 1 }
        return try DynamicMethodChunks.forEachMethod(of: table, memory, types, module, body)
    }
}

extension MethodTables {
    /// The class of a method table that stands for itself.
    fileprivate func eeClass(_ table: Address) -> Address? { memory.pointer(table + fields.classOrCanonical) }
}
