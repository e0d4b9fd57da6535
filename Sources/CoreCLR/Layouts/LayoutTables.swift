import DumpFormats

/// Layouts that were verified on real dumps: the results were compared, type by type, with those of the runtime's own debugging library.
///
/// A new release needs at most a new table here. Its offsets are in its contract descriptor and in the layout that calibration finds, which
/// has the same form.
extension RuntimeLayout {
    package static let tables: [RuntimeLayout] = [
        linux31, linux8, linux9, linux10, linux10Arm64, windows6, windows8, windows9, windows10,
    ]

    static let linux31 = RuntimeLayout(
        name: ".NET Core 3.1 linux x86-64", major: 3, minor: 1, system: .linux, processor: .x64, verifiedPatches: [3, 23],
        offsets: .shared.merging(.elementTypeOf31).merging(.to8).merging(.loader31).merging([
            "Thread": [
                "LinkNext": 0x100, "State": 8, "Id": 0x24, "OSId": 0x1C8, "LastThrownObject": 0x1F8, "AllocContext": 0x58,
                "CachedStackBase": 0x110,
                "CachedStackLimit": 0x118,
            ],
            "Module": ["SimpleName": 8, "PEAssembly": 0x10, "DynamicMetadata": 0x678, "DomainLocalModule": 0x518],
            "PEImage": ["LoadedImageLayout": 0x58, "MappedImageLayout": 0x50, "FlatImageLayout": 0x48],
            "AppDomain": ["DomainAssemblyList": 0xAD8], "DomainAssembly": ["Module": 0x20], "ParamTypeDesc": ["TypeArg": 0x10],
        ]), entry: EntryAssemblyPlace(root: 0xC88, module: 0x18))

    static let linux8 = RuntimeLayout(
        name: ".NET 8.0 linux x86-64", major: 8, minor: 0, system: .linux, processor: .x64, verifiedPatches: [0, 4, 29, 33],
        offsets: .shared.merging(.elementType).merging(.to8).merging(.loader8).merging(.loadContext8).merging([
            "Thread": [
                "LinkNext": 0xE8, "State": 8, "Id": 0x20, "OSId": 0x1A8, "LastThrownObject": 0x1D0, "AllocContext": 0x58,
                "CachedStackBase": 0xF8,
                "CachedStackLimit": 0x100,
            ],
            "Module": ["SimpleName": 0x108, "PEAssembly": 0x110, "DynamicMetadata": 0x698, "DomainLocalModule": 0x4C8],
            "PEImage": ["LoadedImageLayout": 0x78, "FlatImageLayout": 0x70],
            "AppDomain": ["DomainAssemblyList": 0x9F0], "DomainAssembly": ["Module": 0x18], "ParamTypeDesc": ["TypeArg": 8],
        ]), entry: EntryAssemblyPlace(root: 0xB78, module: 0x18))

    static let linux9 = RuntimeLayout(
        name: ".NET 9.0 linux x86-64", major: 9, minor: 0, system: .linux, processor: .x64, verifiedPatches: [18, 20, 22],
        offsets: .shared.merging(.elementType).merging(.from9).merging(.fieldCounts).merging(.loader9).merging(.loadContext8).merging([
            "Thread": [
                "LinkNext": 0x70, "State": 0, "Id": 0x10, "OSId": 0x128, "LastThrownObject": 0x150, "ThreadLocalDataPtr": 0x3A0,
                "RuntimeThreadLocals": 0x20,
                "CachedStackBase": 0x78,
                "CachedStackLimit": 0x80,
            ],
            "RuntimeThreadLocals": ["AllocContext": 0],
            "Module": ["SimpleName": 0x108, "PEAssembly": 0x118, "DynamicMetadata": 0x460],
            "PEImage": ["LoadedImageLayout": 0x78, "FlatImageLayout": 0x70],
            "AppDomain": ["DomainAssemblyList": 0x720], "DomainAssembly": ["Module": 0x10], "ParamTypeDesc": ["TypeArg": 0x10],
        ]), entry: EntryAssemblyPlace(root: 0x8A8, module: 0x10))

    static let linux10 = RuntimeLayout(
        name: ".NET 10.0 linux x86-64", major: 10, minor: 0, system: .linux, processor: .x64, verifiedPatches: [9, 11, 13, 14],
        offsets: .shared.merging(.elementType).merging(.from9).merging(.fieldCounts).merging(.loader10).merging(.loadContext10).merging([
            "Thread": [
                "LinkNext": 0x70, "State": 0, "Id": 0x10, "OSId": 0x128, "LastThrownObject": 0x150, "ThreadLocalDataPtr": 0x238,
                "RuntimeThreadLocals": 0x20,
                "CachedStackBase": 0x78,
                "CachedStackLimit": 0x80,
            ],
            "RuntimeThreadLocals": ["AllocContext": 0], "EEAllocContext": ["GCAllocationContext": 8],
            "Module": ["SimpleName": 0xC0, "PEAssembly": 0xD8, "DynamicMetadata": 0x348],
            "PEImage": ["LoadedImageLayout": 0x80, "FlatImageLayout": 0x78],
            "AppDomain": ["DomainAssemblyList": 0x240], "DomainAssembly": ["Assembly": 0], "Assembly": ["Module": 0x10],
            "ParamTypeDesc": ["TypeArg": 0x10],
        ]), entry: EntryAssemblyPlace(root: 0x440, module: 0x10))

    /// On arm64 the link of a Thread is 0x28 bytes further on than on x86-64. Nothing else differs.
    static let linux10Arm64 = RuntimeLayout(
        name: ".NET 10.0 linux arm64", major: 10, minor: 0, system: .linux, processor: .arm64, verifiedPatches: [9],
        offsets: linux10.offsets.merging([
            "Thread": [
                "LinkNext": 0x98, "OSId": 0x150, "LastThrownObject": 0x178, "ThreadLocalDataPtr": 0x260, "CachedStackBase": 0xA0,
                "CachedStackLimit": 0xA8,
            ]
        ]), entry: EntryAssemblyPlace(root: 0x440, module: 0x10))

    static let windows6 = RuntimeLayout(
        name: ".NET 6.0 windows x86-64", major: 6, minor: 0, system: .windows, processor: .x64, verifiedPatches: [13],
        offsets: .shared.merging(.elementTypeOfWindows).merging(.to8).merging(.loader6OfWindows).merging([
            "Thread": [
                "LinkNext": 0x100, "State": 8, "Id": 0x20, "OSId": 0x1C0, "LastThrownObject": 0x1E8, "AllocContext": 0x58,
                "CachedStackBase": 0x110,
                "CachedStackLimit": 0x118,
            ],
            "Module": ["SimpleName": 8, "PEAssembly": 0x10, "DynamicMetadata": 0x428, "DomainLocalModule": 0x308],
            "PEImage": ["LoadedImageLayout": 0x70, "FlatImageLayout": 0x68],
            "AppDomain": ["DomainAssemblyList": 0x490], "DomainAssembly": ["Module": 0x20], "ParamTypeDesc": ["TypeArg": 0x10],
        ]), entry: EntryAssemblyPlace(root: 0x580, module: 0x18))

    static let windows8 = RuntimeLayout(
        name: ".NET 8.0 windows x86-64", major: 8, minor: 0, system: .windows, processor: .x64, verifiedPatches: [33],
        offsets: .shared.merging(.elementTypeOfWindows).merging(.to8).merging(.loader8OfWindows).merging(.loadContext8).merging([
            "Thread": [
                "LinkNext": 0xF8, "State": 8, "Id": 0x20, "OSId": 0x1B8, "LastThrownObject": 0x1E0, "AllocContext": 0x58,
                "CachedStackBase": 0x108,
                "CachedStackLimit": 0x110,
            ],
            "Module": ["SimpleName": 0xA8, "PEAssembly": 0xB0, "DynamicMetadata": 0x3F8, "DomainLocalModule": 0x2E8],
            "PEImage": ["LoadedImageLayout": 0x78, "FlatImageLayout": 0x70],
            "AppDomain": ["DomainAssemblyList": 0x4B8], "DomainAssembly": ["Module": 0x18], "ParamTypeDesc": ["TypeArg": 8],
        ]), entry: EntryAssemblyPlace(root: 0x590, module: 0x18))

    static let windows9 = RuntimeLayout(
        name: ".NET 9.0 windows x86-64", major: 9, minor: 0, system: .windows, processor: .x64, verifiedPatches: [22],
        offsets: .shared.merging(.elementTypeOfWindows).merging(.from9).merging(.fieldCountsOfWindows).merging(.loader9OfWindows).merging(
            .loadContext8
        ).merging([
            "Thread": [
                "LinkNext": 0x78, "State": 0, "Id": 0x10, "OSId": 0x130, "LastThrownObject": 0x158, "ThreadLocalDataPtr": 0x3C0,
                "RuntimeThreadLocals": 0x20,
                "CachedStackBase": 0x80,
                "CachedStackLimit": 0x88,
            ],
            "RuntimeThreadLocals": ["AllocContext": 0],
            "Module": ["SimpleName": 0xA8, "PEAssembly": 0xB8, "DynamicMetadata": 0x2E0],
            "PEImage": ["LoadedImageLayout": 0x78, "FlatImageLayout": 0x70],
            "AppDomain": ["DomainAssemblyList": 0x308], "DomainAssembly": ["Module": 0x10], "ParamTypeDesc": ["TypeArg": 0x10],
        ]), entry: EntryAssemblyPlace(root: 0x3E0, module: 0x10))

    static let windows10 = RuntimeLayout(
        name: ".NET 10.0 windows x86-64", major: 10, minor: 0, system: .windows, processor: .x64, verifiedPatches: [14],
        offsets: .shared.merging(.elementTypeOfWindows).merging(.from9).merging(.fieldCountsOfWindows).merging(.loader10OfWindows).merging(
            .loadContext10
        ).merging([
            "Thread": [
                "LinkNext": 0x78, "State": 0, "Id": 0x10, "OSId": 0x130, "LastThrownObject": 0x158, "ThreadLocalDataPtr": 0x250,
                "RuntimeThreadLocals": 0x20,
                "CachedStackBase": 0x80,
                "CachedStackLimit": 0x88,
            ],
            "RuntimeThreadLocals": ["AllocContext": 0], "EEAllocContext": ["GCAllocationContext": 8],
            "Module": ["SimpleName": 0xA8, "PEAssembly": 0xC0, "DynamicMetadata": 0x2E8],
            "PEImage": ["LoadedImageLayout": 0x80, "FlatImageLayout": 0x78],
            "AppDomain": ["DomainAssemblyList": 0x198], "DomainAssembly": ["Assembly": 0], "Assembly": ["Module": 0x10],
            "ParamTypeDesc": ["TypeArg": 0x10],
        ]), entry: EntryAssemblyPlace(root: 0x348, module: 0x10))
}
