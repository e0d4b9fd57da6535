/// What a reader looked for in the runtime and did not find, or found in a state that makes its values less certain.
package enum RuntimeProblem: Hashable, Sendable {
    /// The layout comes from a table that was verified on other patch releases. `running` is `nil` when the dump does not say the version.
    case layoutUnverified(running: RuntimeVersion?, verified: [RuntimeVersion])
    /// The layout comes from the runtime's contract descriptor.
    case layoutFromDescriptor(running: RuntimeVersion?)
    /// The layout was found by what the runtime's data look like.
    case layoutCalibrated(running: RuntimeVersion?)
    /// The layout does not say where a field is that a part of the runtime is read by.
    case fieldUnknown(RuntimeField)

    /// The GC's description of itself or its records of regions are not in the dump (a triage dump).
    case heapRecordsMissing
    /// The records are there and the memory of the objects is not (a mini dump). `allocated`: bytes of objects by the records.
    case heapMemoryMissing(allocated: UInt64)
    /// The method tables lie in loader heaps that are not in the dump, so nothing says how large an object is. `allocated`: bytes of objects
    /// that cannot be walked; `nil` when the problem is not one of the heap.
    case methodTablesMissing(allocated: UInt64?)
    /// A garbage collection was rearranging the heap.
    case collectionUnderWay
    /// Region records that could not be read (their lists end there) or that overlap others, and heaps that could not be read.
    case regionsUnreadable(count: UInt64)

    /// The list of threads is not in the dump.
    case threadListMissing
    /// The list of threads ends before the runtime's own count is reached.
    case threadsUnreadable(read: UInt64, counted: UInt64)

    /// The list of assemblies is not in the dump.
    case assemblyListMissing
    /// Entries of the list of assemblies that could not be read.
    case modulesUnreadable(count: UInt64)
}
