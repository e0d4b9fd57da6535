import CoreCLR
import RawMemory

/// Counts objects and their bytes by method table and generation.
struct TypeCounting: ObjectVisitor {
    /// The count in the current region.
    struct Count: BitwiseCopyable, Sendable {
        var objects: UInt64 = 0
        var bytes: UInt64 = 0
    }

    private let free: Address
    /// By address of the method table, Free among them.
    private(set) var totals: [UInt64: GenerationShares] = [:]
    private(set) var accounts: [RegionAccount] = []

    init(free: Address) { self.free = free }

    func meet(_ methodTable: Address) -> Count { Count() }

    @inline(__always) func visit(_ object: borrowing ScannedObject, _ count: inout Count) {
        count.objects &+= 1
        count.bytes &+= object.size
    }

    mutating func leave(_ scanned: ScannedRegion, _ types: inout TypeTable<Count>) {
        leave(scanned) { count in types.updateEach(count) }
    }

    /// Moves the region's counts to its generation. `updateEach` shows the count of every type.
    mutating func leave(_ scanned: ScannedRegion, _ updateEach: ((_ methodTable: Address, _ count: inout Count) -> Void) -> Void) {
        var (all, ofFree) = (GenerationShares.Share(), GenerationShares.Share())
        updateEach { methodTable, count in
            guard count.objects > 0 else { return }
            totals[methodTable.value, default: GenerationShares()][scanned.region.generation].add(count: count.objects, bytes: count.bytes)
            all.add(count: count.objects, bytes: count.bytes)
            if methodTable == free { ofFree.add(count: count.objects, bytes: count.bytes) }
            count = Count()
        }
        accounts.append(RegionAccount(scanned, all, free: ofFree))
    }
}
