/// The loader's heaps of one kind, of all LoaderAllocators of one kind.
package struct LoaderHeapRow: SectionRow, Equatable {
    /// `global`: of modules that are never unloaded. `collectible`: of collectible load contexts. `dynamic`: of emitted assemblies that can
    /// be collected.
    package var allocator = ""
    /// `low-frequency`, `high-frequency`, `statics`, `stub`, `executable`, `fixup-precode`, `new-stub-precode`, `indirection-cell`,
    /// `cache-entry`, `lookup`, `resolve`, `dispatch`, `vtable`, `thunk`, and
    /// `jit-code` and `dynamic-code`: compiled code of methods of types, and of dynamic methods.
    package var kind = ""
    /// Bytes that are committed.
    package var committed: UInt64 = 0
    package var reserved: UInt64 = 0
    /// Bytes that are reserved in blocks that the heap has left, and that it will never use.
    package var wasted: UInt64 = 0
    /// Blocks.
    package var regions: UInt64 = 0
    /// Heaps, one for each LoaderAllocator that has a block in a heap of this kind.
    package var heaps: UInt64 = 0

    package init() {}

    package static let section = Section<LoaderHeapRow>(
        "loader_heaps",
        answers: .init(
            "what the runtime's knowledge of types and methods takes, which stays until a load context is unloaded",
            otherwise: "the input does not hold the loader's heaps"),
        metrics: [
            // It takes no part in the verdict: it grows while a program warms up, and what leaks there grows in `modules` or
            // `dynamic_methods` too.
            Metric(
                "process.loader_heap", .bytes, .sum(section: "loader_heaps", measure: "committed"),
                "bytes committed by loader heaps, and pages of compiled code")
        ],
        [
            .key("kind", \.kind, isName: false), .key("allocator", \.allocator, isName: false),
            .measure("committed", \.committed, .bytes), .measure("reserved", \.reserved, .bytes, bad: .neither),
            .measure("wasted", \.wasted, .bytes), .measure("regions", \.regions, .none, bad: .neither),
            .measure("heaps", \.heaps, .none),
        ])
}
