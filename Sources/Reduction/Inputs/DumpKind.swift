import CoreCLR
import DumpFormats
import ProcessMemory
import SnapshotModel

extension Capture.DumpKind {
    /// The kind of a dump is what it was made as, whatever it happens to hold: a mini dump of a small process holds some objects, and a heap dump that is
    /// cut off lacks some. A minidump says it in its header. A core shows it by what it lists: code, the heap's memory, the runtime's records of the
    /// heap. `held` is the memory of the dump without pages from files.
    init(_ dump: ProcessDump, _ runtime: DotNetRuntime, _ held: AddressSpace) {
        let isListed = Self.isHeapListed(dump, runtime)
        switch dump.requested {
        case .all: self = .full
        case .privateMemory: self = .heap
        case .triage: self = .triage
        case .parts where !isListed: self = .mini
        case .parts, nil:
            if isListed {
                self = runtime.isCodeHeld(in: held) ? .full : .heap
            } else {
                // Up to 3.1 a mini dump has no records either.
                let tellsByRecords = runtime.module.version.map { $0.major >= 5 } ?? true
                self = tellsByRecords && runtime.heap.problems.contains(.heapRecordsMissing) ? .triage : .mini
            }
        }
    }

    /// Where nothing is known of the heap, whole stacks show that the dump was made with all private memory.
    private static func isHeapListed(_ dump: ProcessDump, _ runtime: DotNetRuntime) -> Bool {
        runtime.heap.value?.isListed(in: dump) ?? (dump.requested == nil && dump.hasWholeStacks)
    }

    /// Whether it holds only the used parts of the threads' stacks.
    var cutsStacks: Bool { self == .mini || self == .triage }
}
