/// The parts of a snapshot that each diagnostic is about, by its code. A code that is not here is about every part.
enum DoubtedParts {
    static let byCode: [String: [SnapshotPart]] = {
        let objects =
            [SnapshotPart("types")] + ["objects", "object_bytes", "free", "contexts", "unwalked"].map { SnapshotPart("heaps", $0) }
        let heap = [SnapshotPart("types"), SnapshotPart("heaps")]
        let stacks = ["stack_reserved", "stack_present"].map { SnapshotPart("threads", $0) }
        let modules = [SnapshotPart("modules")]
        let types = [SnapshotPart("types")]
        let methods = ["delegates", "timers", "tasks"].map { SnapshotPart($0) }
        return [
            // The records of the heap are known without its objects.
            "runtime-not-started": heap + modules, "no-heap": objects, "no-method-tables": objects,
            // The threads' allocation contexts are holes in the heap. The threads themselves are those of the system.
            "no-thread-list": objects + stacks, "threads-unreadable": objects + stacks,
            "no-assembly-list": modules, "modules-unreadable": modules, "module-paths-missing": [SnapshotPart("modules", "path")],
            "gc-in-progress": heap, "regions-unreadable": heap, "regions-overrun": heap,
            "heap-damaged": objects, "heap-missing": objects, "allocation-context-caught": objects,
            Trust.typesUnnamed: types, "names-from-files": types, "names-from-store": types, "names-assumed": types,
            "names-unproved": types,
            "stacks-overlap": stacks, "stack-bounds-unknown": stacks,
            "os-handles-unreadable": [SnapshotPart("os_handles")],
            "delegates-damaged": [SnapshotPart("delegates")], "delegate-methods-unnamed": methods,
            "object-fields-unreadable": [SnapshotPart("async"), SnapshotPart("tasks")],
        ]
    }()
}
