import DotNetRuntime
import DumpFormats
import HeapWalk
import RawMemory
import Snapshot

/// Everything that speaks against the numbers read from a core.
enum CoreDiagnostics {
    static func ofRuntime(_ runtime: DotNetRuntime, _ dump: ProcessDump) -> [Trust.Diagnostic] {
        var found: [Trust.Diagnostic] = []
        if dump.missingBytes > 0 {
            found.append(
                .init("file-truncated", "the file ends before its last memory does", caps: .partial, bytes: dump.missingBytes))
        }
        if !runtime.isLayoutVerified {
            let version = runtime.module.version?.description ?? "unknown"
            let known = runtime.layout.verifiedPatches.map { "\(runtime.layout.major).\(runtime.layout.minor).\($0)" }.joined(
                separator: ", ")
            found.append(
                .init("layout-unverified", "runtime version \(version); the layout was verified on \(known)", caps: .good))
        }
        if runtime.heap.collectionUnderWay {
            found.append(.init("gc-in-progress", "a garbage collection was rearranging the heap when the dump was taken", caps: .good))
        }
        if runtime.heap.brokenChains > 0 {
            found.append(
                .init(
                    "regions-unreadable", "lists of heap regions end in memory that the dump does not hold", caps: .partial,
                    count: UInt64(runtime.heap.brokenChains)))
        }
        if runtime.threads.isCutShort {
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

    static let stacksOverlap = Trust.Diagnostic(
        "stacks-overlap", "the threads' stacks overlap, so not all could be measured", caps: .partial)

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
