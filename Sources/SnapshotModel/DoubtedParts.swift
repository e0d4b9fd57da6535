/// The parts of a snapshot that each diagnostic is about, by its code. A code that is not here is about every part.
enum DoubtedParts {
    static let byCode: [String: [SnapshotPart]] = {
        let objects =
            [SnapshotPart("types")] + ["objects", "object_bytes", "free", "contexts", "unwalked"].map { SnapshotPart("heaps", $0) }
        let heap = [SnapshotPart("types"), SnapshotPart("heaps")]
        let stacks = ["stack_reserved", "stack_present"].map { SnapshotPart("threads", $0) }
        let modules = [SnapshotPart("modules")]
        let types = [SnapshotPart("types")]
        let handles = [SnapshotPart("handles")]
        let pinned = ["pinned_bytes", "pinned_gen0", "pinned_gen1", "pinned_gen2", "pinned_loh", "pinned_poh", "pinned_frozen"].map {
            SnapshotPart("handles", $0)
        }
        let namesOfHandles = [SnapshotPart("handles", "type"), SnapshotPart("finalization", "type")]
        let finalization = [SnapshotPart("finalization")]
        let collector = [SnapshotPart("gc")]
        return [
            // The records of the heap are known without its objects.
            "runtime-not-started": heap + modules, "no-heap": objects,
            "no-method-tables": objects + pinned + namesOfHandles + [SnapshotPart("finalization", "bytes")],
            // The threads' allocation contexts are holes in the heap. The threads themselves are those of the system.
            "no-thread-list": objects + stacks, "threads-unreadable": objects + stacks,
            "no-assembly-list": modules, "modules-unreadable": modules, "module-paths-missing": [SnapshotPart("modules", "path")],
            "gc-in-progress": heap + handles + finalization, "regions-unreadable": heap + pinned + collector,
            "regions-overrun": heap + pinned,
            "heap-damaged": objects, "heap-missing": objects, "allocation-context-caught": objects,
            Trust.typesUnnamed: types + namesOfHandles, "names-from-files": types + namesOfHandles,
            "names-from-store": types + namesOfHandles, "names-assumed": types + namesOfHandles, "names-unproved": types + namesOfHandles,
            "stacks-overlap": stacks, "stack-bounds-unknown": stacks,
            "no-finalization": finalization, "finalization-unreadable": finalization, "finalizable-missing": finalization,
            "no-handles": handles, "handles-unreadable": handles, "handle-objects-missing": pinned + namesOfHandles,
            "os-handles-unreadable": [SnapshotPart("os_handles")],
        ]
    }()
}
