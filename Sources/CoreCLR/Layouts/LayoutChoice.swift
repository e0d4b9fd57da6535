import DumpFormats
import ProcessMemory
import RawMemory

/// Decides which layout reads a process: a table that was verified on its release, else what the runtime says of itself, else a table of
/// its generation that fits, else calibration.
struct LayoutChoice {
    let dump: ProcessDump
    let memory: AddressSpace
    let module: RuntimeModule
    let globals: RuntimeGlobals
    /// `nil` when the dump does not hold them.
    let gcVariables: GCVariables?

    struct Chosen {
        let layout: RuntimeLayout
        let route: LayoutRoute
        /// The AppDomain's; nil: not in the dump.
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

    /// Throws `RuntimeError`: what was tried and why it failed.
    func choose(_ forced: LayoutRoute?) throws(RuntimeError) -> Chosen {
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
            // A damaged dump of a release that was verified: its table is right, the list of assemblies is not.
            if let patch = module.version?.patch, let layout = tables.first(where: { $0.verifiedPatches.contains(patch) }) {
                return Chosen(layout: layout, route: .table, assemblyList: nil)
            }
            throw error
        }
    }

    private var noTable: String {
        let version = module.version.map { ".NET \($0)" } ?? "a runtime of unknown version"
        return "no layout table fits \(version) on \(dump.system.rawValue) \(dump.processor.rawValue)"
    }

    // MARK: Tables

    /// Of the system, the processor and, where it is known, the version.
    private var tables: [RuntimeLayout] {
        RuntimeLayout.tables.filter {
            $0.system == dump.system && $0.processor == dump.processor
                && (module.version == nil || module.version?.major == $0.major && module.version?.minor == $0.minor)
        }
    }

    private func fittingTable() -> Chosen? {
        for layout in tables {
            if let list = assemblyList(layout), fits(layout, list) {
                return Chosen(layout: layout, route: .table, assemblyList: list.isNull ? nil : list)
            }
        }
        return nil
    }

    /// nil: the layout reads no list that CoreLib is in. Null: the dump holds too little to say (a triage dump).
    private func assemblyList(_ layout: RuntimeLayout) -> Address? {
        guard let place = layout["AppDomain", "DomainAssemblyList"], let path = layout.assemblyModulePath else { return nil }
        guard let coreLib = globals.coreLib(memory) else {
            return module.version == nil ? nil : globals.appDomain.map { $0 + place } ?? Address(0)
        }
        // The list is the variable behind the GC's in g_dacTable; without that table it is looked for from every variable.
        for domain in globals.appDomain.map({ [$0] }) ?? globals.values {
            let list = domain + place
            guard let count = memory.u32(list), count >= 1, count <= AssemblyList.limit, memory.u32(list + 16) == 5 else { continue }
            // CoreLib is always loaded, and System.Object's method table names it.
            if AssemblyList(list, memory, layout.offsets).modules(path, memory).modules.contains(coreLib) { return list }
        }
        return nil
    }

    /// Whether what the layout reads of CoreLib and of the threads is what these must be.
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

    // MARK: The runtime's own description

    private func described() throws(RuntimeError) -> Chosen {
        guard let descriptor = descriptor() else { throw .layoutMismatch("the dump holds no contract descriptor") }
        // What it does not describe comes from the table of its generation, of a newer one from the newest.
        let tables = RuntimeLayout.tables.filter { $0.system == dump.system && $0["MethodTable", "Module"] != nil }
        let exact = tables.filter { $0.processor == dump.processor }
        let known = (exact.isEmpty ? tables : exact).sorted { $0.major < $1.major }
        for table in known.filter({ $0.major == module.version?.major }) + known.reversed() {
            guard let layout = RuntimeLayout(descriptor, known: table), let list = assemblyList(layout), fits(layout, list) else {
                continue
            }
            return Chosen(layout: layout, route: .descriptor, assemblyList: list.isNull ? nil : list)
        }
        // The rest by calibration: it finds what neither the descriptor nor a table has right.
        let found = try calibrated()
        guard let layout = RuntimeLayout(descriptor, known: found.layout), let list = assemblyList(layout), fits(layout, list) else {
            throw .layoutMismatch("what the contract descriptor does not describe could not be found")
        }
        return Chosen(layout: layout, route: .descriptor, assemblyList: list)
    }

    /// By its export, else by its magic number in the module's data (a kernel core without the executable's own pages holds it, and with
    /// the executable's file beside it the JSON too).
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

    private func calibrated() throws(RuntimeError) -> Chosen {
        // Without allocation contexts, which need a layout.
        let regions = gcVariables.flatMap { try? GCHeap.read($0, threads: [], memory, .shared) }?.heap.regions ?? []
        let (layout, list) = try Calibration(dump: dump, memory: memory, runtime: module, globals: globals, regions: regions).layout()
        return Chosen(layout: layout, route: .calibrate, assemblyList: list)
    }
}
