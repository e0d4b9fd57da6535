import ProcessMemory
import RawMemory

/// The instantiations of generic classes that the runtime made, with objects or without.
///
/// `Topic<T>.Published`, a static event of a generic class that nobody creates objects of, has a storage for each instantiation. No table by row of
/// metadata leads to these: the runtime hashes them by their arguments. Their method tables lie in the high-frequency heaps of the loader, which
/// in a collectible LoaderAllocator are the low-frequency heaps too. Every word there is taken for the start of a method table and checked: its flags
/// are those of an instantiation (0x10, or 0x20 for one whose code others share), its module is one of the process, and its EEClass leads back to
/// its canonical method table. Verified on 3.1.23, 8.0.4 and 10.0.14.
struct InstantiatedClasses {
    private let memory: AddressSpace
    private let types: MethodTables
    private let modules: Set<Address>
    private let moduleRange: ClosedRange<UInt64>
    private let modulePlace: UInt64

    /// `nil` when no module is known.
    init?(_ memory: AddressSpace, _ types: MethodTables, modules: [Address]) {
        guard let lowest = modules.min(), let highest = modules.max() else { return nil }
        self.memory = memory
        self.types = types
        self.modules = Set(modules)
        moduleRange = lowest.value...highest.value
        switch types.fields.form {
        case .loaderModule(_, let place): modulePlace = place
        case .definingModule(let place): modulePlace = place
        }
    }

    /// Those whose method tables start in `range`, by address.
    func tables(in range: AddressRange) -> [Address] {
        var found: [Address] = []
        for run in memory.runs(in: range) {
            guard let bytes = memory.file(run).bytes.slice(run.fileOffset, Int(run.end - run.start)) else { continue }
            var at = run.start.saturatingAdd(7) & ~7
            while at < run.end, run.end - at > modulePlace {
                let offset = Int(at - run.start)
                if isInstantiation(bytes.u32(at: offset)), let module = bytes.u64(at: offset + Int(modulePlace)),
                    moduleRange.contains(module),
                    modules.contains(Address(module)), types.isMethodTable(Address(at))
                {
                    found.append(Address(at))
                }
                at += 8
            }
        }
        return found
    }

    private func isInstantiation(_ flags: UInt32?) -> Bool {
        guard let flags, flags & 0x8000_0000 == 0 else { return false }
        return flags & 0x30 == 0x10 || flags & 0x30 == 0x20
    }
}

extension DotNetRuntime {
    /// The instantiations of generic classes in the loader's heaps, by heap and address. Empty where the dump does not hold these heaps.
    var instantiatedClasses: [Address] {
        guard let types = methodTables.value, let heaps = loaderHeaps.value, let list = modules.value,
            let classes = InstantiatedClasses(memory, types, modules: list.map(\.address) + [globals.coreLib(memory)].compactMap { $0 })
        else { return [] }
        return heaps.regions.lazy
            .filter { $0.kind == .highFrequency || $0.kind == .lowFrequency }
            .flatMap { classes.tables(in: AddressRange($0.range.start, $0.range.start + min($0.committed, $0.range.count))) }
    }
}
