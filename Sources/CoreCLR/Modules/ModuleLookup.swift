import ProcessMemory
import RawMemory

/// Finds a Module by its address: one from the list of assemblies, or any other to which a type refers, which is then read and cached.
struct ModuleLookup {
    private let memory: AddressSpace
    private let fields: ModuleFields
    private var modules: [Address: ManagedModule]

    /// `nil` when the layout does not say how a Module is read.
    init?(_ runtime: DotNetRuntime) {
        guard let fields = try? ModuleFields(runtime.layout.offsets) else { return nil }
        memory = runtime.memory
        self.fields = fields
        modules = Dictionary((runtime.modules.value ?? []).map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func module(_ at: Address) -> ManagedModule {
        if let known = modules[at] { return known }
        let module = ManagedModule(at, memory, fields)
        modules[at] = module
        return module
    }
}
