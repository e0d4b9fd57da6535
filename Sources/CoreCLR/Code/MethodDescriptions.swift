import ProcessMemory
package import RawMemory

/// Reads MethodDescs, the runtime's descriptions of methods.
///
/// Offsets as in src/coreclr/vm/method.hpp of dotnet/runtime, the same in 3.1 to 10. MethodDesc: low bits of the row u16 0, place in its chunk
/// in units of 8 bytes u8 2, kind in the low 3 bits of u16 6. The chunk (24 bytes) before its first MethodDesc: method table 0, next 8, units of
/// 8 bytes without one u8 0x10, methods without one u8 0x11, high bits of the row u16 0x12.
package struct MethodDescriptions: Sendable {
    let memory: AddressSpace
    let tables: MethodTables
    /// Bits of the row that are in the MethodDesc itself.
    private let rowBits: UInt32
    /// The place of the name of a dynamic method.
    private let namePlace: UInt64

    private static let chunkSize: UInt64 = 24

    init(_ runtime: DotNetRuntime, _ tables: MethodTables) {
        memory = runtime.memory
        self.tables = tables
        let major = runtime.module.version?.major ?? runtime.layout.major
        // A MethodDesc has 16 bytes from 9 on, and 8 before.
        namePlace = major >= 9 ? 0x20 : 0x18
        rowBits =
            switch major {
            case ...6: 14
            case 8...10: 12
            default: Self.calibratedRowBits(runtime, tables) ?? 12
            }
    }

    /// What a MethodDesc describes.
    package enum Kind: Hashable, Sendable {
        /// A row of the MethodDef table of its type's module.
        case defined(row: UInt32)
        /// Made at run time, without metadata: code of expression trees, regular expressions, serializers and `DynamicMethod`.
        case dynamic(name: String?)
        /// Made by the runtime to call native code, delegates and the like.
        case stub
    }

    /// Whether there is a MethodDesc at this address: its chunk has a method table.
    package func isMethodDesc(_ at: Address) -> Bool { methodTable(at) != nil }

    /// The method table of the type that declares the method; of a method of a shared generic type, the canonical one.
    package func methodTable(_ at: Address) -> Address? {
        guard !at.isNull, at.value & 7 == 0, let chunk = chunk(at), let table = memory.pointer(chunk), tables.isMethodTable(table) else {
            return nil
        }
        return table
    }

    private func chunk(_ at: Address) -> Address? {
        guard let place = memory.u8(at + 2) else { return nil }
        let chunk = at - Self.chunkSize - UInt64(place) * 8
        guard let units = memory.u8(chunk + 0x10), place <= units else { return nil }
        return chunk
    }

    /// `nil` when the dump does not hold the description.
    package func kind(_ at: Address, _ runtime: RuntimeModule) -> Kind? {
        guard let flags = memory.u16(at + 6) else { return nil }
        guard flags & 7 == 7 else { return row(at).map { .defined(row: $0) } }
        guard let name = memory.pointer(at + namePlace), !name.isNull else { return .dynamic(name: nil) }
        // The names of the runtime's own stubs are constants of its library, which heap dumps do not hold.
        if runtime.contains(name) { return .stub }
        return .dynamic(name: memory.cString(name, limit: Self.nameLimit))
    }

    private static let nameLimit = 1024

    /// The row of the MethodDef table.
    func row(_ at: Address) -> UInt32? { Self.row(at, chunk(at), rowBits, memory) }

    private static func row(_ at: Address, _ chunk: Address?, _ bits: UInt32, _ memory: AddressSpace) -> UInt32? {
        guard let chunk, let low = memory.u16(at), let high = memory.u16(chunk + 0x12) else { return nil }
        let highMask = UInt32(1) << (24 - bits) - 1
        let lowMask = UInt32(1) << bits - 1
        return (UInt32(high) & highMask) << bits | UInt32(low) & lowMask
    }

    /// By the methods of System.Object and System.String, whose rows are among those of their types; `nil` without their metadata.
    private static func calibratedRowBits(_ runtime: DotNetRuntime, _ tables: MethodTables) -> UInt32? {
        let memory = runtime.memory
        guard let place = runtime.layout["EEClass", "MethodDescChunk"] else { return nil }
        var fitting: [UInt32] = [12, 14, 13]
        var seen = 0
        for table in [runtime.globals.objectMethodTable, runtime.globals.stringMethodTable].compactMap(\.self) {
            guard let module = tables.module(table), let type = tables.typeDefRow(table),
                let rows = runtime.modules.value?.first(where: { $0.address == module })?.metadata?.methods(of: type),
                let eeClass = memory.pointer(table + tables.fields.classOrCanonical), let chunk = memory.pointer(eeClass + place),
                memory.pointer(chunk) == table
            else { continue }
            seen += 1
            fitting.removeAll { bits in row(chunk + chunkSize, chunk, bits, memory).map { !rows.contains($0) } ?? true }
        }
        return seen > 0 ? fitting.first : nil
    }
}

extension DotNetRuntime {
    /// `nil` when the dump holds no method tables.
    package var methodDescriptions: MethodDescriptions? { part(MethodDescriptionsReader.self).value }
}

private enum MethodDescriptionsReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<MethodDescriptions> {
        let tables = runtime.methodTables
        return RuntimePart(tables.value.map { MethodDescriptions(runtime, $0) }, tables.problems)
    }
}
