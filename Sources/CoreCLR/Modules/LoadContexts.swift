import ProcessMemory
package import RawMemory

/// The AssemblyLoadContext of a module.
package enum LoadContext: Hashable, Sendable {
    /// The default one, of which the process never asked for the object.
    case standard
    /// The managed object.
    case object(Address)
}

extension DotNetRuntime {
    /// The load context of a module. `nil` when the dump does not say it, and up to 6, whose structures have it elsewhere.
    ///
    /// The native context is the AssemblyBinder, to which the managed object has a pointer too: only an object that points back is taken.
    /// Verified on 8.0.33, 9.0.22 and 10.0.14. Up to 9 the binder's assembly has it, and for an emitted assembly the PEAssembly; from 10 on
    /// always the PEAssembly.
    package func loadContext(of module: ManagedModule) -> LoadContext? {
        let offsets = layout.offsets
        guard let peAssembly = offsets["Module", "PEAssembly"].flatMap({ memory.pointer(module.address + $0) }), !peAssembly.isNull,
            let own = offsets["PEAssembly", "AssemblyBinder"], let object = offsets["AssemblyBinder", "AssemblyLoadContext"]
        else { return nil }
        var binder = memory.pointer(peAssembly + own) ?? Address(0)
        if binder.isNull, let host = offsets["PEAssembly", "HostAssembly"], let place = offsets["BinderAssembly", "Binder"] {
            binder = memory.pointer(peAssembly + host).flatMap { $0.isNull ? nil : memory.pointer($0 + place) } ?? Address(0)
        }
        // Bit 0 of the handle is a flag.
        guard !binder.isNull, let methods = memory.pointer(binder), self.module.contains(methods),
            let handle = memory.pointer(binder + object)?.clearing(1)
        else { return nil }
        if handle.isNull { return .standard }
        guard let context = memory.pointer(handle), !context.isNull, methodTables.value?.table(ofObjectAt: context) != nil else {
            return nil
        }
        let pointsBack = Self.contextFields.contains { memory.pointer(context + $0) == binder }
        return pointsBack ? .object(context) : nil
    }

    /// An AssemblyLoadContext has fewer fields.
    private static let contextFields = stride(from: 8 as UInt64, through: 0x60, by: 8)
}
