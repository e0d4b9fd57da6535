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
        found += ofLayout(runtime) + ofMissing(runtime)
        if runtime.heap?.collectionUnderWay == true {
            found.append(.init("gc-in-progress", "a garbage collection was rearranging the heap when the dump was taken", caps: .good))
        }
        if let heap = runtime.heap, heap.brokenChains > 0 {
            found.append(
                .init(
                    "regions-unreadable", "lists of heap regions end in memory that the dump does not hold", caps: .partial,
                    count: UInt64(heap.brokenChains)))
        }
        if runtime.threads.isCutShort, !runtime.missing.contains(.threadList) {
            found.append(.init("threads-unreadable", "the runtime's thread list ends before its own count is reached", caps: .partial))
        }
        if runtime.unreadableModules > 0 {
            found.append(
                .init(
                    "modules-unreadable", "entries of the assembly list could not be read", caps: .partial, count: runtime.unreadableModules
                ))
        }
        return found
    }

    /// A table verified on the very release says nothing; every other way of knowing the layout is trusted less.
    private static func ofLayout(_ runtime: DotNetRuntime) -> [Trust.Diagnostic] {
        let version = runtime.module.version?.description ?? "unknown"
        switch runtime.route {
        case .table where runtime.isLayoutVerified: return []
        case .table:
            let known = runtime.layout.verifiedPatches.map { "\(runtime.layout.major).\(runtime.layout.minor).\($0)" }
            return [
                .init(
                    "layout-unverified",
                    "runtime version \(version); the layout was verified on \(known.joined(separator: ", "))", caps: .good)
            ]
        case .descriptor:
            return [
                .init(
                    "layout-described", "runtime version \(version); the layout is what the runtime's contract descriptor says", caps: .good
                )
            ]
        case .calibrate:
            return [
                .init(
                    "layout-calibrated", "runtime version \(version); the layout was found by what the runtime's data look like",
                    caps: .good)
            ]
        }
    }

    private static func ofMissing(_ runtime: DotNetRuntime) -> [Trust.Diagnostic] {
        var found: [Trust.Diagnostic] = []
        if runtime.missing.contains(.heapMemory) {
            let bytes = runtime.heap?.regions.reduce(0 as UInt64) { $0.saturatingAdd($1.objects.count) }
            found.append(
                .init("no-heap", "the dump holds no GC heap (a mini or triage dump), so there are no types", caps: .partial, bytes: bytes))
        } else if runtime.missing.contains(.methodTables) {
            found.append(
                .init(
                    "no-method-tables",
                    "the dump holds the GC heap but not the method tables that say what is in it (a heap dump written without the runtime's help)",
                    caps: .partial, bytes: runtime.heap?.regions.reduce(0 as UInt64) { $0.saturatingAdd($1.objects.count) }))
        }
        if runtime.missing.contains(.threadList) {
            found.append(.init("no-thread-list", "the dump does not hold the runtime's list of threads", caps: .partial))
        }
        if runtime.missing.contains(.assemblyList) {
            found.append(.init("no-assembly-list", "the dump does not hold the runtime's list of assemblies", caps: .partial))
        }
        return found
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
