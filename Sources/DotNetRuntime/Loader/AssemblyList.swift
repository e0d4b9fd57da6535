import AddressSpace
import RawMemory

/// The AppDomain's list of assemblies: count at 0, then a first block of five slots in place {next 8, size 16, slots 24...}, further
/// blocks linked behind it. Slots of unloaded assemblies are null.
enum AssemblyList {
    /// 9,998 modules is the most that a case study had; a million would be 400 times a full block chain.
    static let limit: UInt32 = 1 << 20

    /// Modules of the list in load order, each once, and how many slots could not be read.
    static func modules(appDomain: Address, _ memory: AddressSpace, _ layout: RuntimeLayout) -> (modules: [Address], unreadable: UInt64) {
        let list = appDomain + layout.appDomainAssemblies
        guard let count = memory.u32(list), count <= limit else { return ([], 1) }
        var modules: [Address] = []
        var known = Set<Address>()
        var unreadable: UInt64 = 0
        var remaining = UInt64(count)
        var block = list + 8
        var seen = Set<Address>()
        while remaining > 0 {
            guard !block.isNull, seen.insert(block).inserted, let size = memory.u32(block + 8), size > 0, size <= limit else {
                unreadable += remaining
                break
            }
            for slot in 0..<min(UInt64(size), remaining) {
                guard let assembly = memory.pointer(block + 16 + slot * 8) else {
                    unreadable += 1
                    continue
                }
                if assembly.isNull { continue }
                guard let module = memory.pointer(assembly + layout.assemblyModule), memory.isMapped(module) else {
                    unreadable += 1
                    continue
                }
                if known.insert(module).inserted { modules.append(module) }
            }
            remaining -= min(UInt64(size), remaining)
            block = memory.pointer(block) ?? Address(0)
        }
        return (modules, unreadable)
    }
}
