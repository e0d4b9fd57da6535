/// The part of the GC heap in which an object lies. Raw values order the walk and index its counters.
package enum Generation: Int, Sendable, CaseIterable {
    case gen0, gen1, gen2
    /// Large object heap.
    case loh
    /// Pinned object heap.
    case poh
    /// Read-only segments for objects that are never collected, like string literals.
    case frozen
}
