import DumpFormats

/// The layouts that were read back on real dumps and compared, type by type, with what the runtime's own debugging library says.
///
/// A new release needs a new row here at most: its numbers follow from its contract descriptor and from a calibrated reading
/// (`--layout calibrate`), whose result has the same shape.
extension RuntimeLayout {
    package static let tables: [RuntimeLayout] = [
        linux31, linux8, linux9, linux10, linux10Arm64, windows6, windows8, windows9, windows10,
    ]

    static let linux31 = RuntimeLayout(
        name: ".NET Core 3.1 linux x86-64", major: 3, minor: 1, system: .linux, processor: .x64, verifiedPatches: [3, 23],
        thread: ThreadLayout(
            link: 0x100, state: 8, managedID: 0x24, allocationContext: .inThread(0x58), stackBase: 0x110,
            stackLimit: 0x118, osID: 0x1C8),
        module: ModuleLayout(
            simpleName: 8, peAssembly: 0x10, dynamicMetadata: .buffer(0x678), imageLayouts: [0x58, 0x50, 0x48]),
        appDomainAssemblies: 0xAD8, assemblyModule: [0x20], methodTable: .loaderModule, typeDescArgument: 0x10)

    static let linux8 = RuntimeLayout(
        name: ".NET 8.0 linux x86-64", major: 8, minor: 0, system: .linux, processor: .x64, verifiedPatches: [0, 4, 29, 33],
        thread: ThreadLayout(
            link: 0xE8, state: 8, managedID: 0x20, allocationContext: .inThread(0x58), stackBase: 0xF8,
            stackLimit: 0x100, osID: 0x1A8),
        module: ModuleLayout(
            simpleName: 0x108, peAssembly: 0x110, dynamicMetadata: .buffer(0x698), imageLayouts: [0x78, 0x70]),
        appDomainAssemblies: 0x9F0, assemblyModule: [0x18], methodTable: .loaderModule, typeDescArgument: 8)

    static let linux9 = RuntimeLayout(
        name: ".NET 9.0 linux x86-64", major: 9, minor: 0, system: .linux, processor: .x64, verifiedPatches: [18, 20, 22],
        thread: ThreadLayout(
            link: 0x70, state: 0, managedID: 0x10, allocationContext: .inLocals(pointer: 0x20, offset: 0),
            stackBase: 0x78, stackLimit: 0x80, osID: 0x128),
        module: ModuleLayout(
            simpleName: 0x108, peAssembly: 0x118, dynamicMetadata: .inline(0x460), imageLayouts: [0x78, 0x70]),
        appDomainAssemblies: 0x720, assemblyModule: [0x10], methodTable: .definingModule, typeDescArgument: 0x10)

    static let linux10 = RuntimeLayout(
        name: ".NET 10.0 linux x86-64", major: 10, minor: 0, system: .linux, processor: .x64, verifiedPatches: [9, 11, 13, 14],
        thread: ThreadLayout(
            link: 0x70, state: 0, managedID: 0x10, allocationContext: .inLocals(pointer: 0x20, offset: 8),
            stackBase: 0x78, stackLimit: 0x80, osID: 0x128),
        module: ModuleLayout(
            simpleName: 0xC0, peAssembly: 0xD8, dynamicMetadata: .inline(0x348), imageLayouts: [0x80, 0x78]),
        appDomainAssemblies: 0x240, assemblyModule: [0, 0x10], methodTable: .definingModule, typeDescArgument: 0x10)

    /// From its link on, a Thread of arm64 lies 0x28 further back than one of x86-64; nothing else of this table differs.
    static let linux10Arm64 = RuntimeLayout(
        name: ".NET 10.0 linux arm64", major: 10, minor: 0, system: .linux, processor: .arm64, verifiedPatches: [9],
        thread: ThreadLayout(
            link: 0x98, state: 0, managedID: 0x10, allocationContext: .inLocals(pointer: 0x20, offset: 8),
            stackBase: 0xA0, stackLimit: 0xA8, osID: 0x150),
        module: linux10.module, appDomainAssemblies: 0x240, assemblyModule: [0, 0x10], methodTable: .definingModule,
        typeDescArgument: 0x10)

    static let windows6 = RuntimeLayout(
        name: ".NET 6.0 windows x86-64", major: 6, minor: 0, system: .windows, processor: .x64, verifiedPatches: [13],
        thread: ThreadLayout(
            link: 0x100, state: 8, managedID: 0x20, allocationContext: .inThread(0x58), stackBase: 0x110,
            stackLimit: 0x118, osID: 0x1C0),
        module: ModuleLayout(
            simpleName: 8, peAssembly: 0x10, dynamicMetadata: .buffer(0x428), imageLayouts: [0x70, 0x68]),
        appDomainAssemblies: 0x490, assemblyModule: [0x20], methodTable: .loaderModule, typeDescArgument: 0x10)

    static let windows8 = RuntimeLayout(
        name: ".NET 8.0 windows x86-64", major: 8, minor: 0, system: .windows, processor: .x64, verifiedPatches: [33],
        thread: ThreadLayout(
            link: 0xF8, state: 8, managedID: 0x20, allocationContext: .inThread(0x58), stackBase: 0x108,
            stackLimit: 0x110, osID: 0x1B8),
        module: ModuleLayout(
            simpleName: 0xA8, peAssembly: 0xB0, dynamicMetadata: .buffer(0x3F8), imageLayouts: [0x78, 0x70]),
        appDomainAssemblies: 0x4B8, assemblyModule: [0x18], methodTable: .loaderModule, typeDescArgument: 8)

    static let windows9 = RuntimeLayout(
        name: ".NET 9.0 windows x86-64", major: 9, minor: 0, system: .windows, processor: .x64, verifiedPatches: [22],
        thread: ThreadLayout(
            link: 0x78, state: 0, managedID: 0x10, allocationContext: .inLocals(pointer: 0x20, offset: 0),
            stackBase: 0x80, stackLimit: 0x88, osID: 0x130),
        module: ModuleLayout(
            simpleName: 0xA8, peAssembly: 0xB8, dynamicMetadata: .inline(0x2E0), imageLayouts: [0x78, 0x70]),
        appDomainAssemblies: 0x308, assemblyModule: [0x10], methodTable: .definingModule, typeDescArgument: 0x10)

    static let windows10 = RuntimeLayout(
        name: ".NET 10.0 windows x86-64", major: 10, minor: 0, system: .windows, processor: .x64, verifiedPatches: [14],
        thread: ThreadLayout(
            link: 0x78, state: 0, managedID: 0x10, allocationContext: .inLocals(pointer: 0x20, offset: 8),
            stackBase: 0x80, stackLimit: 0x88, osID: 0x130),
        module: ModuleLayout(
            simpleName: 0xA8, peAssembly: 0xC0, dynamicMetadata: .inline(0x2E8), imageLayouts: [0x80, 0x78]),
        appDomainAssemblies: 0x198, assemblyModule: [0, 0x10], methodTable: .definingModule, typeDescArgument: 0x10)
}
