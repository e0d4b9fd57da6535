import ProcessMemory
import RawMemory

/// Finds the offsets by which the loader's heaps are read: those of the layout or, where it has none or they do not fit, those of another
/// release that fit. They fit when CoreLib's allocator has three heaps of the same class, each with a block.
struct LoaderHeapForm {
    /// `nil` when none fit, as in dumps without the runtime's memory.
    let fields: LoaderHeapFields?

    init(_ runtime: DotNetRuntime, _ coreLib: Address) {
        let own = runtime.layout
        func distance(_ table: RuntimeLayout) -> (Int, Int, Int) {
            (table.system == own.system ? 0 : 1, abs(table.major - own.major), -table.major)
        }
        let others = RuntimeLayout.tables.sorted { distance($0) < distance($1) }
        fields = ([own] + others).lazy.compactMap { try? LoaderHeapFields($0.offsets) }.first { fields in
            Self.fits(fields, coreLib, runtime.memory, runtime.module)
        }
    }

    private static func fits(_ fields: LoaderHeapFields, _ coreLib: Address, _ memory: AddressSpace, _ module: RuntimeModule) -> Bool {
        guard let allocator = AssemblyList.module(coreLib, fields.allocator, memory) else { return false }
        var tables = Set<Address>()
        for place in fields.ofAllocator where [.lowFrequency, .highFrequency, .stub].contains(place.kind) {
            guard let heap = memory.pointer(allocator + place.offset), let table = memory.pointer(heap), module.contains(table),
                let block = memory.pointer(heap + fields.heap.firstBlock), !block.isNull, memory.isMapped(block + fields.heap.blockSize)
            else { return false }
            tables.insert(table)
        }
        return tables.count == 1
    }
}
