package import CoreCLR
package import DumpFormats
package import ProcessMemory
package import RawMemory
package import SnapshotModel

/// Reads one section of a dump. A dump is reduced by a loop over the readers of `ReductionOptions.readers`.
package protocol SectionReader: Sendable {
    var section: SectionInfo { get }
    /// Reads the section. Throws `Interrupted`.
    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading
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
        TypesReader(), ModulesReader(), ThreadsReader(), HeapsReader(), OSHandlesReader(), LedgerReader(),
    ])
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
    private let workers: Int
    /// The walked heap. The outer optional is `nil` until a reader asks for the heap.
    private var walked: WalkedHeap??

    init(
        _ dump: ProcessDump, _ memory: AddressSpace, _ runtime: DotNetRuntime, _ kind: Capture.DumpKind, _ names: TypeNameSources,
        _ workers: Int, _ progress: WorkProgress
    ) {
        self.dump = dump
        self.memory = memory
        self.runtime = runtime
        self.kind = kind
        self.names = names
        self.workers = workers
        self.progress = progress
    }

    /// All objects of the heap, counted by type. The heap is walked once, however many readers ask for it. `nil` when the dump does not
    /// hold the heap or its method tables.
    func walkedHeap() throws(Interrupted) -> WalkedHeap? {
        if let walked { return walked }
        let found = try WalkedHeap(runtime, &typeNames, workers: workers, progress)
        walked = .some(found)
        return found
    }

    /// The walked heap; `nil` when no reader has asked for it.
    var walkedHeapSoFar: WalkedHeap? { walked ?? nil }
}
