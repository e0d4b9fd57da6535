import CoreCLR
import HeapWalk
import SnapshotModel

extension ReadingProblem {
    /// The diagnostic and the remedy of a problem.
    struct Entry {
        /// The diagnostics of a snapshot are ordered by this number.
        let place: Int
        let diagnostic: Trust.Diagnostic
        let remedy: Remedy

        init(
            _ place: Int, _ code: String, _ message: String, caps: Trust.Level, _ remedy: Remedy, bytes: UInt64? = nil, count: UInt64? = nil
        ) {
            self.place = place
            diagnostic = Trust.Diagnostic(code, message, caps: caps, bytes: bytes, count: count)
            self.remedy = remedy
        }
    }

    package var remedy: Remedy { entry.remedy }

    static let executableFromDisk = "executable-from-disk"

    /// The table of all problems. The compiler requires an entry for every new problem.
    var entry: Entry {
        switch self {
        case .fileTruncated(let missing):
            Entry(0, "file-truncated", "the file ends before its last memory does", caps: .partial, .copyAgain, bytes: missing)
        case .runtime(let problem): problem.entry
        case .otherRuntimes(let read, let others):
            Entry(
                1, "other-runtimes",
                "the process has more than one runtime: \(read) was read, and nothing of \(others.joined(separator: ", ")) is in the numbers",
                caps: .partial, .readOthers, count: UInt64(others.count))
        case .pagesFromFile(let name, let isExecutable, let proof):
            Entry(
                20, isExecutable ? Self.executableFromDisk : "library-from-disk",
                "the dump lacks pages of \(isExecutable ? "the executable" : name): they are those of its file, \(words(proof))",
                caps: .exact, .none, count: proof.pointers)
        case .heapDamaged(let ranges, let bytes):
            Entry(
                30, "heap-damaged", "parts of the heap hold no readable objects and were skipped", caps: .partial, .lowerBound,
                bytes: bytes,
                count: ranges)
        case .heapMissing(let ranges, let bytes):
            Entry(31, "heap-missing", "parts of the heap are not in the dump", caps: .partial, .lowerBound, bytes: bytes, count: ranges)
        case .allocationContextsCaught(let ranges, let bytes):
            Entry(
                32, "allocation-context-caught",
                "threads were caught while they took memory for new objects: the ends of \(ranges) of their allocation contexts, \(bytes) bytes, held no "
                    + "whole objects yet and were skipped; all other numbers are right", caps: .good, .none, bytes: bytes, count: ranges)
        case .typesUnnamed(let count):
            Entry(
                33, Trust.typesUnnamed, "types without readable metadata have placeholders for names", caps: .good, .collectMetadata,
                count: count)
        case .namesFromFiles(let modules):
            Entry(
                34, "names-from-files",
                "the dump holds no names of some modules' types: they are those of the modules' files, the same builds", caps: .exact,
                .none, count: modules)
        case .namesFromStore(let modules):
            Entry(
                35, "names-from-store",
                "the dump holds no names of some modules' types: they were learnt from files of the same builds when another dump was read",
                caps: .exact, .none, count: modules)
        case .namesAssumed(let modules):
            Entry(
                36, "names-assumed",
                "the snapshot does not say which builds some modules are: their types' names are those of the only build of that size that the "
                    + "store knows", caps: .good, .none, count: modules)
        case .namesUnproved(let modules):
            Entry(
                37, Trust.namesUnproved,
                "the dump holds no names of some modules' types and no headers of their files: they are those of files whose metadata has the same "
                    + "numbers, which another build with renamed types may have too", caps: .good, .none, count: modules)
        case .framesIncomplete(let threads):
            Entry(
                38, "frames-incomplete", "some threads lack frames: the dump lacks what is needed to follow them, or there are too many",
                caps: .good, .collectMetadata, count: threads)
        case .methodsUnnamed(let count):
            Entry(
                38, "methods-unnamed", "methods without readable metadata have placeholders for names in the threads' frames", caps: .good,
                .collectMetadata, count: count)
        case .stacksOverlap:
            Entry(
                40, "stacks-overlap", "the threads' stacks overlap, so not all could be measured", caps: .partial, .lowerBound)
        case .stackBoundsUnknown(let count):
            Entry(
                41, "stack-bounds-unknown", "the dump does not say how large the stacks of some threads are", caps: .partial, .collectHeap,
                count: count)
        case .regionsOverrun(let count):
            Entry(
                50, "regions-overrun", "objects of some regions end after the memory that is committed for them", caps: .partial,
                .lowerBound, count: count)
        case .osHandlesUnreadable:
            Entry(60, "os-handles-unreadable", "the dump's list of open handles is damaged or cut off", caps: .partial, .lowerBound)
        case .handleObjectsMissing(let count):
            Entry(
                61, "handle-objects-missing", "some GC handles refer to objects that the dump does not hold", caps: .partial, .lowerBound,
                count: count)
        case .finalizableMissing(let count):
            Entry(
                62, "finalizable-missing", "parts of the finalization queue, or objects in it, are not in the dump", caps: .partial,
                .lowerBound, count: count)
        case .delegatesDamaged(let count):
            Entry(
                70, "delegates-damaged", "delegates or their invocation lists could not be read", caps: .partial, .lowerBound, count: count)
        case .delegateMethodsUnnamed(let count):
            Entry(
                71, "delegate-methods-unnamed", "methods of delegates without readable metadata have placeholders for names", caps: .good,
                .collectMetadata,
                count: count)
        case .objectFieldsUnreadable:
            Entry(
                72, "object-fields-unreadable", "the states of some tasks, timers or async methods are not in the dump", caps: .good,
                .collectHeap)
        case .referencesStray(let count):
            Entry(
                73, "references-stray", "references of live objects lead to no object, so some objects that are alive may count as garbage",
                caps: .partial, .lowerBound, count: count)
        case .referencesUnreadable(let types):
            Entry(
                74, "references-unreadable", "the dump does not say where the objects of some types hold references", caps: .partial,
                .lowerBound, count: types)
        case .rootsUnreadable(let count):
            Entry(
                75, "roots-unreadable",
                "parts of the handle tables, the finalization queue, the thread statics or the stacks could not be read, so some "
                    + "objects that are alive may count as garbage", caps: .partial, .lowerBound, count: count)
        case .heapNotTraced:
            Entry(
                76, "heap-not-traced", "the heap is too large to follow its references: more than 32 GB, or a million types", caps: .good,
                .none)
        case .holdersLeftOut(let shortage):
            Entry(
                77, Trust.holdersLeftOut, "what is alive and who holds it was left out: following the references takes \(words(shortage))",
                caps: .good, .moreMemory, bytes: shortage.needed)
        case .retainedLeftOut(let shortage):
            Entry(
                78, Trust.retainedLeftOut, "what the objects of each type retain was left out: finding it out takes \(words(shortage))",
                caps: .good, .moreMemory, bytes: shortage.needed)
        case .graphCutOff(let part, let missing, let isSampleUnknown):
            Entry(
                0, "graph-cut-off",
                "the file ends inside \(part)" + (missing > 0 ? ", so objects are missing" : "")
                    + (isSampleUnknown ? "; whether it holds all objects or a sample of them is unknown" : ""),
                caps: missing > 0 || isSampleUnknown ? .partial : .good, .copyAgain, count: missing)
        case .graphCapped(let nodes):
            Entry(
                1, "graph-capped",
                "dotnet-gcdump silently stops at 10,000,000 objects, and the file has that many: the process had more, and nothing says how many",
                caps: .partial, .collectDump, count: nodes)
        case .graphNodesUnreadable(let count):
            Entry(30, "graph-damaged", "records of objects could not be read and were skipped", caps: .partial, .lowerBound, count: count)
        case .graphObjectsUndefined(let count):
            Entry(
                31, "graph-objects-undefined", "objects are referred to that the file does not describe: its writer lost events",
                caps: .partial, .collectDump, count: count)
        case .graphSampled(let objects):
            Entry(
                32, "graph-sampled",
                "the file holds a sample of the objects; the numbers are scaled by the factors in it", caps: .good, .collectDump,
                count: objects)
        case .graphOfLiveObjects:
            Entry(
                33, "graph-of-live-objects",
                "the file holds the objects that survived a collection; it cannot show whether its writer lost events", caps: .good, .none)
        case .graphObjectsUnreached(let count, let isWhole):
            Entry(
                34, "graph-objects-unreached",
                isWhole
                    ? "the file names no root that leads to some objects, like literals: they count as the runtime's own"
                    : "what holds some objects is lost with the parts that are missing", caps: isWhole ? .exact : .partial, .none,
                count: count)
        case .printedRowsMissing, .printedSumsDiffer, .printedTotalWithoutPinned, .printedRowsRejected, .printedPartOnly,
            .printedPartDiffers, .printedCommitted, .printedCommittedAbout, .printedSizesImpossible, .printedManagedThreadsOnly,
            .printedModulesListed, .printedTablesTooMany,
            .printedPathsOfSomeObjects, .printedHeapsOfCounters, .printedStacksScanned, .printedStacksUnwalked, .printedTasksWithoutState,
            .printedThreadsWithFramesOnly,
            .printedWithoutFrozen, .printedAsyncPendingOnly, .printedSizesOfOne,
            .printedMappingsAlone, .printedWithoutSwap, .printedHeapsAlone:
            printedEntry
        }
    }
}

/// Rounded so that the two numbers differ.
private func words(_ shortage: MemoryShortage) -> String {
    let needed = shortage.needed / 1_000_000 + (shortage.needed % 1_000_000 > 0 ? 1 : 0)
    return "up to \(needed) MB of memory, and \(shortage.allowed / 1_000_000) MB may be taken"
}

private func words(_ proof: RuntimeFile.Proof) -> String {
    switch proof {
    case .buildID: "the same build"
    case .contents: "whose version text, mappings and relocated pointers are all the same in the dump"
    }
}

extension RuntimeFile.Proof {
    fileprivate var pointers: UInt64? {
        switch self {
        case .buildID: nil
        case .contents(let pointers): pointers
        }
    }
}

extension RuntimeProblem {
    fileprivate var entry: ReadingProblem.Entry {
        func words(_ version: RuntimeVersion?) -> String { "runtime version \(version?.description ?? "unknown")" }
        func noHeap(_ allocated: UInt64?) -> ReadingProblem.Entry {
            .init(
                2, "no-heap", "the dump holds no GC heap, so there are no types", caps: .partial, .collectHeap,
                bytes: allocated)
        }
        switch self {
        case .layoutUnverified(let running, let verified):
            let known = verified.map(\.description).joined(separator: ", ")
            return .init(
                1, "layout-unverified", "\(words(running)); the layout was verified on \(known)", caps: .good, .compareWithinVersion)
        case .layoutFromDescriptor(let running):
            return .init(
                1, "layout-described", "\(words(running)); the layout is what the runtime's contract descriptor says", caps: .good,
                .unprovable)
        case .layoutCalibrated(let running):
            return .init(
                1, "layout-calibrated", "\(words(running)); the layout was found by what the runtime's data look like", caps: .good,
                .unprovable)
        case .fieldUnknown(let field):
            return .init(1, "layout-incomplete", "the layout does not say where \(field) is", caps: .partial, .unprovable)
        case .runtimeNotStarted:
            return .init(
                2, "runtime-not-started", "the .NET runtime had not started when the dump was taken, so there is nothing of it",
                caps: .partial,
                .anotherMoment)
        case .heapRecordsMissing: return noHeap(nil)
        case .heapMemoryMissing(let allocated): return noHeap(allocated)
        case .methodTablesMissing(let allocated):
            return .init(
                3, "no-method-tables",
                "the dump holds the GC heap but not the method tables that say what is in it (a heap dump written without the runtime's help)",
                caps: .partial, .collectHeap, bytes: allocated)
        case .handleTablesMissing:
            return .init(2, "no-handles", "the dump does not hold the tables of GC handles", caps: .good, .collectHeap)
        case .handleTablesUnreadable(let count):
            return .init(
                8, "handles-unreadable", "parts of the tables of GC handles could not be read", caps: .partial, .lowerBound, count: count)
        case .finalizationMissing:
            return .init(2, "no-finalization", "the dump does not hold the finalization queue", caps: .good, .collectHeap)
        case .finalizationUnreadable(let count):
            return .init(
                8, "finalization-unreadable", "the finalization queues of some heaps could not be read", caps: .partial, .lowerBound,
                count: count)
        case .threadListMissing:
            return .init(
                4, "no-thread-list", "the dump does not hold the runtime's list of threads", caps: .partial, .collectHeap)
        case .assemblyListMissing:
            return .init(
                5, "no-assembly-list", "the dump does not hold the runtime's list of assemblies", caps: .partial, .collectHeap)
        case .collectionUnderWay:
            return .init(
                6, "gc-in-progress", "a garbage collection was rearranging the heap when the dump was taken", caps: .good, .anotherMoment)
        case .regionsUnreadable(let count):
            return .init(
                7, "regions-unreadable", "lists of heap regions end in memory that the dump does not hold", caps: .partial, .lowerBound,
                count: count)
        case .threadsUnreadable:
            return .init(
                8, "threads-unreadable", "the runtime's thread list ends before its own count is reached", caps: .partial, .lowerBound)
        case .codeHeapsMissing:
            return .init(9, "no-code-heaps", "the dump does not hold the runtime's list of compiled code", caps: .good, .collectHeap)
        case .codeHeapsUnreadable:
            return .init(
                9, "code-heaps-unreadable", "the runtime's list of compiled code could not be read to its end", caps: .partial, .lowerBound)
        case .fieldsUnreadable:
            return .init(10, "fields-unreadable", "the fields of some types could not be read", caps: .good, .collectHeap)
        case .metadataMissing:
            return .init(
                10, "metadata-missing", "the dump does not hold the metadata of some modules", caps: .good, .collectMetadata)
        case .modulesUnreadable(let count):
            return .init(
                9, "modules-unreadable", "entries of the assembly list could not be read", caps: .partial, .lowerBound, count: count)
        case .loaderHeapsMissing:
            return .init(
                11, "no-loader-heaps", "the dump does not hold the loader's heaps", caps: .good, .collectHeap)
        case .loaderHeapsUnreadable(let count):
            return .init(
                11, "loader-heaps-unreadable", "some of the loader's heaps could not be read to the end", caps: .partial, .lowerBound,
                count: count)
        case .dynamicMethodsUnreadable(let count):
            return .init(
                11, "dynamic-methods-unreadable", "lists of dynamic methods could not be read to the end", caps: .partial, .lowerBound,
                count: count)
        case .bookkeepingUnreadable:
            return .init(
                12, "bookkeeping-unreadable", "the list of the collector's own tables is damaged: their memory counts as another kind",
                caps: .partial, .lowerBound)
        case .modulePathsMissing(let count):
            return .init(
                9, "module-paths-missing", "the dump does not say from which files some modules were loaded", caps: .partial, .collectHeap,
                count: count)
        }
    }
}
