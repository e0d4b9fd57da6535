import RawMemory

/// Offsets in bytes of the fields of a Thread, copied from a layout.
struct ThreadFields {
    /// The link to the next Thread.
    let link: UInt64
    let osID: UInt64
    let managedID: UInt64
    let stackBase: UInt64
    let stackLimit: UInt64
    /// Flags for threads that have ended or never started. Calibration does not find them; then the dump's own list of threads decides.
    let state: UInt64?
    /// `nil` when the layout was calibrated on a process in which no thread had a context.
    let allocationContext: ContextPlace?
    /// The handle of the exception that the thread threw last (m_LastThrownObjectHandle); `nil` in layouts that do not have it.
    let lastThrown: UInt64?
    /// The distance from the flags to those of the collector's mode (m_fPreemptiveGCDisabled), u32. The same in all runtimes.
    static let modeAfterState: UInt64 = 4
    /// The distance from the flags to the innermost explicit frame (m_pFrame). The same in all runtimes.
    static let frameAfterState: UInt64 = 8
    /// Distances from the id of the operating system at which versions have the handle of the System.Threading.Thread (m_ExposedObject).
    static let objectAfterOSID: [UInt64] = [8, 0x10, 0x18]
    /// Fields of an allocation context.
    let contextPointer: UInt64
    let contextLimit: UInt64

    /// The place of a thread's allocation context.
    enum ContextPlace {
        /// In the Thread itself (up to 8).
        case inThread(UInt64)
        /// In RuntimeThreadLocals, to which the Thread points (9 and later).
        case inLocals(pointer: UInt64, offset: UInt64)
    }

    /// The distance from the first link of the list to the number of threads. It is the same in all runtimes.
    static let countAfterFirstLink: UInt64 = 24

    /// The distance from the id of the operating system to the handle of the last exception; `nil` in versions of which no dump was seen.
    static func lastThrownAfterOSID(_ version: RuntimeVersion?) -> UInt64? {
        switch version.map({ ($0.major, $0.minor) }) {
        case (3, 1)?: 0x30
        case (6..., _)?: 0x28
        default: nil
        }
    }

    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        link = try offsets.known("Thread", "LinkNext")
        osID = try offsets.known("Thread", "OSId")
        managedID = try offsets.known("Thread", "Id")
        stackBase = try offsets.known("Thread", "CachedStackBase")
        stackLimit = try offsets.known("Thread", "CachedStackLimit")
        contextPointer = try offsets.known("GCAllocContext", "Pointer")
        contextLimit = try offsets.known("GCAllocContext", "Limit")
        state = offsets["Thread", "State"]
        lastThrown = offsets["Thread", "LastThrownObject"]
        if let locals = offsets["Thread", "RuntimeThreadLocals"], let context = offsets["RuntimeThreadLocals", "AllocContext"] {
            // In 10 the context is inside an EEAllocContext.
            let inner = offsets["EEAllocContext", "GCAllocationContext"] ?? 0
            allocationContext = .inLocals(pointer: locals, offset: context.saturatingAdd(inner))
        } else {
            allocationContext = offsets["Thread", "AllocContext"].map { .inThread($0) }
        }
    }
}
