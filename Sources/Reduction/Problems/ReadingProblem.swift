package import CoreCLR
package import HeapWalk

/// Something that a reader could not do with an input, or could do only with less certainty. `entry` gives the diagnostic of each problem.
package enum ReadingProblem: Hashable, Sendable {
    /// The file ends before its last memory does.
    case fileTruncated(missing: UInt64)
    /// A problem with the .NET runtime in the dump.
    case runtime(RuntimeProblem)
    /// The process has other runtimes, which were not read.
    case otherRuntimes(read: String, others: [String])
    /// Pages of the executable, or of a library of the runtime, come from its file on the disk.
    case pagesFromFile(name: String, isExecutable: Bool, proof: RuntimeFile.Proof)

    /// Some ranges of the heap hold no readable objects.
    case heapDamaged(ranges: UInt64, bytes: UInt64)
    /// Some ranges of the heap are not in the dump.
    case heapMissing(ranges: UInt64, bytes: UInt64)
    /// Threads were allocating when the dump was taken, so the rest of their allocation contexts was skipped.
    case allocationContextsCaught(ranges: UInt64, bytes: UInt64)
    /// Some types have placeholders for names.
    case typesUnnamed(count: UInt64)
    /// The frames of some threads end too early.
    case framesIncomplete(threads: UInt64)
    /// Some frames of threads have placeholders for methods.
    case methodsUnnamed(count: UInt64)
    /// The type names of some modules come from the modules' files.
    case namesFromFiles(modules: UInt64)
    /// The type names of some modules come from the store.
    case namesFromStore(modules: UInt64)

    /// The type names of some modules come from the store, which knows one build of the modules' files that may be the right one.
    case namesAssumed(modules: UInt64)
    /// The type names of some modules come from files or from the store. All numbers of the modules' metadata are equal, but nothing in the
    /// dump proves the names.
    case namesUnproved(modules: UInt64)

    /// The stacks together hold more bytes than the dump.
    case stacksOverlap
    /// The dump does not hold the stack bounds of some threads.
    case stackBoundsUnknown(count: UInt64)
    /// The objects of some regions end after the committed memory of the region.
    case regionsOverrun(count: UInt64)
    /// The list of open handles is damaged or cut off.
    case osHandlesUnreadable
    /// GC handles whose objects the dump does not hold, or that refer to something else.
    case handleObjectsMissing(count: UInt64)
    /// Words of the finalization queue that the dump does not hold, or that refer to something else than objects.
    case finalizableMissing(count: UInt64)

    /// Delegates, or elements of their lists, that could not be read.
    case delegatesDamaged(count: UInt64)
    /// Methods that delegates call have placeholders for names.
    case delegateMethodsUnnamed(count: UInt64)
    /// Fields of tasks, timers or async methods could not be read.
    case objectFieldsUnreadable
    /// References of live objects that lead to no object.
    case referencesStray(count: UInt64)
    /// Types whose objects hold references in unknown places.
    case referencesUnreadable(types: UInt64)
    /// Tables of roots of which the dump does not hold all.
    case rootsUnreadable(count: UInt64)
    /// The heap has more bytes than can be traced.
    case heapNotTraced
    /// Tracing the heap takes more memory than is allowed.
    case holdersLeftOut(MemoryShortage)
    /// Finding out what the objects of each type retain takes more memory than is allowed.
    case retainedLeftOut(MemoryShortage)

    /// A file of a graph holds what a collection left alive, and nothing in it proves that it is whole.
    case graphOfLiveObjects
    /// The file ends inside a part of it. `missing`: nodes that are behind the end.
    case graphCutOff(part: String, missing: UInt64, isSampleUnknown: Bool)
    /// Records of nodes that say something that cannot be.
    case graphNodesUnreadable(count: UInt64)
    /// Objects that others refer to and that the file does not describe.
    case graphObjectsUndefined(count: UInt64)
    /// The file has as many nodes as its writer writes at most.
    case graphCapped(nodes: UInt64)
    /// The file holds a sample of the objects.
    case graphSampled(objects: UInt64)
    /// Objects to which no root of the file leads. `isWhole`: whether nothing else of it is known to be missing.
    case graphObjectsUnreached(count: UInt64, isWhole: Bool)
    /// A printed table lacks rows that its total counts, or may lack some. `nil` where the text does not say how many they are.
    case printedRowsMissing(PrintedTable, count: UInt64?, bytes: UInt64?)
    /// The rows of a printed table sum up to more than its total says.
    case printedSumsDiffer(PrintedTable, by: UInt64, line: UInt64)
    /// SOS left the pinned object heap out of the total of what is committed.
    case printedTotalWithoutPinned(bytes: UInt64, line: UInt64)
    /// Lines of a printed table look like rows, but their numbers cannot be.
    case printedRowsRejected(PrintedTable, count: UInt64, line: UInt64)
    /// Only a part of the table was printed: objects of some types, or those that are alive.
    /// `choice`: the arguments that chose it; empty where the text does not say it.
    case printedPartOnly(PrintedTable, choice: String = "")
    /// The list of modules is that of a command which leaves some out, or lists native ones too.
    case printedModulesListed(by: String)
    /// The text holds more tables than are read.
    case printedTablesTooMany
    /// A text says how much memory the process has committed.
    case printedCommitted(bytes: UInt64)
    /// The prose of a text says it, with a rounded number.
    case printedCommittedAbout(low: UInt64, high: UInt64, written: String)
    /// Sizes in `!address -summary` are larger than any process: WinDbg prints them for cores of Linux.
    case printedSizesImpossible(rows: UInt64, line: UInt64)
    /// The debugger could not walk the stacks of managed threads.
    case printedStacksUnwalked(count: UInt64)
    /// A text lists the runtime's threads alone.
    case printedManagedThreadsOnly
    /// `gcroot` was asked about single objects.
    case printedPathsOfSomeObjects
    /// The sizes of generations are counters.
    case printedHeapsOfCounters
    /// The statistics count tasks that no row lists.
    case printedTasksWithoutState(count: UInt64)
    /// The frames of threads are what a search of their stacks found.
    case printedStacksScanned
    /// A text lists the threads that have managed frames alone.
    case printedThreadsWithFramesOnly
    /// `gcheapstat` printed no numbers of the frozen objects.
    case printedWithoutFrozen
    /// `dumpasync` lists the methods that have not ended.
    case printedAsyncPendingOnly
    /// `dotnet-gcdump report` prints the size of one object of a type, and others of it have other sizes.
    case printedSizesOfOne
    /// A list of mappings says nothing of who uses the private memory.
    case printedMappingsAlone
    /// `pmap` does not print what is swapped out.
    case printedWithoutSwap
    /// A text has the heaps of Windows alone, and not the process's other memory.
    case printedHeapsAlone
    /// A printed part holds more of some rows than the whole table.
    case printedPartDiffers(PrintedTable, by: UInt64, line: UInt64)
}

/// The remedy for a problem. The executable says how to apply it.
package enum Remedy: Hashable, Sendable, CaseIterable {
    /// No remedy is needed: the numbers are right.
    case none
    /// Copy the file again, because it is cut off.
    case copyAgain
    /// Take a dump at another moment.
    case anotherMoment
    /// Compare numbers only within one runtime version.
    case compareWithinVersion
    /// There is no remedy: the way in which the runtime was read cannot be proved.
    case unprovable
    /// Collect a dump that holds the missing parts of the heap and the runtime.
    case collectHeap
    /// Collect a dump in the place of a graph of objects.
    case collectDump
    /// Collect a full dump, which holds the metadata of types.
    case collectMetadata
    /// Read the other runtimes of the process, each by itself.
    case readOthers
    /// Allow more memory, or read the dump where there is more.
    case moreMemory
    /// Use the numbers as a lower bound, or collect another dump.
    case lowerBound
    /// Print the table again, whole.
    case printWhole
}
