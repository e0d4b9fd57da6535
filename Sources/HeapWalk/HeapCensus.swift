package import CoreCLR
package import RawMemory
import Synchronization

/// Every object of the heap, counted by method table and generation.
package struct HeapCensus: Equatable, Sendable {
    /// By address of the method table, Free left out.
    package let types: [(methodTable: Address, shares: GenerationShares)]
    package let free: GenerationShares
    /// Of each region, by address.
    package let accounts: [RegionAccount]

    /// By address.
    package var skipped: [SkippedRange] { accounts.flatMap(\.skipped) }
    /// Bytes that threads had taken for objects to come.
    package var contextBytes: UInt64 { accounts.reduce(0) { $0.saturatingAdd($1.contextBytes) } }

    /// Walks the whole heap with `workers` threads. The result does not depend on their number. Throws `Interrupted`.
    package init(_ runtime: WalkableHeap, workers: Int, _ progress: WorkProgress) throws(Interrupted) {
        // Generation by generation, so that a worker moves its counters seldom; inside one the big regions first, so that none is left
        // over for the end.
        let regions = runtime.heap.regions.sorted {
            ($0.generation.rawValue, $1.objects.count, $0.objects.start) < ($1.generation.rawValue, $0.objects.count, $1.objects.start)
        }
        progress.begin("walking the heap", total: regions.reduce(0 as UInt64) { $0.saturatingAdd($1.objects.count) })
        let next = RegionCursor()
        let merged = MergedCounts()
        let team = max(1, min(workers, regions.count))
        runWorkers(team) { _ in
            var walk = RegionWalk(runtime, progress)
            while !progress.isStopped, let index = next.take(below: regions.count) { walk.walk(regions[index]) }
            merged.add(walk)
        }
        try progress.check()
        self.init(merged.sums, free: runtime.methodTables.free)
    }

    private init(_ merged: Merged, free: Address) {
        types = merged.shares.filter { $0.key != free.value }.sorted { $0.key < $1.key }.map { (Address($0.key), $0.value) }
        self.free = merged.shares[free.value] ?? GenerationShares()
        accounts = merged.accounts.sorted {
            ($0.region.objects.start, $0.region.objects.end) < ($1.region.objects.start, $1.region.objects.end)
        }
    }

    package static func == (a: HeapCensus, b: HeapCensus) -> Bool {
        a.types.elementsEqual(b.types) { $0.methodTable == $1.methodTable && $0.shares == $1.shares } && a.free == b.free
            && a.accounts == b.accounts
    }

    /// The workers' partial results. Sums alone, so that the order of arrival does not matter.
    fileprivate struct Merged {
        var shares: [UInt64: GenerationShares] = [:]
        var accounts: [RegionAccount] = []

        mutating func add(_ totals: [UInt64: GenerationShares], _ accounts: [RegionAccount]) {
            for (table, share) in totals { shares[table, default: GenerationShares()].add(share) }
            self.accounts += accounts
        }
    }
}

private final class MergedCounts: Sendable {
    private let merged = Mutex(HeapCensus.Merged())

    func add(_ walk: borrowing RegionWalk) {
        let (totals, accounts) = (walk.totals, walk.accounts)
        merged.withLock { $0.add(totals, accounts) }
    }

    var sums: HeapCensus.Merged { merged.withLock { $0 } }
}

/// Which region is next.
private final class RegionCursor: Sendable {
    private let next = Atomic<Int>(0)

    func take(below count: Int) -> Int? {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
