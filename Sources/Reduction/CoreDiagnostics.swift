import CoreCLR
import DumpFormats
import HeapWalk
import RawMemory
import SnapshotModel

/// Everything that speaks against the numbers read from a core.
enum CoreDiagnostics {
    static func ofRuntime(_ runtime: DotNetRuntime, _ dump: ProcessDump) -> [Trust.Diagnostic] {
        var found: [Trust.Diagnostic] = []
        if dump.missingBytes > 0 {
            found.append(
                .init("file-truncated", "the file ends before its last memory does", caps: .partial, bytes: dump.missingBytes))
        }
        let problems = [runtime.layoutPart.problems, runtime.walkable.problems, runtime.threads.problems, runtime.modules.problems]
        var seen = Set<RuntimeProblem>()
        let entries = problems.joined().filter { seen.insert($0).inserted }.map(entry)
        return found + entries.sorted { $0.place < $1.place }.map(\.diagnostic)
    }

    /// What a problem means for the snapshot, and where it stands among the others.
    private static func entry(_ problem: RuntimeProblem) -> (place: Int, diagnostic: Trust.Diagnostic) {
        func words(_ version: RuntimeVersion?) -> String { "runtime version \(version?.description ?? "unknown")" }
        switch problem {
        case .layoutUnverified(let running, let verified):
            let known = verified.map(\.description).joined(separator: ", ")
            return (0, .init("layout-unverified", "\(words(running)); the layout was verified on \(known)", caps: .good))
        case .layoutFromDescriptor(let running):
            let message = "\(words(running)); the layout is what the runtime's contract descriptor says"
            return (0, .init("layout-described", message, caps: .good))
        case .layoutCalibrated(let running):
            let message = "\(words(running)); the layout was found by what the runtime's data look like"
            return (0, .init("layout-calibrated", message, caps: .good))
        case .fieldUnknown(let field):
            return (0, .init("layout-incomplete", "the layout does not say where \(field) is", caps: .partial))
        case .heapRecordsMissing: return (1, noHeap(nil))
        case .heapMemoryMissing(let allocated): return (1, noHeap(allocated))
        case .methodTablesMissing(let allocated):
            return (
                2,
                .init(
                    "no-method-tables",
                    "the dump holds the GC heap but not the method tables that say what is in it (a heap dump written without the runtime's help)",
                    caps: .partial, bytes: allocated)
            )
        case .threadListMissing:
            return (3, .init("no-thread-list", "the dump does not hold the runtime's list of threads", caps: .partial))
        case .assemblyListMissing:
            return (4, .init("no-assembly-list", "the dump does not hold the runtime's list of assemblies", caps: .partial))
        case .collectionUnderWay:
            return (5, .init("gc-in-progress", "a garbage collection was rearranging the heap when the dump was taken", caps: .good))
        case .regionsUnreadable(let count):
            let message = "lists of heap regions end in memory that the dump does not hold"
            return (6, .init("regions-unreadable", message, caps: .partial, count: count))
        case .threadsUnreadable:
            let message = "the runtime's thread list ends before its own count is reached"
            return (7, .init("threads-unreadable", message, caps: .partial))
        case .fieldsUnreadable:
            return (9, .init("fields-unreadable", "the fields of some types could not be read", caps: .good))
        case .metadataMissing:
            return (9, .init("metadata-missing", "the dump does not hold the metadata of some modules", caps: .good))
        case .modulesUnreadable(let count):
            let message = "entries of the assembly list could not be read"
            return (8, .init("modules-unreadable", message, caps: .partial, count: count))
        }
    }

    private static func noHeap(_ allocated: UInt64?) -> Trust.Diagnostic {
        .init("no-heap", "the dump holds no GC heap (a mini or triage dump), so there are no types", caps: .partial, bytes: allocated)
    }

    static func ofHeaps(overrun: UInt64) -> [Trust.Diagnostic] {
        guard overrun > 0 else { return [] }
        return [
            .init(
                "regions-overrun", "objects of some regions end behind the memory that is committed for them", caps: .partial,
                count: overrun)
        ]
    }

    static func ofThreads(_ threads: MeasuredThreads) -> [Trust.Diagnostic] {
        var found: [Trust.Diagnostic] = []
        if !threads.isComplete {
            found.append(.init("stacks-overlap", "the threads' stacks overlap, so not all could be measured", caps: .partial))
        }
        if threads.unbounded > 0 {
            found.append(
                .init(
                    "stack-bounds-unknown",
                    "the dump does not say how large the stacks of some threads are: what it holds of them is given instead",
                    caps: .partial,
                    count: threads.unbounded))
        }
        return found
    }

    static let handlesUnreadable = Trust.Diagnostic(
        "os-handles-unreadable", "the dump's list of open handles is damaged or cut off", caps: .partial)

    static let executableFromDisk = Trust.Diagnostic(
        "executable-from-disk", "the dump lacks pages of the executable: they are those of its file, the same build", caps: .exact)

    /// Names that are right but not the dump's own.
    static func ofNames(_ names: ModuleNames) -> [Trust.Diagnostic] {
        var found: [Trust.Diagnostic] = []
        if names.fromFiles > 0 {
            found.append(
                .init(
                    "names-from-files",
                    "the dump holds no names of some modules' types: they are those of the modules' files, the same builds",
                    caps: .exact, count: names.fromFiles))
        }
        if names.fromStore > 0 {
            found.append(
                .init(
                    "names-from-store",
                    "the dump holds no names of some modules' types: they were learnt from files of the same builds when another dump was read",
                    caps: .exact, count: names.fromStore))
        }
        return found
    }

    static func ofCensus(_ census: HeapCensus, placeholders: Int) -> [Trust.Diagnostic] {
        func total(_ reason: SkippedRange.Reason) -> (count: UInt64, bytes: UInt64) {
            let ranges = census.skipped.filter { $0.reason == reason }
            return (UInt64(ranges.count), ranges.reduce(0 as UInt64) { $0.saturatingAdd($1.bytes) })
        }
        var found: [Trust.Diagnostic] = []
        func add(_ code: String, _ message: String, _ caps: Trust.Level, _ reason: SkippedRange.Reason) {
            let (count, bytes) = total(reason)
            if count > 0 { found.append(.init(code, message, caps: caps, bytes: bytes, count: count)) }
        }
        add("heap-damaged", "parts of the heap hold no readable objects and were skipped", .partial, .damaged)
        add("heap-missing", "parts of the heap are not in the dump", .partial, .missing)
        add(
            "allocation-context-caught", "threads were caught while they took memory for new objects; the rest of it was skipped", .good,
            .allocationContext)
        if placeholders > 0 {
            found.append(
                .init(
                    "types-unnamed", "types without readable metadata have placeholders for names", caps: .good, count: UInt64(placeholders)
                ))
        }
        return found
    }
}
