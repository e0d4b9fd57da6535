package import AddressSpace
package import DumpFormats
import RawMemory

/// The runtime inside a dump, read as data: its heap, its threads, its modules, its types.
package struct DotNetRuntime: Sendable {
    package let memory: AddressSpace
    package let module: RuntimeModule
    package let layout: RuntimeLayout
    package let methodTables: MethodTables
    package let heap: GCHeap
    package let threads: ManagedThreads
    /// In load order.
    package let modules: [ManagedModule]
    /// Entries of the assembly list that could not be read.
    package let unreadableModules: UInt64

    /// Throws `RuntimeError`.
    package init(_ dump: ProcessDump, _ memory: AddressSpace) throws(RuntimeError) {
        let module = try RuntimeModule(dump, memory)
        let layout = try DotNetRuntime.layout(for: module, memory)
        let globals = try RuntimeGlobals(module, memory, layout)
        let threads = ManagedThreads(store: globals.threadStore, memory, layout.thread)
        let variables = try GCVariables(globals.gcVariables, memory)
        let heap = try GCHeap(variables, threads, memory)
        let list = AssemblyList.modules(appDomain: globals.appDomain, memory, layout)
        // CoreLib is always loaded and System.Object's method table names it: if the list does not hold it, the table's offsets are wrong.
        guard let coreLib = memory.pointer(globals.objectMethodTable + 0x18), list.modules.contains(coreLib) else {
            throw .layoutMismatch("the assembly list does not hold System.Private.CoreLib")
        }
        let total = heap.regions.reduce(0 as UInt64) { $0.saturatingAdd($1.objects.count) }
        if total > 0, heap.regions.allSatisfy({ memory.presentBytes(in: $0.objects) == 0 }) { throw .noHeap(bytes: total) }

        self.memory = memory
        self.module = module
        self.layout = layout
        self.threads = threads
        self.heap = heap
        methodTables = MethodTables(memory, free: globals.freeMethodTable)
        modules = list.modules.map { ManagedModule($0, memory, layout.module) }
        unreadableModules = list.unreadable
    }

    /// The table of the runtime's generation.
    private static func layout(for module: RuntimeModule, _ memory: AddressSpace) throws(RuntimeError) -> RuntimeLayout {
        if let version = module.version {
            guard version.major == RuntimeLayout.net8.major, version.minor == RuntimeLayout.net8.minor else {
                throw .unsupportedVersion(version.description)
            }
            return .net8
        }
        // A self-contained app's path has no version. 9 and later export a contract descriptor; 3.1 exports no g_dacTable.
        if module.image.symbol("DotNetRuntimeContractDescriptor", memory) != nil { throw .unsupportedVersion("9 or later") }
        guard module.image.symbol("g_dacTable", memory) != nil else { throw .unknownVersion }
        return .net8
    }

    /// Whether the layout was checked on this very release.
    package var isLayoutVerified: Bool { module.version.map { layout.verifiedPatches.contains($0.patch) } ?? false }

    /// Whether the dump holds the runtime's code: full dumps do, heap dumps do not.
    package var holdsCode: Bool {
        module.image.segments.filter { $0.flags & 1 != 0 }.allSatisfy { memory.presentBytes(in: $0.range) >= $0.range.count / 2 }
    }

    package func typeNames() -> TypeNames { TypeNames(memory, methodTables, layout, modules: modules) }
}
