package import DumpFormats
package import ProcessMemory
import RawMemory

/// The runtime inside a dump, read as data: its heap, its threads, its modules, its types. What the dump does not hold is nil or empty, and
/// `missing` says so: a mini dump has threads and modules and no heap.
package struct DotNetRuntime: Sendable {
    package let memory: AddressSpace
    package let module: RuntimeModule
    package let layout: RuntimeLayout
    /// How the layout became known.
    package let route: LayoutRoute
    /// nil: the dump holds no GC heap, or not the method tables that say how large objects are.
    package let methodTables: MethodTables?
    package let heap: GCHeap?
    package let threads: ManagedThreads
    /// In load order.
    package let modules: [ManagedModule]
    /// Entries of the assembly list that could not be read.
    package let unreadableModules: UInt64
    package let missing: Set<Missing>
    /// As the system lists them (minidumps), by where they lie.
    private let loadedModules: [Address: LoadedModule]

    /// What a reader looks for and this dump does not hold.
    package enum Missing: Hashable, Sendable {
        /// The GC's description of itself or its records of regions.
        case heapRecords
        /// The heap's own memory.
        case heapMemory
        /// Method tables, which lie in loader heaps: nothing says how large an object is.
        case methodTables
        case threadList
        case assemblyList
    }

    /// `forced`: the only way to try; nil: the best that works. Throws `RuntimeError`.
    package init(_ dump: ProcessDump, _ memory: AddressSpace, route forced: LayoutRoute? = nil) throws(RuntimeError) {
        let module = try RuntimeModule(dump, memory)
        let globals = RuntimeGlobals(RuntimeVariables(module, memory), module, memory)
        let variables = try globals.gcVariables.map { at throws(RuntimeError) in try GCVariables(at, memory) }
        let bareHeap = try variables.flatMap { found throws(RuntimeError) in try? GCHeap(found, ManagedThreads(), memory) }
        let choice = try LayoutChoice(dump, memory, module, globals, bareHeap?.regions ?? []).choose(forced)
        let layout = choice.layout

        var missing: Set<Missing> = []
        let living = Set(dump.threads.map(\.osID))
        let threads = globals.threadList.map { ManagedThreads(list: $0, living: living, memory, layout.thread) }
        if threads == nil { missing.insert(.threadList) }
        self.threads = threads ?? ManagedThreads()

        // A mini dump of 3.1 holds the variables and none of the records they point to: nothing is known of that heap, not that it is empty.
        let read = try variables.flatMap { found throws(RuntimeError) in try? GCHeap(found, threads ?? ManagedThreads(), memory) }
        heap = read.flatMap { $0.regions.isEmpty ? nil : $0 }
        if let heap {
            let total = heap.regions.reduce(0 as UInt64) { $0.saturatingAdd($1.objects.count) }
            let present = heap.regions.reduce(0 as UInt64) { $0.saturatingAdd(memory.presentBytes(in: $1.objects)) }
            let filled = heap.regions.filter { !$0.objects.isEmpty }
            let begun = filled.filter { memory.isMapped($0.objects.start) }.count
            // A mini dump holds the few pages (a minidump: the few bytes, often the first of a region) that its stacks point into; what is
            // left of a dump that was cut off, or of one with a region that is not there, is more, or has the beginnings of most regions.
            let isWhole = dump.format == .minidump && dump.missingBytes == 0
            if total > 0, present < total / 16, present == 0 || isWhole || begun * 4 < filled.count { missing.insert(.heapMemory) }
        } else {
            missing.formUnion([.heapRecords, .heapMemory])
        }
        // A minidump of Windows written without the runtime's help holds the GC's private memory, and of the loader heaps, which 7 and
        // later map from a file, nothing: Free alone, which lies in the runtime's data, can be read.
        if globals.freeMethodTable == nil || globals.objectMethodTable == nil || globals.stringMethodTable == nil {
            missing.insert(.methodTables)
        }
        methodTables = globals.freeMethodTable.flatMap { free in
            missing.isDisjoint(with: [.heapMemory, .methodTables]) ? MethodTables(memory, free: free, layout.methodTable) : nil
        }

        let (list, unreadable) = choice.assemblyList.map { AssemblyList($0, memory).modules(layout.assemblyModule, memory) } ?? ([], 0)
        if list.isEmpty { missing.insert(.assemblyList) }
        let loaded = Dictionary(dump.modules.map { ($0.range.start, $0) }, uniquingKeysWith: { first, _ in first })
        loadedModules = loaded
        modules = list.map { address in
            let module = ManagedModule(address, memory, layout.module)
            return module.named(by: module.imageBase.flatMap { loaded[$0] })
        }
        unreadableModules = unreadable
        route = choice.route
        self.memory = memory
        self.module = module
        self.layout = layout
        self.missing = missing
    }

    /// What a walk needs: the heap with the method tables that say how large its objects are. nil: see `missing`.
    package var walkable: WalkableHeap? {
        guard let heap, let methodTables else { return nil }
        return WalkableHeap(memory: memory, heap: heap, methodTables: methodTables)
    }

    /// Whether the layout was checked on this very release.
    package var isLayoutVerified: Bool { module.version.map { layout.verifiedPatches.contains($0.patch) } ?? false }

    /// Whether the dump, without files beside it, holds the runtime's code: full dumps do, heap dumps do not.
    package func isCodeHeld(in held: AddressSpace) -> Bool { module.image.holdsCode(held) }

    /// `elsewhere` is asked for the names of a module whose metadata the dump does not hold. nil where there are no method tables.
    package func typeNames(elsewhere: @escaping (ManagedModule) -> DefinitionNames? = { _ in nil }) -> TypeNames? {
        methodTables.map { TypeNames(memory, $0, layout, modules: modules, elsewhere: elsewhere) }
    }

    /// Which build of its file a module is; nil: the dump does not say.
    package func identity(of module: ManagedModule) -> ImageIdentity? {
        guard let base = module.imageBase else { return nil }
        let listed = loadedModules[base].map { ImageIdentity(timeStamp: $0.timeStamp, imageSize: UInt32(clamping: $0.range.count)) }
        guard let identity = listed ?? ImageIdentity(memory, base: base), identity.provesBuild else { return nil }
        return identity
    }
}

/// A heap whose objects can be walked.
package struct WalkableHeap: Sendable {
    package let memory: AddressSpace
    package let heap: GCHeap
    package let methodTables: MethodTables
}
