package import CoreCLR
package import RawMemory

/// Every object of the heap, counted by method table and generation.
package struct HeapCensus: Equatable, Sendable {
    /// By address of the method table, without Free.
    package let types: [(methodTable: Address, shares: GenerationShares)]
    package let free: GenerationShares
    /// One for each region, by address.
    package let accounts: [RegionAccount]

    /// Without Free.
    package var objects: UInt64 { types.reduce(0) { $0.saturatingAdd($1.shares.count) } }
    /// By address.
    package var skipped: [SkippedRange] { accounts.flatMap(\.skipped) }
    /// Bytes of allocation contexts, which threads had reserved for new objects.
    package var contextBytes: UInt64 { accounts.reduce(0) { $0.saturatingAdd($1.contextBytes) } }

    /// Counts the whole heap with `workers` threads. The result does not depend on their number. `trace` learns where objects begin. Throws
    /// `Interrupted`.
    package init(
        _ heap: WalkableHeap, workers: Int, _ progress: WorkProgress, for trace: HeapTrace? = nil
    ) throws(Interrupted) {
        let freeTable = heap.methodTables.free
        let counted = try heap.scan(workers: workers, progress, for: trace) { TypeCounting(free: freeTable) }
        self.init(counted, free: freeTable)
    }

    /// `counted`: the visitors of all workers.
    init(_ counted: [TypeCounting], free freeTable: Address) {
        var shares: [UInt64: GenerationShares] = [:]
        for visitor in counted {
            for (table, share) in visitor.totals { shares[table, default: GenerationShares()].add(share) }
        }
        types = shares.filter { $0.key != freeTable.value }.sorted { $0.key < $1.key }.map { (Address($0.key), $0.value) }
        free = shares[freeTable.value] ?? GenerationShares()
        accounts = counted.flatMap(\.accounts).sorted {
            ($0.region.objects.start, $0.region.objects.end) < ($1.region.objects.start, $1.region.objects.end)
        }
    }

    package static func == (a: HeapCensus, b: HeapCensus) -> Bool {
        a.types.elementsEqual(b.types) { $0.methodTable == $1.methodTable && $0.shares == $1.shares } && a.free == b.free
            && a.accounts == b.accounts
    }
}
