package import RawMemory

/// The metadata of the process's modules: what the dump holds, and for modules of which it holds none or only a part, what their files
/// hold.
package struct ModuleMetadata: Sendable {
    /// By module, for a lookup in the dump's metadata first and in the file's then.
    private let sources: [Address: [MetadataTables]]
    package let modules: [ManagedModule]

    /// `files`: the metadata of modules' files, by the address of the module.
    package init(_ modules: [ManagedModule], files: [Address: MetadataTables] = [:]) {
        self.modules = modules
        var sources: [Address: [MetadataTables]] = [:]
        for module in modules { sources[module.address] = [module.metadata, files[module.address]].compactMap(\.self) }
        self.sources = sources
    }

    /// The result of `look` on the first metadata of the module that gives one.
    func find<Found>(in module: Address, _ look: (MetadataTables) -> Found?) -> Found? {
        for metadata in sources[module] ?? [] { if let found = look(metadata) { return found } }
        return nil
    }

    /// The metadata of the module's file; `nil` when only the dump has it.
    package func fromFile(_ module: ManagedModule) -> MetadataTables? {
        guard let all = sources[module.address], all.count > (module.metadata == nil ? 0 : 1) else { return nil }
        return all.last
    }
}
