import AddressSpace
import RawMemory

/// The runtime's global variables, found through `g_dacTable`: a table of the addresses of variables that the runtime fills at start-up
/// for its own debugging library.
///
/// Which entry is which changes with every release, so entries are told apart by what their values look like; on 8.0.0 to 8.0.33 each
/// of these signatures fits exactly one value. AppDomain follows the GC's entry directly (checked on 3.1 to 10).
struct RuntimeGlobals: Sendable {
    /// GcDacVars: the GC's description of itself.
    let gcVariables: Address
    /// Method tables of Free (the filler of gaps) and System.Object.
    let freeMethodTable: Address
    let objectMethodTable: Address
    let threadStore: Address
    let appDomain: Address

    /// 8.0 has 155 to 157 entries, 10.0 has 129.
    static let entryLimit: UInt64 = 4096
    /// Links followed over all entries: a damaged dump must not make every entry a long ring.
    static let linkLimit = 1 << 21

    init(_ runtime: RuntimeModule, _ memory: AddressSpace, _ layout: RuntimeLayout) throws(RuntimeError) {
        guard let table = runtime.image.symbol("g_dacTable", memory) else { throw .runtimePagesMissing("the export g_dacTable") }
        var gc: (index: UInt64, value: Address)?
        var free: Address?
        var object: Address?
        var threads: Address?
        let count = min(table.size / 8, Self.entryLimit)
        var linksLeft = Self.linkLimit
        for index in 0..<count {
            guard let variable = memory.pointer(table.address + index * 8), let value = memory.pointer(variable), memory.isMapped(value)
            else {
                continue
            }
            if gc == nil, GCVariables.isPlausible(at: value, runtime, memory) { gc = (index, value) }
            if free == nil, memory.u64(value) == 0x18_8000_0001, memory.u64(value + 8) == 0 { free = value }
            if object == nil, Self.isObjectMethodTable(value, memory) { object = value }
            if threads == nil, Self.isThreadStore(value, memory, layout.thread, &linksLeft) { threads = value }
        }
        if gc == nil, runtime.hasStandaloneCollector { throw .unsupportedCollector("segments") }
        guard let gc else { throw .runtimePagesMissing("the GC's variables") }
        guard let free else { throw .runtimePagesMissing("the method table of Free") }
        guard let object else { throw .runtimePagesMissing("the method table of System.Object") }
        guard let threads else { throw .runtimePagesMissing("the thread store") }
        guard let variable = memory.pointer(table.address + (gc.index + 1) * 8), let domain = memory.pointer(variable) else {
            throw .runtimePagesMissing("the AppDomain")
        }
        gcVariables = gc.value
        freeMethodTable = free
        objectMethodTable = object
        threadStore = threads
        appDomain = domain
    }

    /// System.Object: 24 bytes, no parent, four virtual methods, no interface.
    private static func isObjectMethodTable(_ table: Address, _ memory: AddressSpace) -> Bool {
        guard let flags = memory.u32(table), flags & 0x8000_0000 == 0, memory.u32(table + 4) == 24, memory.u16(table + 12) == 4,
            memory.u16(table + 14) == 0, memory.u64(table + 16) == 0, let module = memory.pointer(table + 24)
        else { return false }
        return memory.isMapped(module)
    }

    /// A list whose head points to itself when empty, ends in null, and has as many links as the count beside it says.
    private static func isThreadStore(
        _ store: Address, _ memory: AddressSpace, _ layout: RuntimeLayout.ThreadLayout, _ linksLeft: inout Int
    ) -> Bool {
        let first = store + layout.storeFirst
        guard var link = memory.pointer(first), !link.isNull, memory.pointer(first + 8) == first,
            let count = memory.u32(first + layout.storeCountAfterFirst), count >= 1, count <= ManagedThreads.limit
        else { return false }
        for _ in 0..<count {
            guard !link.isNull, linksLeft > 0, let next = memory.pointer(link) else { return false }
            link = next
            linksLeft -= 1
        }
        return link.isNull
    }
}
