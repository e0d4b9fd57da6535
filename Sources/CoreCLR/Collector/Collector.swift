import RawMemory

/// What the collector is and has done, beside its heap.
package struct Collector: Sendable {
    package let isServer: Bool
    package let hasRegions: Bool
    /// The heaps in use; 1 for the workstation GC.
    package let heaps: Int
    /// Whether collections of generation 2 can run beside the program. `nil` when it is unknown.
    package let isConcurrent: Bool?
    /// Whether the number of heaps follows the size of the application (DATAS). `nil` when it is unknown.
    package let adaptsHeaps: Bool?
    /// By the number of the generation (0 to 2): collections since the start in which it was collected, so a full one counts in all.
    /// `nil` when they are unknown.
    package let collections: [UInt64]?
    /// `nil` when it is unknown, and when nothing was collected yet.
    package let lastCollection: Collection?

    /// The settings of a collection (`gc_mechanisms`).
    package struct Collection: Hashable, Sendable {
        /// The oldest generation that was collected: 0 to 2.
        package let generation: UInt64
        /// `gc_reason`, as the event GCStart has it: 0 is an allocation of a small object, 1 GC.Collect.
        package let reason: UInt64
        /// `gc_pause_mode`, which has the numbers of System.Runtime.GCLatencyMode. It is the mode of now: the next collection takes it.
        package let latencyMode: UInt64
    }
}

extension DotNetRuntime {
    /// Without a value when the dump does not hold the GC's description of itself.
    package var collector: RuntimePart<Collector> { part(CollectorReader.self) }
}

private enum CollectorReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<Collector> {
        let heap = runtime.heap
        guard let variables = runtime.gcVariables, let found = heap.value else { return RuntimePart(nil, heap.problems) }
        let records =
            variables.unreadableHeaps > 0
            ? nil
            : CollectionRecords.read(
                variables.heaps.map(\.generationTable), generations: variables.generationCount,
                isConstant: runtime.module.containsCollector, runtime.memory)
        // All heaps take part in a collection; the program's own numbers (GC.CollectionCount) are those of the first.
        let first = records?.first
        let last = first.flatMap { CollectionSettings.find(variables, after: $0, runtime.memory) }
        return RuntimePart(
            Collector(
                isServer: found.isServer, hasRegions: found.hasRegions, heaps: found.heapCount, isConcurrent: variables.isConcurrent,
                adaptsHeaps: variables.adaptsHeaps, collections: first.map { Array($0.collections.prefix(3)) }, lastCollection: last))
    }
}
