/// Offsets of the loader's heaps. Those of 9 and 10 that their contract descriptors have are equal to theirs. All were verified on dumps:
/// the number and the bytes of the blocks equal what the runtime's own debugging library finds, and the committed bytes what the dumps
/// hold.
extension FieldOffsets {
    /// A LoaderHeap from 8 to 9 (and 3.1, which has the block in use where they have sizes). The newest block is the first; in 3.1 it is
    /// the last.
    static let loaderHeap: FieldOffsets = [
        "LoaderHeap": ["FirstBlock": 8, "CommittedEnd": 0x18, "ReservedEnd": 0x20, "CommittedBytes": 0x40],
        "LoaderHeapBlock": ["Next": 0, "VirtualAddress": 8, "VirtualSize": 0x10],
    ]
    static let loaderHeapOf6: FieldOffsets = loaderHeap.merging(["LoaderHeap": ["CommittedBytes": 0x38]])
    static let loaderHeapOf10: FieldOffsets = loaderHeap.merging([
        "LoaderHeap": ["CommittedEnd": 0x28, "ReservedEnd": 0x30, "CommittedBytes": 0x18]
    ])

    static let loader31: FieldOffsets = loaderHeap.merging([
        "Module": ["Assembly": 0x30], "Assembly": ["LoaderAllocator": 0x40],
        "LoaderAllocator": [
            "LowFrequencyHeap": 0x278, "HighFrequencyHeap": 0x280, "StubHeap": 0x288, "ExecutableHeap": 0x298,
            "VirtualCallStubManager": 0x488,
        ],
        "VirtualCallStubManager": [
            "IndirectionCellHeap": 0x670, "CacheEntryHeap": 0x678, "LookupHeap": 0x680, "DispatchHeap": 0x688, "ResolveHeap": 0x690,
            "VtableHeap": 0x698,
        ],
    ])

    static let loader8: FieldOffsets = loaderHeap.merging([
        "Module": ["Assembly": 0x128, "LoaderAllocator": 0xF8],
        "LoaderAllocator": [
            "LowFrequencyHeap": 0x390, "HighFrequencyHeap": 0x398, "StubHeap": 0x3A0, "ExecutableHeap": 0x3B0, "FixupPrecodeHeap": 0x3C0,
            "NewStubPrecodeHeap": 0x3C8, "VirtualCallStubManager": 0x828,
        ],
        "VirtualCallStubManager": ["IndirectionCellHeap": 0x1E8, "CacheEntryHeap": 0x1F0],
    ])

    static let loader9: FieldOffsets = loaderHeap.merging([
        "Module": ["Assembly": 0x138, "LoaderAllocator": 0xF8, "ThunkHeap": 0x408],
        "LoaderAllocator": [
            "LowFrequencyHeap": 0x420, "HighFrequencyHeap": 0x428, "StaticsHeap": 0x430, "StubHeap": 0x438, "ExecutableHeap": 0x448,
            "FixupPrecodeHeap": 0x458, "NewStubPrecodeHeap": 0x460, "VirtualCallStubManager": 0x968,
        ],
        "VirtualCallStubManager": ["IndirectionCellHeap": 0x1E8, "CacheEntryHeap": 0x1F0],
    ])

    static let loader10: FieldOffsets = loaderHeapOf10.merging([
        "Module": ["Assembly": 0xF8, "LoaderAllocator": 0xB0],
        "LoaderAllocator": loaderAllocator10.merging(["VirtualCallStubManager": 0x710]) { $1 },
        "VirtualCallStubManager": ["IndirectionCellHeap": 0x198, "CacheEntryHeap": 0x1A0],
    ])

    static let loader6OfWindows: FieldOffsets = loaderHeapOf6.merging([
        "Module": ["Assembly": 0x28], "Assembly": ["LoaderAllocator": 0x40],
        "LoaderAllocator": [
            "LowFrequencyHeap": 0x1E0, "HighFrequencyHeap": 0x1E8, "StubHeap": 0x1F0, "ExecutableHeap": 0x200,
            "VirtualCallStubManager": 0x318,
        ],
        "VirtualCallStubManager": [
            "IndirectionCellHeap": 0x608, "CacheEntryHeap": 0x610, "LookupHeap": 0x618, "DispatchHeap": 0x620, "ResolveHeap": 0x628,
            "VtableHeap": 0x630,
        ],
    ])

    static let loader8OfWindows: FieldOffsets = loaderHeap.merging([
        "Module": ["Assembly": 0xC8, "LoaderAllocator": 0x98],
        "LoaderAllocator": [
            "LowFrequencyHeap": 0x330, "HighFrequencyHeap": 0x338, "StubHeap": 0x340, "ExecutableHeap": 0x350, "FixupPrecodeHeap": 0x360,
            "NewStubPrecodeHeap": 0x368, "VirtualCallStubManager": 0x708,
        ],
        "VirtualCallStubManager": ["IndirectionCellHeap": 0x188, "CacheEntryHeap": 0x190],
    ])

    static let loader9OfWindows: FieldOffsets = loaderHeap.merging([
        "Module": ["Assembly": 0xD8, "LoaderAllocator": 0x98, "ThunkHeap": 0x288],
        "LoaderAllocator": [
            "LowFrequencyHeap": 0x3C0, "HighFrequencyHeap": 0x3C8, "StaticsHeap": 0x3D0, "StubHeap": 0x3D8, "ExecutableHeap": 0x3E8,
            "FixupPrecodeHeap": 0x3F8, "NewStubPrecodeHeap": 0x400, "VirtualCallStubManager": 0x7E8,
        ],
        "VirtualCallStubManager": ["IndirectionCellHeap": 0x188, "CacheEntryHeap": 0x190],
    ])

    static let loader10OfWindows: FieldOffsets = loaderHeapOf10.merging([
        "Module": ["Assembly": 0xE0, "LoaderAllocator": 0x98],
        "LoaderAllocator": loaderAllocator10.merging(["VirtualCallStubManager": 0x6C8]) { $1 },
        "VirtualCallStubManager": ["IndirectionCellHeap": 0x180, "CacheEntryHeap": 0x188],
    ])

    /// The same on Linux and Windows.
    private static let loaderAllocator10: [String: UInt64] = [
        "LowFrequencyHeap": 0x2B0, "HighFrequencyHeap": 0x2B8, "StaticsHeap": 0x2C0, "StubHeap": 0x2C8, "ExecutableHeap": 0x2D0,
        "FixupPrecodeHeap": 0x2E0, "NewStubPrecodeHeap": 0x2E8,
    ]

    /// The load context of an assembly (`DotNetRuntime.loadContext`), the same on all systems.
    static let loadContext10: FieldOffsets = ["PEAssembly": ["AssemblyBinder": 0x40], "AssemblyBinder": ["AssemblyLoadContext": 0xE0]]
    static let loadContext8: FieldOffsets = loadContext10.merging([
        "PEAssembly": ["HostAssembly": 0x38], "BinderAssembly": ["Binder": 0x20],
    ])
}
