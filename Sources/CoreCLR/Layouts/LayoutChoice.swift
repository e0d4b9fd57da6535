import DumpFormats
import ProcessMemory
import RawMemory

/// Chooses the layout for a process: a table that was verified on its release, or else the runtime's contract descriptor, or else a fitting
/// table of its version, or else calibration.
struct LayoutChoice {
    let dump: ProcessDump
    let memory: AddressSpace
    let module: RuntimeModule
    let globals: RuntimeGlobals
    /// `nil` when the dump does not hold them.
    let gcVariables: GCVariables?

    struct ChosenLayout {
        let layout: RuntimeLayout
        let route: LayoutRoute
        /// The AppDomain's list of assemblies; `nil` when the dump does not hold it.
        let assemblyList: Address?
    }

    init(
        _ dump: ProcessDump, _ memory: AddressSpace, _ module: RuntimeModule, _ globals: RuntimeGlobals, _ gcVariables: GCVariables?
    ) {
        self.dump = dump
        self.memory = memory
        self.module = module
        self.globals = globals
        self.gcVariables = gcVariables
    }

    /// With `forced`, only that route is tried. Throws `RuntimeError`, which says why it failed.
    func choose(_ forced: LayoutRoute?) throws(RuntimeError) -> ChosenLayout {
        switch forced {
        case .table:
            guard let chosen = fittingTable() else { throw .layoutMismatch(noTable) }
            return chosen
        case .descriptor: return try described()
        case .calibrate: return try calibrated()
        case nil: break
        }
        let table = fittingTable()
        if let table, let patch = module.version?.patch, table.layout.verifiedPatches.contains(patch) { return table }
        if let described = try? described() { return described }
        if let table { return table }
        do { return try calibrated() } catch {
            // If the release is verified, the table is right and the dump's list of assemblies is damaged.
            if let patch = module.version?.patch, let layout = tables.first(where: { $0.verifiedPatches.contains(patch) }) {
                return ChosenLayout(layout: layout, route: .table, assemblyList: nil)
            }
            throw error
        }
    }

    private var noTable: String {
        let version = module.version.map { ".NET \($0)" } ?? "a runtime of unknown version"
        return "no layout table fits \(version) on \(dump.system.rawValue) \(dump.processor.rawValue)"
    }

    // MARK: Tables

    /// The tables for the system, the processor and, if it is known, the version.
    private var tables: [RuntimeLayout] {
        RuntimeLayout.tables.filter {
            $0.system == dump.system && $0.processor == dump.processor
                && (module.version == nil || module.version?.major == $0.major && module.version?.minor == $0.minor)
        }
    }

    private func fittingTable() -> ChosenLayout? {
        for layout in tables {
            if let list = assemblyList(layout), fits(layout, list) {
                return ChosenLayout(layout: layout, route: .table, assemblyList: list.isNull ? nil : list)
            }
        }
        return nil
    }

    /// The list of assemblies by this layout. `nil` when no list with CoreLib is found; null when the dump holds too little to decide (a
    /// triage dump).
    private func assemblyList(_ layout: RuntimeLayout) -> Address? {
        guard let place = layout["AppDomain", "DomainAssemblyList"], let path = layout.assemblyModulePath else { return nil }
        guard let coreLib = globals.coreLib(memory) else {
            return module.version == nil ? nil : globals.appDomain.map { $0 + place } ?? Address(0)
        }
        // The AppDomain comes from g_dacTable. Without that table every variable is tried.
        for domain in globals.appDomain.map({ [$0] }) ?? globals.values {
            let list = domain + place
            guard let count = memory.u32(list), count >= 1, count <= AssemblyList.limit, memory.u32(list + 16) == 5 else { continue }
            // CoreLib is always loaded, and the method table of System.Object points to its module.
            if AssemblyList(list, memory, layout.offsets).modules(path, memory).modules.contains(coreLib) { return list }
        }
        return nil
    }

    /// Whether the layout reads plausible values for CoreLib and the threads.
    private func fits(_ layout: RuntimeLayout, _ list: Address) -> Bool {
        let isVerified = module.version.map { layout.verifiedPatches.contains($0.patch) } ?? false
        if let list = globals.threadList, !isVerified {
            guard let fields = try? ThreadFields(layout.offsets) else { return false }
            let threads = ThreadList(list, living: [], memory, fields).threads
            let living = Set(dump.threads.map(\.osID))
            guard threads.isEmpty || living.isEmpty || threads.contains(where: { living.contains($0.osID) }) else { return false }
        }
        guard let coreLib = globals.coreLib(memory), !list.isNull else { return module.version != nil }
        guard let fields = try? ModuleFields(layout.offsets) else { return false }
        let name = ManagedModule(coreLib, memory, fields).name
        return name.isEmpty || name.hasPrefix("System.Private.CoreLib")
    }

    // MARK: Contract descriptor

    private func described() throws(RuntimeError) -> ChosenLayout {
        guard let descriptor = descriptor() else { throw .layoutMismatch("the dump holds no contract descriptor") }
        // Fields that the descriptor lacks come from a table of its version, or else from the newest one.
        let tables = RuntimeLayout.tables.filter { $0.system == dump.system && $0["MethodTable", "Module"] != nil }
        let exact = tables.filter { $0.processor == dump.processor }
        let known = (exact.isEmpty ? tables : exact).sorted { $0.major < $1.major }
        for table in known.filter({ $0.major == module.version?.major }) + known.reversed() {
            guard let layout = RuntimeLayout(descriptor, known: table), let list = assemblyList(layout), fits(layout, list) else {
                continue
            }
            return ChosenLayout(layout: layout, route: .descriptor, assemblyList: list.isNull ? nil : list)
        }
        // Calibration finds fields for which neither the descriptor nor a table is right.
        let found = try calibrated()
        guard let layout = RuntimeLayout(descriptor, known: found.layout), let list = assemblyList(layout), fits(layout, list) else {
            throw .layoutMismatch("what the contract descriptor does not describe could not be found")
        }
        return ChosenLayout(layout: layout, route: .descriptor, assemblyList: list)
    }

    /// The descriptor, found by its export or else by its magic number in the module's data. A kernel core without the executable's pages
    /// holds only the header; the JSON then comes from the executable's file.
    private func descriptor() -> ContractDescriptor? {
        if let symbol = module.image.symbol(ContractDescriptor.exportName, memory),
            let found = ContractDescriptor(at: symbol.address, memory)
        {
            return found
        }
        guard module.version.map({ $0.major >= 9 }) ?? true else { return nil }
        var found: ContractDescriptor?
        for range in module.image.writableRanges where found == nil {
            _ = memory.firstAddress(of: ContractDescriptor.magicBytes, in: range, alignment: 8) { at in
                found = ContractDescriptor(at: at, memory)
                return found != nil
            }
        }
        return found
    }

    // MARK: Calibration

    private func calibrated() throws(RuntimeError) -> ChosenLayout {
        // There are no allocation contexts here, because they need a layout.
        let regions = gcVariables.flatMap { try? GCHeap.read($0, threads: [], memory, .shared) }?.heap.regions ?? []
        let (layout, list) = try Calibration(dump: dump, memory: memory, runtime: module, globals: globals, regions: regions).layout()
        return ChosenLayout(layout: layout, route: .calibrate, assemblyList: list)
    }
}
