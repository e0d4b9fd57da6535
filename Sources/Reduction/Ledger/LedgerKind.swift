import CoreCLR
import SnapshotModel

/// The kinds of memory of a process. Where two could be meant, the first one of `allCases` is: a thread's stack is one wherever it lies.
enum LedgerKind: Hashable, CaseIterable {
    /// By the bounds that the runtime recorded.
    case managedStacks
    /// From the first object of a region to the end of its last; `GCShares` divides it.
    case gcAllocated
    case gcUnused
    /// Regions that hold no objects now.
    case gcFreeRegions
    case gcBookkeeping
    case handleTables
    /// Code that the JIT compiled: of methods, and of dynamic methods.
    case jitCode, dynamicMethods
    case loader(LoaderHeapKind)
    /// Executables and libraries, managed and native.
    case images
    /// What the header of an image says of its extent, and what the runtime says of it: the parts without a file (.bss) too.
    case partsOfImages
    /// Other files.
    case mappedFiles
    /// Executable memory of the runtime that is mapped twice, once to write it (W^X, since .NET 7), as far as nothing above claims it.
    case doubleMapped
    case shared
    /// The kernel's pages: vdso, vvar, vsyscall.
    case system
    /// Of a core only the mapping around the stack pointer is known, which the kernel may have merged with others.
    case nativeStacks
    case malloc
    case windowsHeaps
    /// Address space between the collector's regions.
    case gcReserved
    case otherExecutable
    case otherAnonymous
    case unaccounted

    static let allCases: [LedgerKind] =
        [.managedStacks, .gcAllocated, .gcUnused, .gcFreeRegions, .gcBookkeeping, .handleTables, .jitCode, .dynamicMethods]
        + LoaderHeapKind.allCases.map(LedgerKind.loader)
        + [
            .images, .partsOfImages, .mappedFiles, .doubleMapped, .shared, .system, .nativeStacks, .malloc, .windowsHeaps, .gcReserved,
            .otherExecutable, .otherAnonymous, .unaccounted,
        ]

    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, UInt8($0)) })

    /// The kind in a claim: its place in `allCases`.
    var number: UInt8 { LedgerKind.places[self] ?? 63 }

    init?(number: UInt8) {
        guard Int(number) < LedgerKind.allCases.count else { return nil }
        self = LedgerKind.allCases[Int(number)]
    }

    /// In the section `ledger`.
    var name: String {
        switch self {
        case .managedStacks: "managed threads' stacks"
        case .nativeStacks: "native threads' stacks"
        case .gcAllocated: "gc objects"
        case .gcUnused: "gc unused"
        case .gcFreeRegions: "gc free regions"
        case .gcReserved: "gc reserved"
        case .gcBookkeeping: "gc bookkeeping"
        case .handleTables: "handle tables"
        case .jitCode: "jit code"
        case .dynamicMethods: "code of dynamic methods"
        case .loader(let kind): "loader heap: \(kind.rawValue)"
        case .images, .partsOfImages: "images"
        case .mappedFiles: "mapped files"
        case .doubleMapped: "double-mapped code"
        case .shared: "shared memory"
        case .system: "system pages"
        case .malloc: "malloc"
        case .windowsHeaps: "windows heaps"
        case .otherExecutable: "other executable memory"
        case .otherAnonymous: "other private memory"
        case .unaccounted: LedgerRow.unaccounted
        }
    }

    var owner: String {
        switch self {
        case .managedStacks, .nativeStacks: "stacks"
        case .gcAllocated, .gcUnused, .gcFreeRegions, .gcReserved: "gc heap"
        case .gcBookkeeping, .handleTables, .jitCode, .dynamicMethods, .loader, .doubleMapped, .otherExecutable: "runtime"
        case .images, .partsOfImages, .mappedFiles, .system: "files"
        case .shared: "shared"
        case .malloc, .windowsHeaps, .otherAnonymous: LedgerRow.native
        case .unaccounted: LedgerRow.unaccounted
        }
    }

    /// The kind with whose row it is counted.
    var counted: LedgerKind { self == .partsOfImages ? .images : self }

    /// Whether a claim of this kind is memory of the process wherever it lies: the dump lists it as such. `listsAll`: it lists every mapping, so
    /// nothing lies outside of these. Otherwise what the collector says that it has reserved counts too.
    func exists(listsAll: Bool) -> Bool {
        switch self {
        case .images, .mappedFiles, .doubleMapped, .shared, .otherExecutable, .otherAnonymous, .unaccounted: true
        case .gcAllocated, .gcUnused, .gcFreeRegions, .gcReserved, .gcBookkeeping: !listsAll
        case .managedStacks, .nativeStacks, .handleTables, .jitCode, .dynamicMethods, .loader, .partsOfImages, .system, .malloc,
            .windowsHeaps:
            false
        }
    }
}
