/// One generation of one heap, and what its memory is used for.
///
/// Every committed byte belongs to one of five parts: `objectBytes` + `free` + `contexts` + `unwalked` + `unused` = `committed`.
package struct HeapRow: SectionRow, Equatable {
    /// Number of the heap; 0 for the workstation GC.
    package var heap: UInt64 = 0
    /// `gen0`, `gen1`, `gen2`, `loh`, `poh`, `frozen`.
    package var generation = ""
    /// Regions or segments. A segment that holds several generations counts once for each generation.
    package var ranges: UInt64 = 0
    /// Objects, Free not counted.
    package var objects: UInt64 = 0
    /// Bytes that objects occupy, each object rounded up to 8. The section `types` has the exact sizes, which are smaller.
    package var objectBytes: UInt64 = 0
    /// Bytes of Free: gaps between objects.
    package var free: UInt64 = 0
    /// Bytes of allocation contexts, which threads have taken for their next objects.
    package var contexts: UInt64 = 0
    /// Bytes that the walk skipped: no object could be found in them, or the dump does not hold them.
    package var unwalked: UInt64 = 0
    /// Committed bytes that are not allocated yet, and the headers of segments.
    package var unused: UInt64 = 0
    /// Bytes from the first object of each range to the end of its allocated memory.
    package var allocated: UInt64 = 0
    package var committed: UInt64 = 0
    package var reserved: UInt64 = 0
    /// Bytes of `objectBytes` that no collection has looked at: all of generation 0, and what was allocated in the LOH and the POH since their
    /// last collection, which is a full one. 0 for the other generations.
    package var uncollected: UInt64 = 0
    /// The largest ranges of `unwalked`, like `0x7f12a0001000+6720 damaged`, and the number of the others.
    package var unwalkedAt = ""

    package init() {}

    package static let section = Section<HeapRow>(
        "heaps", isInOverview: false,
        balance: .init("committed", of: ["object_bytes", "free", "contexts", "unwalked", "unused"]),
        answers: .init("what the heap's committed memory is used for", otherwise: "the input holds no heaps"),
        metrics: [
            Metric(
                "heap.uncollected", .bytes, .sum(section: "heaps", measure: "uncollected"),
                "bytes of objects that no collection has looked at: generation 0, and large or pinned ones since the last full collection")
        ],
        [
            .key("heap", \.heap), .key("generation", \.generation, isName: false),
            .measure("objects", \.objects, .objects), .measure("object_bytes", \.objectBytes, .bytes),
            .measure("free", \.free, .bytes), .measure("contexts", \.contexts, .bytes, bad: .neither),
            .measure("unwalked", \.unwalked, .bytes, bad: .neither),
            .measure("unused", \.unused, .bytes, bad: .neither), .measure("committed", \.committed, .bytes),
            .measure("reserved", \.reserved, .bytes, bad: .neither), .measure("allocated", \.allocated, .bytes, bad: .neither),
            .measure("ranges", \.ranges, .none, bad: .neither),
            .attribute("unwalked_at", \.unwalkedAt, isName: false),
            .attribute("uncollected", \.uncollected, .bytes, isHidden: true),
        ])
}
