package import RawMemory

/// A part of the runtime that is missing, or whose state makes values less certain.
package enum RuntimeProblem: Hashable, Sendable {
    /// The layout comes from a table that was verified on other patch releases. `running` is `nil` when the dump does not say the version.
    case layoutUnverified(running: RuntimeVersion?, verified: [RuntimeVersion])
    /// The layout comes from the runtime's contract descriptor.
    case layoutFromDescriptor(running: RuntimeVersion?)
    /// The layout was found by calibration.
    case layoutCalibrated(running: RuntimeVersion?)
    /// The layout lacks the offset of a field that is needed.
    case fieldUnknown(RuntimeField)

    /// The dump holds the runtime's variables, and they have no values yet.
    case runtimeNotStarted
    /// The GC's description of itself or its records of regions are not in the dump (a triage dump).
    case heapRecordsMissing
    /// The dump holds the records of regions, but not the memory of the objects (a mini dump). `allocated` is the number of bytes of
    /// objects by the records.
    case heapMemoryMissing(allocated: UInt64)
    /// The method tables lie in loader heaps that are not in the dump, so the sizes of objects are unknown. `allocated` is the number of
    /// bytes of objects that cannot be walked; `nil` when the problem is not about the heap.
    case methodTablesMissing(allocated: UInt64?)
    /// A garbage collection was rearranging the heap.
    case collectionUnderWay
    /// Region records that could not be read (their lists end there) or that overlap others, and heaps that could not be read.
    case regionsUnreadable(count: UInt64)

    /// The tables of GC handles are not in the dump (mini and triage dumps).
    case handleTablesMissing
    /// Tables of GC handles and their segments that could not be read. What follows them in their chains was not read either.
    case handleTablesUnreadable(count: UInt64)

    /// The finalization queue is not in the dump (mini and triage dumps).
    case finalizationMissing
    /// Finalization queues, one for each heap, whose limits are not in the dump or not in order.
    case finalizationUnreadable(count: UInt64)

    /// The list of threads is not in the dump.
    case threadListMissing
    /// The list of threads ends before the runtime's own count is reached.
    case threadsUnreadable(read: UInt64, counted: UInt64)

    /// The list of code heaps is not in the dump.
    case codeHeapsMissing
    /// The list of code heaps ends in memory that the dump does not hold, or leads back to itself.
    case codeHeapsUnreadable(read: UInt64)

    /// The list of assemblies is not in the dump.
    case assemblyListMissing
    /// Entries of the list of assemblies that could not be read.
    case modulesUnreadable(count: UInt64)
    /// Modules of which the dump does not say whether and from which file they were loaded.
    case modulePathsMissing(count: UInt64)

    /// The loader's heaps are not in the dump (mini and triage dumps).
    case loaderHeapsMissing
    /// Heaps of the loader whose lists of blocks could not be read to the end, and blocks that overlap others.
    case loaderHeapsUnreadable(count: UInt64)
    /// Lists of dynamic methods that could not be read to the end.
    case dynamicMethodsUnreadable(count: UInt64)
    /// Blocks of the collector's tables (cards, bricks, marks) that cannot be: the list is damaged.
    case bookkeepingUnreadable

    /// The runtime's list of a type's fields is not in the dump, or is shorter than the type says.
    case fieldsUnreadable(methodTable: Address)
    /// No metadata of a module can be read, so the names of its types' fields are unknown, and up to 8 their number too.
    case metadataMissing(module: Address)
}
