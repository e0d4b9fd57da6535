/// A part of the heap with the ends of the generations in it, in a file of PerfView. An object belongs to the oldest generation whose end is after it.
package struct GCDumpSegment: Sendable {
    package let start: UInt64
    package let end: UInt64
    /// By generation: 3 is the heap of large objects, 4 that of pinned ones.
    let ends: [UInt64]

    /// 0 to 4; `nil` for an address that is in no generation of the segment.
    package func generation(of address: UInt64) -> Int? {
        guard address >= start, address < end else { return nil }
        return ends.indices.reversed().first { address < ends[$0] }
    }
}
