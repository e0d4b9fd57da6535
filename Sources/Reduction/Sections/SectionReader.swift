package import CoreCLR
package import DumpFormats
import HeapWalk
package import ProcessMemory
package import RawMemory
package import SnapshotModel

/// Reads one section of a dump. A dump is reduced by a loop over the readers of `ReductionOptions.readers`.
package protocol SectionReader: Sendable {
    var section: SectionInfo { get }
    /// Whether the reader needs what the walk of the heap collects beside the counts of types. If no reader of a run does, the walk only
    /// counts.
    var collectsObjects: Bool { get }
    /// Whether the reader needs to know which objects are alive and who holds them.
    var tracesObjects: Bool { get }
    /// Reads the section. Throws `Interrupted`.
    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading
}

extension SectionReader {
    package var collectsObjects: Bool { false }
    package var tracesObjects: Bool { false }
}

/// The result of reading one section, and the problems that occurred.
package struct SectionReading: Sendable {
    /// `nil` when the dump does not hold the section.
    package let table: Table?
    package let problems: [ReadingProblem]

    package init(_ table: Table?, _ problems: [ReadingProblem] = []) {
        self.table = table
        self.problems = problems
    }
}

/// The readers of all sections, in the order in which a snapshot lists its sections.
package struct ReaderCatalog: Sendable {
    package let readers: [any SectionReader]

    package init(_ readers: [any SectionReader]) { self.readers = readers }

    package static let standard = ReaderCatalog([
        TypesReader(), HoldersReader(), ModulesReader(), ModuleGroupsReader(), DynamicMethodsReader(), ThreadsReader(),
        ThreadGroupsReader(), HeapsReader(),
        LedgerReader(), LoaderHeapsReader(), DelegatesReader(), AsyncReader(), TimersReader(), TasksReader(), HandlesReader(),
        FinalizationReader(), GCReader(), OSHandlesReader(),
    ])
}

/// What may be read of a dump besides the sections themselves.
package struct ReadingOptions: Sendable {
    /// Whether the names of threads are read, which are contents of the heap.
    package var threadNames = false
    /// Whether some objects of each holder are named by address.
    package var addresses = false
    /// Whether references are followed: what is alive, and who holds it.
    package var holders = true
    /// Whether it is found out what the objects of each type retain.
    package var retained = false

    package init() {}
}

/// The process in a dump. All section readers share it. Each part is read when a reader first asks for it.
package final class DumpedProcess {
    package let dump: ProcessDump
    /// The memory of the dump. Pages of the executable that the dump lacks come from its file.
    package let memory: AddressSpace
    package let runtime: DotNetRuntime
    /// What the dump was made as.
    package let kind: Capture.DumpKind
    package let progress: WorkProgress
    let names: TypeNameSources
    /// The names of types, read from the dump and from `names`; `nil` when the dump holds no method tables.
    lazy var typeNames: TypeNames? = {
        let (runtime, names) = (runtime, names)
        return runtime.typeNames(elsewhere: { names.definitions(of: $0, in: runtime) })
    }()
    private lazy var methodNames: MethodNames? = {
        let metadata = metadata
        return runtime.methodNames(elsewhere: { metadata.fromFile($0) })
    }()
    /// The frames of the managed threads; `nil` when the dump does not hold what it takes.
    lazy var stacks = ThreadStacks(self)
    /// The threads with their stacks. The outer optional is `nil` until a reader asks for them.
    private var measured: MeasuredThreads?
    let options: ReadingOptions
    /// The metadata of the modules, in the dump or in their files.
    lazy var metadata: ModuleMetadata = names.metadata(of: runtime)
    /// What the objects of each type are read for; `nil` when there is no metadata of System.Private.CoreLib.
    lazy var roles: ObjectRoles? = runtime.objectRoles(metadata)
    /// Names of what the walk collects; `nil` when the dump holds no method tables.
    lazy var objectNames: ObjectNames? = ObjectNames(self)
    private let collectsObjects: Bool
    /// `nil` when no reader needs it, and when the heap cannot be traced.
    private lazy var trace: HeapTrace? = {
        guard tracesObjects, let heap = runtime.walkable.value else { return nil }
        shortage = memoryLimit.shortage(HeapTrace.memory(heap, objects: nil))
        return shortage == nil ? HeapTrace(heap) : nil
    }()
    private let tracesObjects: Bool
    private lazy var memoryLimit = MemoryLimit(given: maxMemory)
    private let maxMemory: UInt64?
    /// Why the heap was not traced, when it was for want of memory.
    private(set) var shortage: MemoryShortage?
    /// The traced heap. The outer optional is `nil` until a reader asks for it.
    private var traced: TracedHeap??
    let workers: Int
    /// The walked heap. The outer optional is `nil` until a reader asks for the heap.
    private var walked: WalkedHeap??

    init(
        _ dump: ProcessDump, _ memory: AddressSpace, _ runtime: DotNetRuntime, _ kind: Capture.DumpKind, _ names: TypeNameSources,
        collectsObjects: Bool, tracesObjects: Bool, _ workers: Int, _ progress: WorkProgress, _ options: ReadingOptions = ReadingOptions(),
        maxMemory: UInt64? = nil
    ) {
        self.maxMemory = maxMemory
        self.options = options
        self.dump = dump
        self.memory = memory
        self.runtime = runtime
        self.kind = kind
        self.names = names
        self.collectsObjects = collectsObjects
        self.tracesObjects = tracesObjects
        self.workers = workers
        self.progress = progress
    }

    /// The method with a MethodDesc at this address; `nil` when there is none, or when the dump holds no method tables.
    func method(_ at: Address) -> NamedMethod? {
        guard var types = typeNames else { return nil }
        // Taken out, so that it is changed in place.
        typeNames = nil
        defer { typeNames = types }
        return methodNames?.method(at, &types)
    }

    /// The threads that the dump lists, with their stacks. They are measured once.
    func measuredThreads() throws(Interrupted) -> MeasuredThreads {
        if let measured { return measured }
        progress.begin("measuring stacks", total: UInt64(dump.threads.count))
        let found = try measureThreads(runtime, dump, kind, progress)
        measured = found
        return found
    }

    /// All objects of the heap, counted by type. The heap is walked once, however many readers ask for it. `nil` when the dump does not
    /// hold the heap or its method tables.
    func walkedHeap() throws(Interrupted) -> WalkedHeap? {
        if let walked { return walked }
        let found = try WalkedHeap(
            runtime, &typeNames, collectsObjects && runtime.walkable.value != nil ? roles : nil, trace, workers: workers, progress)
        walked = .some(found)
        return found
    }

    /// Which objects of the heap are alive, and who holds them. `nil` when no reader needs it, and when the heap cannot be traced.
    func tracedHeap() throws(Interrupted) -> TracedHeap? {
        if let traced { return traced }
        // Without the handles most of what is alive would count as garbage.
        guard tracesObjects, runtime.handleTables.value != nil, let walked = try walkedHeap(), let trace,
            walked.census.types.count < HeapTrace.typeLimit, let heap = runtime.walkable.value
        else { return nil }
        let limit = memoryLimit
        shortage = limit.shortage(HeapTrace.memory(heap, objects: walked.census.objects))
        let found = shortage == nil ? try TracedHeap(self, walked, trace, limit) : nil
        if found == nil, shortage == nil { shortage = MemoryShortage(needed: limit.bytes.saturatingAdd(1), allowed: limit.bytes) }
        traced = .some(found)
        if found == nil { self.trace = nil }
        return found
    }

    /// The result of `body` on the names of types, which keep what they read; `nil` when the dump holds no method tables.
    func withTypeNames<Result>(_ body: (inout TypeNames) -> Result) -> Result? {
        guard var names = typeNames else { return nil }
        // The only copy, so that it is changed in its place.
        typeNames = nil
        defer { typeNames = names }
        return body(&names)
    }

    /// The walked heap; `nil` when no reader has asked for it.
    var walkedHeapSoFar: WalkedHeap? { walked ?? nil }
}
