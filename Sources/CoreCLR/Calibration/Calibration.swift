import DumpFormats
import ProcessMemory
import RawMemory

/// Finds a layout in the dump itself, by what its fields must look like: for a runtime that no table was verified on, and to check tables.
///
/// Each search was tried on dumps of 3.1 to 10 whose layouts are known: it must give their numbers.
struct Calibration {
    let dump: ProcessDump
    let memory: AddressSpace
    let runtime: RuntimeModule
    let globals: RuntimeGlobals
    /// Of the heap, without allocation contexts: where objects can be.
    let regions: [HeapRegion]

    /// The layout, and where the list of assemblies is. Throws `layoutMismatch` with what was not found.
    func layout() throws(RuntimeError) -> (layout: RuntimeLayout, assemblyList: Address?) {
        let thread = try threadLayout()
        guard let coreLib = globals.coreLib(memory) else { throw .layoutMismatch("calibration: no method table of System.Object") }
        var module = try moduleLayout(coreLib)
        guard let (list, path) = assemblies(coreLib) else { throw .layoutMismatch("calibration: no list of assemblies with CoreLib in it") }
        module.dynamicMetadata = dynamicMetadata(AssemblyList(list, memory).modules(path, memory).modules, module)
        let form: RuntimeLayout.MethodTableForm = usesDefiningModule(coreLib) ? .definingModule : .loaderModule
        let layout = RuntimeLayout(
            name: "calibrated", major: runtime.version?.major ?? 0, minor: runtime.version?.minor ?? 0, system: dump.system,
            processor: dump.processor, verifiedPatches: [], thread: thread, module: module,
            appDomainAssemblies: globals.appDomain.map { list.distance(from: $0) } ?? 0, assemblyModule: path, methodTable: form,
            typeDescArgument: nil)
        return (layout, list)
    }

    /// From 9 on the word at 0x20 leads to data whose second word is the loader module, for System.Object the same as its module; before, to
    /// writable flags.
    private func usesDefiningModule(_ coreLib: Address) -> Bool {
        guard let object = globals.objectMethodTable, let data = memory.pointer(object + 0x20) else { return false }
        return memory.pointer(data + 8) == coreLib
    }
}
