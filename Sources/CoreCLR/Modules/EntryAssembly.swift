import ProcessMemory
import RawMemory

extension DotNetRuntime {
    /// The module of the assembly whose `Main` was started, as `Assembly.GetEntryAssembly` returns it (AppDomain::m_pRootAssembly).
    ///
    /// `nil` when the runtime runs no `Main` (a native program that calls into assemblies), and when the dump or the layout does not say it.
    package var entryModule: ManagedModule? { part(EntryModuleReader.self).value }
}

private enum EntryModuleReader: RuntimePartReader {
    /// A pointer that leads to no loaded module is not used.
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<ManagedModule> {
        guard let list = runtime.assemblyList, let place = runtime.layout["AppDomain", "DomainAssemblyList"],
            let entry = runtime.layout.entry,
            let assembly = runtime.memory.pointer(list - place + entry.root), !assembly.isNull,
            let address = runtime.memory.pointer(assembly + entry.module)
        else { return RuntimePart(nil) }
        return RuntimePart(runtime.modules.value?.first { $0.address == address })
    }
}
