/// One generation of one heap: what its memory is used for.
///
/// Every byte of the committed memory is one of five: `objectBytes` + `free` + `contexts` + `unwalked` + `unused` = `committed`.
package struct HeapRow: SectionRow, Equatable {
    /// Number of the heap; 0 for the workstation GC.
    package var heap: UInt64 = 0
    /// `gen0`, `gen1`, `gen2`, `loh`, `poh`, `frozen`.
    package var generation = ""
    /// Regions or segments. A segment that generations share counts once for each.
    package var ranges: UInt64 = 0
    /// Objects, Free not counted.
    package var objects: UInt64 = 0
    /// Bytes that objects take, each rounded up to 8: more than the exact sizes of `types`.
    package var objectBytes: UInt64 = 0
    /// Bytes of Free: gaps between objects.
    package var free: UInt64 = 0
    /// Bytes of allocation contexts: what threads have taken for their next objects.
    package var contexts: UInt64 = 0
    /// Bytes in which no object could be found, or that the dump does not hold.
    package var unwalked: UInt64 = 0
    /// Committed bytes that are not allocated yet, and the headers of segments.
    package var unused: UInt64 = 0
    /// From each range's first object to the end of what was ever allocated.
    package var allocated: UInt64 = 0
    package var committed: UInt64 = 0
    package var reserved: UInt64 = 0
    /// Where `unwalked` is: the largest ranges, `0x7f12a0001000+6720 damaged`, with how many more there are.
    package var unwalkedAt = ""

    package init() {}

    package static let section = Section<HeapRow>(
        "heaps", isInOverview: false,
        balance: .init("committed", of: ["object_bytes", "free", "contexts", "unwalked", "unused"]),
        answers: .init("what the heap's committed memory is used for", otherwise: "the input holds no heaps"),
        [
            .key("heap", \.heap), .key("generation", \.generation, isName: false),
            .measure("objects", \.objects, .objects), .measure("object_bytes", \.objectBytes, .bytes),
            .measure("free", \.free, .bytes), .measure("contexts", \.contexts, .bytes, bad: .neither),
            .measure("unwalked", \.unwalked, .bytes, bad: .neither),
            .measure("unused", \.unused, .bytes, bad: .neither), .measure("committed", \.committed, .bytes),
            .measure("reserved", \.reserved, .bytes, bad: .neither), .measure("allocated", \.allocated, .bytes, bad: .neither),
            .measure("ranges", \.ranges, .none, bad: .neither),
            .attribute("unwalked_at", \.unwalkedAt, isName: false),
        ])
}
