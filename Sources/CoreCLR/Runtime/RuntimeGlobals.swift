import ProcessMemory
import RawMemory

/// Values of the runtime's global variables, recognised by their contents. The order of entries in `g_dacTable` changes with every release,
/// but on 3.1 to 10, on Linux and Windows, each of these tests accepts exactly one value.
struct RuntimeGlobals: Sendable {
    /// GcDacVars, see `GCVariables`.
    var gcVariables: Address?
    /// Method tables of Free (the filler of gaps), System.Object and System.String.
    var freeMethodTable: Address?
    var objectMethodTable: Address?
    var stringMethodTable: Address?
    /// The list of threads: its first link, somewhere in the ThreadStore.
    var threadList: Address?
    /// The AppDomain: the entry of `g_dacTable` after the GC's (3.1 to 10).
    var appDomain: Address?
    /// Values of all variables that point into the dump, each once. Without `g_dacTable` the search for the list of assemblies uses all of
    /// them.
    let values: [Address]

    /// System.Private.CoreLib's Module.
    func coreLib(_ memory: AddressSpace) -> Address? { objectMethodTable.flatMap { memory.pointer($0 + Self.moduleOfObject) } }

    /// Offset in the method table of a type that is not generic. It holds the loader module (up to 8) or the defining module, which are the
    /// same for such a type.
    static let moduleOfObject: UInt64 = 0x18
    /// Offsets that are the same in all runtimes. The form of method tables does not matter here.
    private static let fields = try? MethodTableFields(FieldOffsets.shared.merging(.to8))

    /// The most links that are followed for all entries together, because in a damaged dump every entry could be a long ring.
    private static let linkLimit = 1 << 21
    /// Distances at which the list can begin after the address in a variable. The address is not always that of the ThreadStore: on Windows
    /// other variables point to allocations a little before it (two in 6.0.13).
    private static let storeOffsets = stride(from: 0x40 as UInt64, through: 0xE0, by: 8)

    init(_ variables: RuntimeVariables, _ runtime: RuntimeModule, _ memory: AddressSpace) {
        var linksLeft = Self.linkLimit
        var seen = Set<Address>()
        var values: [Address] = []
        var gcIndex: Int?
        for (index, variable) in variables.addresses.enumerated() {
            guard let value = memory.pointer(variable), !value.isNull, memory.isMapped(value), seen.insert(value).inserted else { continue }
            values.append(value)
            if gcVariables == nil, GCVariables.isPlausible(at: value, runtime, memory) {
                gcVariables = value
                gcIndex = index
            }
            if freeMethodTable == nil, memory.u64(value) == 0x18_8000_0001, memory.u64(value + 8) == 0 { freeMethodTable = value }
            if objectMethodTable == nil, Self.isObjectMethodTable(value, memory) { objectMethodTable = value }
            if stringMethodTable == nil, Self.isStringMethodTable(value, memory) { stringMethodTable = value }
            if threadList == nil { threadList = Self.threadList(value, memory, &linksLeft) }
        }
        self.values = values
        if variables.isTable, let gcIndex, gcIndex + 1 < variables.addresses.count {
            appDomain = memory.pointer(variables.addresses[gcIndex + 1]).flatMap { $0.isNull ? nil : $0 }
        }
    }

    /// System.Object has 24 bytes, no parent, four virtual methods and no interface.
    private static func isObjectMethodTable(_ table: Address, _ memory: AddressSpace) -> Bool {
        guard let fields, let flags = memory.u32(table + fields.flags), flags & 0x8000_0000 == 0,
            memory.u32(table + fields.baseSize) == 24, memory.u16(table + fields.virtuals) == 4,
            memory.u16(table + fields.interfaces) == 0, memory.u64(table + fields.parent) == 0,
            let module = memory.pointer(table + moduleOfObject)
        else { return false }
        return memory.isMapped(module)
    }

    /// System.String has 22 bytes and components of two bytes.
    private static func isStringMethodTable(_ table: Address, _ memory: AddressSpace) -> Bool {
        guard let fields, let flags = memory.u32(table + fields.flags), flags & 0x8000_FFFF == 0x8000_0002,
            memory.u32(table + fields.baseSize) == 22, let module = memory.pointer(table + moduleOfObject)
        else { return false }
        return memory.isMapped(module)
    }

    /// The address after `store` where a list of threads begins: its head has a pointer to itself, the list ends with null, and its length
    /// is the count beside it.
    private static func threadList(_ store: Address, _ memory: AddressSpace, _ linksLeft: inout Int) -> Address? {
        for offset in storeOffsets {
            let first = store + offset
            guard memory.pointer(first + 8) == first, var link = memory.pointer(first), !link.isNull,
                let count = memory.u32(first + ThreadFields.countAfterFirstLink), count >= 1, count <= ThreadList.limit
            else { continue }
            var left = count
            while left > 0, !link.isNull, linksLeft > 0, let next = memory.pointer(link) {
                link = next
                left -= 1
                linksLeft -= 1
            }
            if left == 0, link.isNull { return first }
        }
        return nil
    }
}
