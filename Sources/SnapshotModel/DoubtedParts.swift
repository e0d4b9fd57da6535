/// The parts of a snapshot that each diagnostic is about, by its code. A code that is not here is about every part.
enum DoubtedParts {
    static let byCode: [String: [SnapshotPart]] = {
        let objects =
            [SnapshotPart("types")] + ["objects", "object_bytes", "free", "contexts", "unwalked"].map { SnapshotPart("heaps", $0) }
        let heap = [SnapshotPart("types"), SnapshotPart("heaps"), SnapshotPart("ledger")]
        let stacks = ["stack_reserved", "stack_present"].map { SnapshotPart("threads", $0) }
        let modules = [SnapshotPart("modules"), SnapshotPart("module_groups")]
        let types = [SnapshotPart("types")]
        let loader = [SnapshotPart("loader_heaps")]
        return [
            // The records of the heap are known without its objects.
            "runtime-not-started": heap + modules, "no-heap": objects, "no-method-tables": objects,
            // The threads' allocation contexts are holes in the heap. The threads themselves are those of the system.
            "no-thread-list": objects + stacks, "threads-unreadable": objects + stacks,
            "no-assembly-list": modules, "modules-unreadable": modules, "module-paths-missing": [SnapshotPart("modules", "path")],
            "no-loader-heaps": loader, "loader-heaps-unreadable": loader,
            "dynamic-methods-unreadable": [SnapshotPart("dynamic_methods")],
            "gc-in-progress": heap, "regions-unreadable": heap, "regions-overrun": heap,
            "heap-damaged": objects, "heap-missing": objects, "allocation-context-caught": objects,
            Trust.typesUnnamed: types, "names-from-files": types, "names-from-store": types, "names-assumed": types,
            "names-unproved": types,
            "stacks-overlap": stacks, "stack-bounds-unknown": stacks,
            "os-handles-unreadable": [SnapshotPart("os_handles")],
        ]
    }()
}
