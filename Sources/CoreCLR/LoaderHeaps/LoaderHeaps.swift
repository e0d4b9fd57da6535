import DumpFormats
import ProcessMemory
package import RawMemory

/// The loader's heaps: memory in which the runtime keeps what it knows of types, methods and static fields. It is outside of the GC heap,
/// and given back only when a collectible load context or assembly is unloaded.
package struct LoaderHeaps: Sendable {
    /// The global one first, then the others in the order of their modules.
    package let allocators: [LoaderAllocator]
    /// By allocator, kind and, within a heap, from its first block on. They do not overlap.
    package let regions: [LoaderHeapRegion]
    /// The Modules whose allocator is not the global one: they can be unloaded.
    package let collectibleModules: Set<Address>
}

/// A LoaderAllocator: the owner of the loader's memory of modules that live and die together.
package struct LoaderAllocator: Hashable, Sendable {
    package let address: Address
    package let kind: Kind

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// That of all modules that are never unloaded.
        case global
        /// That of a collectible AssemblyLoadContext.
        case collectible
        /// That of an assembly emitted with AssemblyBuilderAccess.RunAndCollect.
        case dynamic
    }
}

/// A range of addresses that the runtime reserved for one of the loader's heaps: a block of a LoaderHeap.
package struct LoaderHeapRegion: Hashable, Sendable {
    package let allocator: LoaderAllocator
    package let kind: LoaderHeapKind
    /// The LoaderHeap that has the block.
    package let heap: Address
    /// What is reserved.
    package let range: AddressRange
    /// Bytes that are committed, at most those of `range`. They are the first ones but in the heaps of precodes, which commit in pairs of
    /// pages.
    package let committed: UInt64
    /// Whether the heap takes its next memory from here.
    package let isInUse: Bool

    /// Bytes that are reserved and never used, as `eeheap` counts them.
    package var wasted: UInt64 { isInUse ? 0 : range.count - committed }
}

extension DotNetRuntime {
    /// The loader's heaps, without the code of compiled methods. `nil` in dumps without the runtime's memory (mini, triage).
    package var loaderHeaps: RuntimePart<LoaderHeaps> { part(LoaderHeapsReader.self) }
}

private enum LoaderHeapsReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<LoaderHeaps> {
        let modules = runtime.modules
        guard let coreLib = runtime.globals.coreLib(runtime.memory), let list = modules.value else {
            return RuntimePart(nil, [runtime.missing(.loaderHeapsMissing)])
        }
        guard let fields = LoaderHeapForm(runtime, coreLib).fields else {
            return RuntimePart(nil, [runtime.missing(.loaderHeapsMissing)])
        }
        var reading = LoaderHeapReading(runtime, fields)
        reading.readAll(coreLib, list)
        return reading.part(modules.problems)
    }
}

/// Reads every heap of every LoaderAllocator once.
private struct LoaderHeapReading {
    private let memory: AddressSpace
    private let module: RuntimeModule
    private let fields: LoaderHeapFields
    private var allocators: [LoaderAllocator] = []
    private var regions: [LoaderHeapRegion] = []
    private var heaps = Set<Address>()
    private var budget = LoaderHeapBlocks.Budget()
    private var broken: UInt64 = 0
    private var collectible = Set<Address>()

    init(_ runtime: DotNetRuntime, _ fields: LoaderHeapFields) {
        memory = runtime.memory
        module = runtime.module
        self.fields = fields
    }

    mutating func readAll(_ coreLib: Address, _ modules: [ManagedModule]) {
        let global = allocator(of: coreLib)
        // A collectible allocator with a module that was loaded is that of a context, whatever else was emitted there.
        var order: [Address] = []
        var modulesOf: [Address: (isEmitted: Bool, modules: [Address])] = [:]
        let owned = [(address: coreLib, isEmitted: false)] + modules.map { (address: $0.address, isEmitted: $0.isDynamic) }
        for module in owned {
            guard let allocator = allocator(of: module.address) else {
                broken += 1
                continue
            }
            if modulesOf[allocator] == nil { order.append(allocator) }
            if !module.isEmitted { modulesOf[allocator, default: (true, [])].isEmitted = false }
            modulesOf[allocator, default: (true, [])].modules.append(module.address)
        }
        for address in order {
            guard let (isEmitted, modules) = modulesOf[address] else { continue }
            let allocator = LoaderAllocator(address: address, kind: address == global ? .global : isEmitted ? .dynamic : .collectible)
            allocators.append(allocator)
            if allocator.kind != .global { collectible.formUnion(modules) }
            for place in fields.ofAllocator { read(address + place.offset, place.kind, allocator) }
            if let stubManager = fields.stubManager.flatMap({ memory.pointer(address + $0) }), !stubManager.isNull {
                for place in fields.ofStubManager { read(stubManager + place.offset, place.kind, allocator) }
            }
            for place in fields.ofModule { for module in modules { read(module + place.offset, place.kind, allocator) } }
        }
    }

    private func allocator(of module: Address) -> Address? { AssemblyList.module(module, fields.allocator, memory) }

    /// The low-frequency and the high-frequency heap of a collectible allocator are one heap.
    private mutating func read(_ pointer: Address, _ kind: LoaderHeapKind, _ allocator: LoaderAllocator) {
        guard let heap = memory.pointer(pointer) else {
            broken += 1
            return
        }
        guard !heap.isNull, heaps.insert(heap).inserted else { return }
        guard let table = memory.pointer(heap), module.contains(table) else {
            broken += 1
            return
        }
        let found = LoaderHeapBlocks(heap, memory, fields.heap, &budget)
        if found.isBroken { broken += 1 }
        for block in found.blocks {
            regions.append(
                LoaderHeapRegion(
                    allocator: allocator, kind: kind, heap: heap, range: block.range, committed: block.committed, isInUse: block.isInUse))
        }
    }

    /// A block that overlaps another is damaged: its bytes would be counted twice. The one that starts first is kept, of two that start at
    /// one address the shorter.
    func part(_ problems: [RuntimeProblem]) -> RuntimePart<LoaderHeaps> {
        let sorted = regions.indices.sorted { a, b in
            let (x, y) = (regions[a].range, regions[b].range)
            return (x.start, x.end, a) < (y.start, y.end, b)
        }
        var isKept = [Bool](repeating: true, count: regions.count)
        var overlapping: UInt64 = 0
        var end = Address(0)
        for index in sorted {
            if regions[index].range.start < end {
                isKept[index] = false
                overlapping += 1
            } else {
                end = regions[index].range.end
            }
        }
        let kept = zip(regions, isKept).filter(\.1).map(\.0)
        let unreadable = broken.saturatingAdd(overlapping)
        let own = unreadable > 0 ? [RuntimeProblem.loaderHeapsUnreadable(count: unreadable)] : []
        return RuntimePart(LoaderHeaps(allocators: allocators, regions: kept, collectibleModules: collectible), problems + own)
    }
}
