import ProcessMemory
import RawMemory

/// The types that the runtime itself knows: System.Object, System.String and the primitive types. They have names without any metadata.
struct WellKnownTypes {
    private let memory: AddressSpace
    private let tables: MethodTables
    private let object: Address?
    private let string: Address?
    /// The offset of the element type in an EEClass; `nil` when it is unknown, or is not where the layout says it is.
    private var elementTypePlace: UInt64?

    /// By element type (ECMA-335, II.23.1.16).
    private static let primitives: [UInt8: String] = [
        0x02: "Boolean", 0x03: "Char", 0x04: "SByte", 0x05: "Byte", 0x06: "Int16", 0x07: "UInt16", 0x08: "Int32", 0x09: "UInt32",
        0x0A: "Int64", 0x0B: "UInt64", 0x0C: "Single", 0x0D: "Double", 0x18: "IntPtr", 0x19: "UIntPtr",
    ]
    /// The element type of a class.
    private static let classType: UInt8 = 0x12
    /// The category of a method table's flags, and the one of primitive types, which no enumeration has.
    private static let category: UInt32 = 0x800F_0000
    private static let truePrimitive: UInt32 = 0x7_0000
    /// The size of a boxed primitive: a header, a method table and 8 bytes.
    private static let boxedSize: UInt32 = 24

    init(_ runtime: DotNetRuntime, _ tables: MethodTables) {
        memory = runtime.memory
        self.tables = tables
        object = runtime.globals.objectMethodTable
        string = runtime.globals.stringMethodTable
        guard let place = runtime.layout.offsets["EEClass", "InternalCorElementType"] else { return }
        let known = [object, string].compactMap(\.self).map { elementType($0, at: place) }
        if known == [Self.classType, Self.classType] { elementTypePlace = place }
    }

    /// `nil` for every other type.
    func name(_ table: Address, _ flags: UInt32) -> String? {
        if table == string { return "System.String" }
        if table == object { return "System.Object" }
        guard flags & Self.category == Self.truePrimitive, flags & 0x30 == 0, let elementTypePlace,
            memory.u32(table + tables.fields.baseSize) == Self.boxedSize, let module = tables.module(table), let object,
            module == tables.module(object)
        else { return nil }
        return elementType(table, at: elementTypePlace).flatMap { Self.primitives[$0] }.map { "System." + $0 }
    }

    private func elementType(_ table: Address, at place: UInt64) -> UInt8? {
        guard let canonical = tables.canonical(table), let eeClass = memory.pointer(canonical + tables.fields.classOrCanonical) else {
            return nil
        }
        return memory.u8(eeClass + place)
    }
}
