import RawMemory

/// The places in a Thread that the list of threads needs, copied from a layout. Offsets in bytes.
struct ThreadFields {
    /// The link that chains a Thread to the next.
    let link: UInt64
    let osID: UInt64
    let managedID: UInt64
    let stackBase: UInt64
    let stackLimit: UInt64
    /// Flags of a thread that ended or never began. Calibration does not find them: then the dump's own list of threads decides.
    let state: UInt64?
    /// `nil` when no thread had one when the layout was calibrated.
    let allocationContext: ContextPlace?
    /// In an allocation context.
    let contextPointer: UInt64
    let contextLimit: UInt64

    /// Where a thread keeps its allocation context.
    enum ContextPlace {
        /// In the Thread itself (up to 8).
        case inThread(UInt64)
        /// In RuntimeThreadLocals, whose address stands in the Thread (9 and later).
        case inLocals(pointer: UInt64, offset: UInt64)
    }

    /// From the first link of the list, which the head's pointer to itself follows, to the number of threads: the same on all runtimes.
    static let countAfterFirstLink: UInt64 = 24

    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        link = try offsets.known("Thread", "LinkNext")
        osID = try offsets.known("Thread", "OSId")
        managedID = try offsets.known("Thread", "Id")
        stackBase = try offsets.known("Thread", "CachedStackBase")
        stackLimit = try offsets.known("Thread", "CachedStackLimit")
        contextPointer = try offsets.known("GCAllocContext", "Pointer")
        contextLimit = try offsets.known("GCAllocContext", "Limit")
        state = offsets["Thread", "State"]
        if let locals = offsets["Thread", "RuntimeThreadLocals"], let context = offsets["RuntimeThreadLocals", "AllocContext"] {
            // 10 wraps the context in an EEAllocContext; in 9 it stands there itself.
            let inner = offsets["EEAllocContext", "GCAllocationContext"] ?? 0
            allocationContext = .inLocals(pointer: locals, offset: context.saturatingAdd(inner))
        } else {
            allocationContext = offsets["Thread", "AllocContext"].map { .inThread($0) }
        }
    }
}
