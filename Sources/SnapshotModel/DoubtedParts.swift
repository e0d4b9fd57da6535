/// The parts of a snapshot that each diagnostic is about, by its code. A code that is not here is about every part.
enum DoubtedParts {
    /// Of tables that a debugger printed: the sections that are made of them.
    private static let printedSections = [
        "types": ["types"], "heaps": ["heaps"], "loader-heaps": ["loader_heaps"], "ledger": ["ledger"],
        "modules": ["modules", "module_groups"],
        "threads": ["threads"], "thread-groups": ["thread_groups"], "handles": ["handles"], "finalization": ["finalization"],
        "heap-shares": ["heaps"], "parallel-stacks": ["thread_groups"], "timers": ["timers"], "async": ["async"], "mappings": ["ledger"],
        "regions": ["ledger"], "virtual-statistics": ["ledger"], "native-heaps": ["ledger"], "live-report": ["types"],
        "root-paths": ["root_paths"], "sync-blocks": ["sync_blocks"], "counters": ["counters"], "tasks": ["tasks"],
    ]

    private static let printed: [String: [SnapshotPart]] = {
        let ends = ["cut", "sums-differ", "rows-rejected", "of-a-part", "part-differs"]
        return Dictionary(
            printedSections.flatMap { name, parts in ends.map { ("\(name)-\($0)", parts.map { SnapshotPart($0) }) } },
            uniquingKeysWith: { first, _ in first })
    }()

    /// A printed table that lacks rows. Where its total says their number and size, they are in the sums over the table.
    static let ofRemainders = Set(printedSections.keys.map { "\($0)-cut" })

    static let byCode: [String: [SnapshotPart]] = {
        // What the walk of the heap reads in objects.
        let collected = ["holders", "delegates", "async", "timers", "tasks"].map { SnapshotPart($0) }
        let objects =
            [SnapshotPart("types")] + collected
            + ["objects", "object_bytes", "free", "contexts", "unwalked"].map { SnapshotPart("heaps", $0) }
        let heap = [SnapshotPart("types"), SnapshotPart("heaps"), SnapshotPart("ledger")] + collected
        let stacks = ["stack_reserved", "stack_present"].map { SnapshotPart("threads", $0) }
        let modules = [SnapshotPart("modules"), SnapshotPart("module_groups")]
        let frames = [SnapshotPart("threads", "frames"), SnapshotPart("thread_groups")]
        let types = [SnapshotPart("types")] + collected
        let ledger = [SnapshotPart("ledger")]
        let loader = [SnapshotPart("loader_heaps")] + ledger
        let handles = [SnapshotPart("handles")]
        let pinned = ["pinned_bytes", "pinned_gen0", "pinned_gen1", "pinned_gen2", "pinned_loh", "pinned_poh", "pinned_frozen"].map {
            SnapshotPart("handles", $0)
        }
        let namesOfHandles = [SnapshotPart("handles", "type"), SnapshotPart("finalization", "type")]
        let finalization = [SnapshotPart("finalization")]
        let collector = [SnapshotPart("gc")]
        let traced =
            [SnapshotPart("holders"), SnapshotPart("types", "live_count"), SnapshotPart("types", "live_bytes")]
            + ["retained_count", "retained_bytes"].map { SnapshotPart("types", $0) }
        let graph = [SnapshotPart("types"), SnapshotPart("holders")]
        let methods = ["delegates", "timers", "tasks"].map { SnapshotPart($0) }
        return [
            // The records of the heap are known without its objects.
            "runtime-not-started": heap + modules, "no-heap": objects,
            "no-method-tables": objects + pinned + namesOfHandles + [SnapshotPart("finalization", "bytes")],
            // The threads' allocation contexts are holes in the heap. The threads themselves are those of the system.
            "no-thread-list": objects + stacks, "threads-unreadable": objects + stacks + ledger,
            "no-assembly-list": modules, "modules-unreadable": modules + ledger, "module-paths-missing": [SnapshotPart("modules", "path")],
            "no-loader-heaps": loader, "loader-heaps-unreadable": loader,
            "dynamic-methods-unreadable": [SnapshotPart("dynamic_methods")],
            "gc-in-progress": heap + handles + finalization, "regions-unreadable": heap + pinned + collector,
            "regions-overrun": heap + pinned, "bookkeeping-unreadable": ledger,
            "heap-damaged": objects, "heap-missing": objects, "allocation-context-caught": objects,
            Trust.typesUnnamed: types + namesOfHandles, "names-from-files": types + namesOfHandles,
            "names-from-store": types + namesOfHandles, "names-assumed": types + namesOfHandles, "names-unproved": types + namesOfHandles,
            "stacks-overlap": stacks, "stack-bounds-unknown": stacks,
            "methods-unnamed": frames, "frames-incomplete": frames, "no-code-heaps": frames + methods + loader,
            "code-heaps-unreadable": frames + methods + loader,
            "no-finalization": finalization, "finalization-unreadable": finalization, "finalizable-missing": finalization,
            "no-handles": handles, "handles-unreadable": handles + ledger, "handle-objects-missing": pinned + namesOfHandles,
            "os-handles-unreadable": [SnapshotPart("os_handles")],
            "references-stray": traced, "references-unreadable": traced, "roots-unreadable": traced, "heap-not-traced": traced,
            Trust.holdersLeftOut: traced,
            Trust.retainedLeftOut: ["retained_count", "retained_bytes"].map { SnapshotPart("types", $0) },
            "delegates-damaged": [SnapshotPart("delegates")], "delegate-methods-unnamed": methods,
            "graph-cut-off": graph, "graph-capped": graph, "graph-damaged": graph, "graph-objects-undefined": graph, "graph-sampled": graph,
            "graph-of-live-objects": graph, "graph-objects-unreached": [SnapshotPart("holders")],
            "object-fields-unreadable": [SnapshotPart("async"), SnapshotPart("timers"), SnapshotPart("tasks")],
            "memory-committed": ledger, "memory-committed-about": ledger, "ledger-impossible": ledger,
            "threads-managed-only": [SnapshotPart("threads")],
            "modules-of-a-command": modules,
            "heaps-total-without-pinned": [SnapshotPart("heaps", "committed")],
            "thread-groups-with-frames-only": [SnapshotPart("thread_groups")], "heaps-without-frozen": [SnapshotPart("heaps")],
            "async-pending-only": [SnapshotPart("async")], "types-sizes-of-one": [SnapshotPart("types")],
            "ledger-mappings-alone": ledger, "ledger-without-swap": ledger, "ledger-heaps-alone": ledger,
            "root-paths-of-some-objects": [SnapshotPart("root_paths")],
            "heaps-of-counters": [SnapshotPart("heaps")], "tasks-without-state": [SnapshotPart("tasks", "state")],
            "thread-groups-scanned": [SnapshotPart("thread_groups")],
            "thread-groups-unwalked": [
                SnapshotPart("thread_groups"), SnapshotPart("threads", "frames"), SnapshotPart("threads", "signature"),
            ],
        ].merging(printed) { first, _ in first }
    }()
}
