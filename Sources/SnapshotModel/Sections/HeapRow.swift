/// One generation of one heap: what its memory is used for.
///
/// Every byte of the committed memory is one of five: `objectBytes` + `free` + `contexts` + `unwalked` + `unused` = `committed`.
package struct HeapRow: SectionRow, Equatable {
    /// 0 of the workstation GC.
    package var heap: UInt64 = 0
    /// `gen0`, `gen1`, `gen2`, `loh`, `poh`, `frozen`.
    package var generation = ""
    /// Regions or segments; of the segment that generations share, each one's part.
    package var ranges: UInt64 = 0
    /// Free not counted.
    package var objects: UInt64 = 0
    /// Bytes that objects take, each rounded up to 8: more than the exact sizes of `types`.
    package var objectBytes: UInt64 = 0
    /// Bytes of Free: gaps between objects.
    package var free: UInt64 = 0
    /// Bytes that threads had taken for objects to come.
    package var contexts: UInt64 = 0
    /// Bytes in which no object could be found, or that the dump does not hold.
    package var unwalked: UInt64 = 0
    /// Committed and not allocated yet; heads of segments too.
    package var unused: UInt64 = 0
    /// From each range's first object to the end of what was ever allocated.
    package var allocated: UInt64 = 0
    package var committed: UInt64 = 0
    package var reserved: UInt64 = 0
    /// Where `unwalked` is: the largest ranges, `0x7f12a0001000+6720 damaged`, with how many more there are.
    package var unwalkedAt = ""

    package init() {}

    package static let section = Section<HeapRow>(
        "heaps",
        [
            .key("heap", \.heap), .key("generation", \.generation),
            .measure("objects", \.objects, .objects), .measure("object_bytes", \.objectBytes, .bytes),
            .measure("free", \.free, .bytes), .measure("contexts", \.contexts, .bytes), .measure("unwalked", \.unwalked, .bytes),
            .measure("unused", \.unused, .bytes), .measure("committed", \.committed, .bytes),
            .measure("reserved", \.reserved, .bytes), .measure("allocated", \.allocated, .bytes), .measure("ranges", \.ranges, .none),
            .attribute("unwalked_at", \.unwalkedAt),
        ])
}
