package import DumpFormats
package import ProcessMemory
import RawMemory

/// The runtime inside a dump, read as data.
///
/// Opening it finds the runtime's module, its variables and its layout. Everything else is a part (`heap`, `threads`, `modules`, ...): it is
/// read when it is first asked for, once, from any thread, and says itself what the dump does not hold.
package struct DotNetRuntime: Sendable {
    package let memory: AddressSpace
    package let module: RuntimeModule
    package let layout: RuntimeLayout
    /// How the layout became known.
    package let route: LayoutRoute
    let dump: ProcessDump
    let globals: RuntimeGlobals
    /// The GC's description of itself; `nil` when the dump does not hold it.
    let gcVariables: GCVariables?
    /// Where the AppDomain's list of assemblies is; `nil` when the dump does not hold it.
    let assemblyList: Address?
    private let memo = RuntimePartMemo()

    /// `forced` is the only way to learn the layout that is tried; `nil` takes the best that works. Throws `RuntimeError`.
    package init(_ dump: ProcessDump, _ memory: AddressSpace, route forced: LayoutRoute? = nil) throws(RuntimeError) {
        module = try RuntimeModule(dump, memory)
        globals = RuntimeGlobals(RuntimeVariables(module, memory), module, memory)
        gcVariables = try globals.gcVariables.map { at throws(RuntimeError) in try GCVariables(at, memory) }
        let choice = try LayoutChoice(dump, memory, module, globals, gcVariables).choose(forced)
        layout = choice.layout
        route = choice.route
        assemblyList = choice.assemblyList
        self.dump = dump
        self.memory = memory
    }

    /// The same runtime by another layout. No part of it is read yet.
    init(_ runtime: DotNetRuntime, layout: RuntimeLayout) {
        memory = runtime.memory
        module = runtime.module
        self.layout = layout
        route = runtime.route
        dump = runtime.dump
        globals = runtime.globals
        gcVariables = runtime.gcVariables
        assemblyList = runtime.assemblyList
    }

    /// A part of the runtime, read now unless it was read before.
    func part<Reader: RuntimePartReader>(_ reader: Reader.Type) -> RuntimePart<Reader.Value> { memo.part(reader, of: self) }

    /// Whether the layout was verified on this very release.
    package var isLayoutVerified: Bool { module.version.map { layout.verifiedPatches.contains($0.patch) } ?? false }

    /// The layout as a part: its problems say how far it can be trusted. A table that was verified on this very release has none.
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

    /// Whether `held`, the dump without files beside it, holds the runtime's code: full dumps do, heap dumps do not.
    package func isCodeHeld(in held: AddressSpace) -> Bool { module.image.holdsCode(held) }

    /// Names of types, read from the metadata of their modules. `elsewhere` is asked for the names of a module whose metadata the dump does
    /// not hold. `nil` when the dump holds no method tables.
    package func typeNames(elsewhere: @escaping (ManagedModule) -> DefinitionNames? = { _ in nil }) -> TypeNames? {
        guard let tables = methodTables.value, let fields = try? ModuleFields(layout.offsets) else { return nil }
        return TypeNames(memory, tables, layout.offsets, fields, modules: modules.value ?? [], elsewhere: elsewhere)
    }
}
