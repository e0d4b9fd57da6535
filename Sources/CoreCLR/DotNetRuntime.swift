package import DumpFormats
package import ProcessMemory
import RawMemory

/// The runtime inside a dump, read as data.
///
/// Opening it finds the runtime's module, its variables and its layout. Everything else is a part (`heap`, `threads`, `modules`, ...). A
/// part is read once, on first use from any thread, and its problems say what the dump does not hold.
package struct DotNetRuntime: Sendable {
    package let memory: AddressSpace
    package let module: RuntimeModule
    package let layout: RuntimeLayout
    /// How the layout was found.
    package let route: LayoutRoute
    let dump: ProcessDump
    let globals: RuntimeGlobals
    /// The GC's description of itself; `nil` when the dump does not hold it.
    let gcVariables: GCVariables?
    /// The AppDomain's list of assemblies; `nil` when the dump does not hold it.
    let assemblyList: Address?
    /// The number of this runtime among those of the process (`RuntimeLibraries`); 1 when it is the only one.
    package let number: Int
    private let memo: RuntimePartMemo

    /// With `forced`, only that route to the layout is tried; otherwise the best one that works. `number`: which of several runtimes; `nil` for
    /// the first that can be read and has a heap. Throws `RuntimeError`.
    package init(
        _ dump: ProcessDump, _ memory: AddressSpace, route forced: LayoutRoute? = nil, number: Int? = nil
    ) throws(RuntimeError) {
        let count = RuntimeLibraries.count(dump)
        if number == nil, count > 1 {
            // Numbers come from a file, and each try reads much.
            for number in 1...min(count, DotNetRuntime.mostTried) {
                guard let found = try? DotNetRuntime(dump, memory, route: forced, number: number), found.gcVariables != nil else {
                    continue
                }
                self = found
                return
            }
        }
        memo = RuntimePartMemo()
        self.number = number ?? 1
        module = try RuntimeModule(dump, memory, number: number)
        if let version = module.version, version.major < 3 { throw .versionUnsupported(version) }
        globals = RuntimeGlobals(RuntimeVariables(module, memory), module, memory)
        gcVariables = try globals.gcVariables.map { at throws(RuntimeError) in try GCVariables(at, memory) }
        let choice = try LayoutChoice(dump, memory, module, globals, gcVariables).choose(forced)
        layout = choice.layout
        route = choice.route
        assemblyList = choice.assemblyList
        self.dump = dump
        self.memory = memory
    }

    /// The same runtime with another layout. No part of it is read yet.
    init(_ runtime: DotNetRuntime, layout: RuntimeLayout) {
        memory = runtime.memory
        module = runtime.module
        self.layout = layout
        route = runtime.route
        dump = runtime.dump
        globals = runtime.globals
        gcVariables = runtime.gcVariables
        assemblyList = runtime.assemblyList
        number = runtime.number
        memo = RuntimePartMemo()
    }

    /// Whether the process has no second runtime, so that there is nothing to choose.
    package static func isOnlyOne(in dump: ProcessDump) -> Bool { RuntimeLibraries.count(dump) < 2 }

    private static let mostTried = 8

    /// The other runtimes of the process, which are not read here: `2: .NET 8.0.4`, `.NET Framework 4.8.9261`. One that surely was never started
    /// is left out.
    package var others: [String] {
        let count = RuntimeLibraries.count(dump)
        let numbers = count > 1 ? Array(1...min(count, DotNetRuntime.mostTried)).filter { $0 != number } : []
        let more = count > DotNetRuntime.mostTried ? ["\(count - DotNetRuntime.mostTried) more"] : []
        return numbers.compactMap { number -> String? in
            guard let module = try? RuntimeModule(dump, memory, number: number) else { return "\(number): .NET" }
            let isHeld = module.image.writableRanges.allSatisfy { memory.presentBytes(in: $0) == $0.count }
            let globals = RuntimeGlobals(RuntimeVariables(module, memory), module, memory)
            if isHeld, globals.objectMethodTable == nil { return nil }
            return "\(number): .NET" + (module.version.map { " \($0)" } ?? "")
        } + more + RuntimeLibraries.frameworks(dump)
    }

    /// A part of the runtime, read now unless it was read before.
    func part<Reader: RuntimePartReader>(_ reader: Reader.Type) -> RuntimePart<Reader.Value> { memo.part(reader, of: self) }

    /// Whether the process had not started the runtime yet: the dump holds its variables, and neither the collector, the threads nor the types that
    /// every process has are among their values.
    package var hasNotStarted: Bool { part(StartReader.self).value ?? false }

    /// Whether the layout was verified on exactly this release.
    package var isLayoutVerified: Bool { module.version.map { layout.verifiedPatches.contains($0.patch) } ?? false }

    /// The layout as a part. Its problems say how far it can be trusted. A table that was verified on exactly this release has none.
    package var layoutPart: RuntimePart<RuntimeLayout> {
        let running = module.version
        switch route {
        case .table where isLayoutVerified: return RuntimePart(layout)
        case .table:
            let verified = layout.verifiedPatches.map { RuntimeVersion(major: layout.major, minor: layout.minor, patch: $0) }
            return RuntimePart(layout, [.layoutUnverified(running: running, verified: verified)])
        case .descriptor: return RuntimePart(layout, [.layoutFromDescriptor(running: running)])
        case .calibrate: return RuntimePart(layout, [.layoutCalibrated(running: running)])
        }
    }

    /// Whether `held`, the dump without other files, holds the runtime's code. Full dumps do; heap dumps do not.
    package func isCodeHeld(in held: AddressSpace) -> Bool { module.image.holdsCode(held) }

    /// What the dump lacks, or why there is nothing to hold.
    func missing(_ problem: RuntimeProblem) -> RuntimeProblem { hasNotStarted ? .runtimeNotStarted : problem }

    /// Names of types, from the metadata of their modules. `elsewhere` gives the names of a module whose metadata the dump does not hold.
    /// `nil` when the dump holds no method tables.
    package func typeNames(elsewhere: @escaping (ManagedModule) -> DefinitionNames? = { _ in nil }) -> TypeNames? {
        guard let tables = methodTables.value, let modules = ModuleLookup(self) else { return nil }
        return TypeNames(self, tables, modules, elsewhere: elsewhere)
    }
}

private enum StartReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<Bool> {
        let globals = runtime.globals
        guard globals.gcVariables == nil, globals.threadList == nil, globals.objectMethodTable == nil, globals.freeMethodTable == nil
        else { return RuntimePart(false) }
        // A dump that holds next to none of the variables says nothing of them.
        let variables = runtime.module.image.writableRanges
        let held = variables.reduce(0 as UInt64) { $0.saturatingAdd(runtime.memory.presentBytes(in: $1)) }
        return RuntimePart(held > 0 && held >= variables.reduce(0 as UInt64) { $0.saturatingAdd($1.count) } / 2)
    }
}
