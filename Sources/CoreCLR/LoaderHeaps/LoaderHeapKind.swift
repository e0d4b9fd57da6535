/// The purpose of a heap of the loader: which of a LoaderAllocator's heaps it is, or of its VirtualCallStubManager's.
///
/// The raw values are part of what a snapshot holds. The order is that of `eeheap`.
package enum LoaderHeapKind: String, Hashable, Sendable, CaseIterable {
    /// What is seldom used after loading: method tables' optional parts, descriptions of classes, metadata of emitted modules. In a
    /// collectible LoaderAllocator it is the high-frequency heap too.
    case lowFrequency = "low-frequency"
    /// What running code reads: method tables, method descriptions, dictionaries.
    case highFrequency = "high-frequency"
    /// Static fields (9 and later).
    case statics
    /// Stubs that several types share.
    case stub
    /// Code that the runtime writes itself.
    case executable
    /// The small pieces of code by which methods are called before they are compiled, each with its data (8 and later).
    case fixupPrecode = "fixup-precode"
    case newStubPrecode = "new-stub-precode"
    /// Calls through interfaces: their cells, cached targets and, up to 6, their stubs.
    case indirectionCell = "indirection-cell"
    case cacheEntry = "cache-entry"
    case lookup
    case resolve
    case dispatch
    case vtable
    /// Thunks of a module with native code (up to 9).
    case thunk

    /// The field of a LoaderAllocator, VirtualCallStubManager or Module that points to the heap.
    var field: RuntimeField {
        switch self {
        case .lowFrequency: RuntimeField("LoaderAllocator", "LowFrequencyHeap")
        case .highFrequency: RuntimeField("LoaderAllocator", "HighFrequencyHeap")
        case .statics: RuntimeField("LoaderAllocator", "StaticsHeap")
        case .stub: RuntimeField("LoaderAllocator", "StubHeap")
        case .executable: RuntimeField("LoaderAllocator", "ExecutableHeap")
        case .fixupPrecode: RuntimeField("LoaderAllocator", "FixupPrecodeHeap")
        case .newStubPrecode: RuntimeField("LoaderAllocator", "NewStubPrecodeHeap")
        case .indirectionCell: RuntimeField("VirtualCallStubManager", "IndirectionCellHeap")
        case .cacheEntry: RuntimeField("VirtualCallStubManager", "CacheEntryHeap")
        case .lookup: RuntimeField("VirtualCallStubManager", "LookupHeap")
        case .resolve: RuntimeField("VirtualCallStubManager", "ResolveHeap")
        case .dispatch: RuntimeField("VirtualCallStubManager", "DispatchHeap")
        case .vtable: RuntimeField("VirtualCallStubManager", "VtableHeap")
        case .thunk: RuntimeField("Module", "ThunkHeap")
        }
    }
}
