package import CoreCLR
package import RawMemory
import Synchronization

extension WalkableHeap {
    /// Shows every object of the heap to a visitor. `workers` threads share the regions; each has a visitor that `visitor` makes.
    ///
    /// Returns the workers' visitors. Their order, and which of them visited a region, differ from run to run; a result must not depend
    /// on them. Throws `Interrupted`.
    package func scan<Visitor: ObjectVisitor>(
        workers: Int, _ progress: WorkProgress, _ visitor: @escaping @Sendable () -> Visitor
    ) throws(Interrupted) -> [Visitor] {
        // One generation after the other, so that a worker's neighbouring regions have the same types; inside one the big regions first, so
        // that none is left over for the end.
        let regions = heap.regions.sorted {
            ($0.generation.rawValue, $1.objects.count, $0.objects.start) < ($1.generation.rawValue, $0.objects.count, $1.objects.start)
        }
        progress.begin("walking the heap", total: regions.reduce(0 as UInt64) { $0.saturatingAdd($1.objects.count) })
        let next = WorkCursor()
        let finished = FinishedWork<Visitor>()
        let largeAllocations = LargeAllocations(self)
        runWorkers(max(1, min(workers, regions.count))) { _ in
            var scan = RegionScan(self, largeAllocations, visitor(), progress)
            while !progress.isStopped, let index = next.take(below: regions.count) { scan.scan(regions[index]) }
            finished.add(scan.finish())
        }
        try progress.check()
        return finished.all
    }
}

/// The next piece of work, shared by the workers.
final class WorkCursor: Sendable {
    private let next = Atomic<Int>(0)

    func take(below count: Int) -> Int? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}

/// What each worker has made, in no particular order.
final class FinishedWork<Result: Sendable>: Sendable {
    private let results = Mutex<[Result]>([])

    func add(_ result: Result) { results.withLock { $0.append(result) } }
    var all: [Result] { results.withLock { $0 } }
}
