import DumpFormats
import ProcessMemory
import RawMemory

/// Finds a layout in the dump itself, from the values that fields must have. It is for runtimes without a verified table. On dumps of 3.1
/// to 10, whose layouts are known, each search finds the known offsets.
struct Calibration {
    let dump: ProcessDump
    let memory: AddressSpace
    let runtime: RuntimeModule
    let globals: RuntimeGlobals
    /// The regions of the heap, where objects can be.
    let regions: [HeapRegion]

    /// The layout and the list of assemblies. Throws `layoutMismatch`, which says what was not found.
    func layout() throws(RuntimeError) -> (layout: RuntimeLayout, assemblyList: Address?) {
        let thread = try threadOffsets()
        guard let coreLib = globals.coreLib(memory) else { throw .layoutMismatch("calibration: no method table of System.Object") }
        let module = try moduleOffsets(coreLib)
        guard let (list, path) = assemblies(coreLib) else { throw .layoutMismatch("calibration: no list of assemblies with CoreLib in it") }
        var offsets = FieldOffsets.shared.merging(usesDefiningModule(coreLib) ? .from9 : .to8).merging(thread).merging(module)
        offsets = offsets.merging(path.offsets)
        if let domain = globals.appDomain { offsets["AppDomain", "DomainAssemblyList"] = list.distance(from: domain) }
        let modules = AssemblyList(list, memory, offsets).modules(path.steps, memory).modules
        // The metadata of dynamic modules differs between 8 and 9, so its form does not follow from that of the method tables.
        offsets.forget("DynamicMetadata")
        offsets.forget("SBuffer")
        if let emitted = try? dynamicMetadata(modules, ModuleFields(offsets)) { offsets = offsets.merging(emitted) }
        let layout = RuntimeLayout(
            name: "calibrated", major: runtime.version?.major ?? 0, minor: runtime.version?.minor ?? 0, system: dump.system,
            processor: dump.processor, verifiedPatches: [], offsets: offsets)
        return (layout, list)
    }

    /// Whether method tables have the form of 9 and later. There `AuxiliaryData` points to data with the loader module, which for
    /// System.Object is its module. Before 9 it points to writable flags.
    private func usesDefiningModule(_ coreLib: Address) -> Bool {
        let form = FieldOffsets.from9
        guard let auxiliary = form["MethodTable", "AuxiliaryData"], let module = form["MethodTableAuxiliaryData", "LoaderModule"],
            let object = globals.objectMethodTable, let data = memory.pointer(object + auxiliary)
        else { return false }
        return memory.pointer(data + module) == coreLib
    }
}
