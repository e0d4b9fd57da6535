package import DumpFormats

/// Where the fields of a runtime's structures lie, and how that is known.
package struct RuntimeLayout: Equatable, Sendable {
    /// Like `.NET 8.0 linux x86-64`.
    package var name: String
    package var major: Int
    package var minor: Int
    package var system: ProcessDump.OperatingSystem
    package var processor: ProcessDump.Processor
    /// Patch releases on which every offset was checked against an independent reader. Servicing seldom changes a layout, but a release that
    /// is not listed here is trusted less. Empty when no table gave the layout.
    package var verifiedPatches: [Int]
    package var offsets: FieldOffsets

    /// Offset in bytes, like `layout["MethodTable", "MTFlags"]`; `nil` when it is not known.
    package subscript(_ structure: String, _ field: String) -> UInt64? { offsets[structure, field] }

    /// From an element of the AppDomain's list of assemblies to its Module: pointers at these offsets, one after the other. Up to 9 a
    /// DomainAssembly has its Module, from 10 on its Assembly has it, and the elements of 11 are Assemblies. `nil` when it is not known.
    var assemblyModulePath: [UInt64]? {
        if let module = self["DomainAssembly", "Module"] { return [module] }
        guard let module = self["Assembly", "Module"] else { return nil }
        return self["DomainAssembly", "Assembly"].map { [$0, module] } ?? [module]
    }
}
