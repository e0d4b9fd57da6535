import CoreCLR
import RawMemory

/// The allocation contexts of the threads, for the scan: holes in which there are no objects yet.
struct AllocationHoles: Sendable {
    /// Sorted by pointer. A context whose pointer lies past its limit is in the middle of an allocation and is not a hole.
    private let open: [AllocationContext]
    private let starts: Set<UInt64>
    /// All contexts, sorted by their ends.
    private let byEnd: [AllocationContext]

    /// A context is at most a few allocation quanta of 8 KB. A context whose end is farther away than this belongs to something else.
    private static let reach: UInt64 = 1 << 20
    private static let tries = 16

    init(_ contexts: [AllocationContext]) {
        open = contexts.filter { $0.pointer < $0.limit }
        starts = Set(open.map(\.pointer.value))
        byEnd = contexts.sorted { $0.holeEnd < $1.holeEnd }
    }

    /// The holes that begin in `region`, by pointer. Only generations 0 to 2 have any.
    func inside(_ region: HeapRegion) -> [AllocationContext] {
        Self.mayLie(in: region) ? open.filter { region.objects.contains($0.pointer) } : []
    }

    func begins(at address: UInt64) -> Bool { starts.contains(address) }

    static func mayLie(in region: HeapRegion) -> Bool {
        region.generation == .gen0 || region.generation == .gen1 || region.generation == .gen2
    }

    /// The contexts that may explain why no object starts at `position`: those that end soon after it and not after `end`, nearest first.
    func ending(after position: UInt64, upTo end: UInt64) -> [AllocationContext] {
        let first = byEnd.partitioningIndex { $0.holeEnd.value > position }
        return Array(byEnd[first...].prefix(Self.tries).prefix { $0.holeEnd.value <= end && $0.holeEnd.value - position < Self.reach })
    }
}
