/// Where the fields of the runtime's own structures lie: one table a runtime generation, data and not code. Offsets in bytes.
package struct RuntimeLayout: Sendable {
    package let name: String
    package let major: Int
    package let minor: Int
    /// Patch releases on which every offset was checked against an independent reader. Servicing seldom changes a layout, but one that
    /// is not listed here is trusted less.
    package let verifiedPatches: [Int]

    package let thread: ThreadLayout
    package let module: ModuleLayout
    /// AppDomain to its list of assemblies.
    package let appDomainAssemblies: UInt64
    /// Element of that list (DomainAssembly) to its Module.
    package let assemblyModule: UInt64
    /// TypeDesc of a pointer or by-ref to the type it points to.
    package let typeDescArgument: UInt64

    package struct ThreadLayout: Sendable {
        /// ThreadStore to the first link of its list; the count lies `countAfterFirst` behind it.
        let storeFirst: UInt64
        let storeCountAfterFirst: UInt64
        /// Thread to the link that chains it.
        let link: UInt64
        let state: UInt64
        let managedID: UInt64
        let allocationContext: UInt64
        let stackBase: UInt64
        let stackLimit: UInt64
        let osID: UInt64
    }

    package struct ModuleLayout: Sendable {
        let simpleName: UInt64
        let peAssembly: UInt64
        /// Emitted metadata of a dynamic module: pointer to an SBuffer.
        let dynamicMetadata: UInt64
        let peAssemblyImage: UInt64
        /// PEImage: buffer pointer of its path (an SString).
        let imagePath: UInt64
        /// PEImage: its layouts, the one to prefer first (loaded, then flat).
        let imageLayouts: [UInt64]
        let layoutBase: UInt64
        let layoutSize: UInt64
        let layoutFlags: UInt64
    }
}
