package import CoreCLR
package import DumpFormats
package import ProcessMemory
package import RawMemory
package import SnapshotModel

/// Reads one section of a dump. Reducing a dump is a loop over the readers of `ReductionOptions.readers`.
package protocol SectionReader: Sendable {
    /// The section that it fills.
    var section: SectionInfo { get }
    /// What the dump holds of the section, and what could not be read of it. Throws `Interrupted`.
    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading
}

/// What came of reading one section.
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

    package static let standard = ReaderCatalog([TypesReader(), ModulesReader(), ThreadsReader(), HeapsReader(), OSHandlesReader()])
}

/// The process in a dump while its sections are read: what the readers share. Each part is read when a reader first asks for it.
package final class DumpedProcess {
    package let dump: ProcessDump
    /// The dump's memory, with pages of the executable from its file where the dump lacks them.
    package let memory: AddressSpace
    package let runtime: DotNetRuntime
    package let progress: WorkProgress
    let names: TypeNameSources
    private let workers: Int
    /// The heap walk with the names of its types; outer `nil` until a reader asks for it.
    private var walked: WalkedHeap??

    init(
        _ dump: ProcessDump, _ memory: AddressSpace, _ runtime: DotNetRuntime, _ names: TypeNameSources, _ workers: Int,
        _ progress: WorkProgress
    ) {
        self.dump = dump
        self.memory = memory
        self.runtime = runtime
        self.names = names
        self.workers = workers
        self.progress = progress
    }

    /// Every object of the heap, counted by type, in one walk whichever readers ask for it. `nil` when the dump does not hold the heap or
    /// its method tables.
    func walkedHeap() throws(Interrupted) -> WalkedHeap? {
        if let walked { return walked }
        let found = try WalkedHeap(runtime, names, workers: workers, progress)
        walked = .some(found)
        return found
    }

    /// The walk, where a reader has asked for it.
    var walkedHeapSoFar: WalkedHeap? { walked ?? nil }
}
