import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The result of the heap walk: the rows of the types with their names, the use of each region's bytes, and the problems.
struct WalkedHeap {
    let rows: [TypeRow]
    let census: HeapCensus
    /// `nil` when no reader needs it, or when it cannot be read.
    let collection: HeapCollection?
    /// By the place of a type in the census, that of its row.
    let places: [Int]
    let problems: [ReadingProblem]

    /// `nil` when the dump does not hold the heap or its method tables. `typeNames` keeps the names that are read, and `trace` learns where objects
    /// begin. Throws `Interrupted`.
    init?(
        _ runtime: DotNetRuntime, _ typeNames: inout TypeNames?, _ roles: ObjectRoles?, _ trace: HeapTrace?, workers: Int,
        _ progress: WorkProgress
    ) throws(Interrupted) {
        guard let heap = runtime.walkable.value, var names = typeNames else { return nil }
        if let roles {
            let (census, collection) = try HeapCensus.collecting(heap, roles, workers: workers, progress, for: trace)
            self.census = census
            self.collection = collection
        } else {
            census = try HeapCensus(heap, workers: workers, progress, for: trace)
            collection = nil
        }
        progress.begin("naming types", total: 0)
        let (rows, places, placeholders) = census.typeRows(&names, build: runtime.build)
        typeNames = names
        try progress.check()
        self.rows = rows
        self.places = places
        problems = WalkedHeap.problems(census, placeholders: placeholders)
    }

    private static func problems(_ census: HeapCensus, placeholders: Int) -> [ReadingProblem] {
        func total(_ reason: SkippedRange.Reason) -> (ranges: UInt64, bytes: UInt64) {
            let ranges = census.skipped.filter { $0.reason == reason }
            return (UInt64(ranges.count), ranges.reduce(0 as UInt64) { $0.saturatingAdd($1.bytes) })
        }
        let (damaged, missing, caught) = (total(.damaged), total(.missing), total(.allocationContext))
        var problems: [ReadingProblem] = []
        if damaged.ranges > 0 { problems.append(.heapDamaged(ranges: damaged.ranges, bytes: damaged.bytes)) }
        if missing.ranges > 0 { problems.append(.heapMissing(ranges: missing.ranges, bytes: missing.bytes)) }
        if caught.ranges > 0 { problems.append(.allocationContextsCaught(ranges: caught.ranges, bytes: caught.bytes)) }
        if placeholders > 0 { problems.append(.typesUnnamed(count: UInt64(placeholders))) }
        return problems
    }

    /// Sets the totals of all objects.
    func addTotals(to totals: inout Totals) {
        totals.objects = rows.reduce(0 as UInt64) { $0.saturatingAdd($1.count) }
        totals.bytes = rows.reduce(0 as UInt64) { $0.saturatingAdd($1.bytes) }
        totals.freeObjects = census.free.count
        totals.freeBytes = census.free.bytes
    }
}
