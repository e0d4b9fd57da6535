extension RuntimeLayout {
    /// .NET 8.0 on Linux x86-64. The same on 8.0.0, 8.0.4, 8.0.29 and 8.0.33, workstation and server: read back on dumps of each and
    /// equal to what the runtime's own debugging library says of them.
    package static let net8 = RuntimeLayout(
        name: ".NET 8.0 linux-x64", major: 8, minor: 0, verifiedPatches: [0, 4, 29, 33],
        thread: ThreadLayout(
            storeFirst: 0xA0, storeCountAfterFirst: 24, link: 0xE8, state: 0x8, managedID: 0x20, allocationContext: 0x58, stackBase: 0xF8,
            stackLimit: 0x100, osID: 0x1A8),
        module: ModuleLayout(
            simpleName: 0x108, peAssembly: 0x110, dynamicMetadata: 0x698, peAssemblyImage: 0x8, imagePath: 0x10,
            imageLayouts: [0x78, 0x70],
            layoutBase: 0x8, layoutSize: 0x10, layoutFlags: 0x14),
        appDomainAssemblies: 0x9F0, assemblyModule: 0x18, typeDescArgument: 0x8)
}
