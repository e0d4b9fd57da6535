package import DumpFormats

/// The offsets of the fields of a runtime's structures, and where they come from.
package struct RuntimeLayout: Equatable, Sendable {
    /// Like `.NET 8.0 linux x86-64`.
    package var name: String
    package var major: Int
    package var minor: Int
    package var system: ProcessDump.OperatingSystem
    package var processor: ProcessDump.Processor
    /// Patch releases on which every offset was checked against an independent reader. Servicing seldom changes a layout, but other
    /// releases are trusted less. Empty when the layout does not come from a table.
    package var verifiedPatches: [Int]
    package var offsets: FieldOffsets
    /// `nil` when it is unknown.
    var entry: EntryAssemblyPlace?

    /// An offset in bytes, like `layout["MethodTable", "MTFlags"]`; `nil` when it is unknown.
    package subscript(_ structure: String, _ field: String) -> UInt64? { offsets[structure, field] }

    /// The path from an element of the AppDomain's list of assemblies to its Module, as offsets of the pointers to follow. Up to 9 the
    /// DomainAssembly has the Module. From 10 on its Assembly has it, and in 11 the elements are Assemblies. `nil` when it is unknown.
    var assemblyModulePath: [UInt64]? {
        if let module = self["DomainAssembly", "Module"] { return [module] }
        guard let module = self["Assembly", "Module"] else { return nil }
        return self["DomainAssembly", "Assembly"].map { [$0, module] } ?? [module]
    }
}

/// The place of the assembly whose `Main` runs. It was found on dumps of 3.1.3, 3.1.23, 8.0.4, 8.0.33, 9.0.22 and 10.0.14 on Linux, 6.0.13,
/// 8.0.33, 9.0.22 and 10.0.14 on Windows. The contract descriptors of 10 name both fields, also that of arm64.
struct EntryAssemblyPlace: Equatable, Sendable {
    /// AppDomain::m_pRootAssembly.
    var root: UInt64
    /// Assembly::m_pModule.
    var module: UInt64
}
