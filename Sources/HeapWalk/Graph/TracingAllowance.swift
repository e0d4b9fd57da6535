import CoreCLR
import RawMemory
import Synchronization

/// The memory that following the references of a heap may take, and what it takes.
package final class TracingAllowance: Sendable {
    /// In bytes. Nothing changes it.
    package let limit: UInt64
    /// What the lists may take of it.
    private let room: Int
    private let taken = Atomic<Int>(0)
    private let exceeded = Atomic<Bool>(false)

    /// The words of a level are in lists twice while they are filtered.
    private static let batches: UInt64 = 8
    private static let lists: UInt64 = 4

    /// `objects`: of the heap. Lists may take what is left of the limit.
    init(limit: UInt64, _ heap: WalkableHeap, objects: UInt64) {
        self.limit = limit
        let fixed = HeapMap.bytes(heap).saturatingAdd(objects.checkedMultiply(Self.batches) ?? .max)
        room = Int(clamping: limit > fixed ? limit - fixed : 0)
    }

    /// What the tracing of a heap takes at most, apart from hostile heaps: a word for each object that was found and not followed yet, and the
    /// references of one batch. `objects` is `nil` before they are counted.
    static func needed(_ heap: WalkableHeap, objects: UInt64?) -> UInt64 {
        HeapMap.bytes(heap).saturatingAdd((objects ?? 0).checkedMultiply(batches + lists) ?? .max)
    }

    var isExceeded: Bool { exceeded.load(ordering: .relaxed) }

    /// A block of a list is full. Blocks are few, so counting them costs nothing.
    func take(_ bytes: Int) {
        if taken.wrappingAdd(bytes, ordering: .relaxed).newValue > room { exceeded.store(true, ordering: .relaxed) }
    }

    func giveBack(_ bytes: Int) { taken.wrappingSubtract(bytes, ordering: .relaxed) }
}

/// Something would take more memory than is allowed.
package struct MemoryShortage: Hashable, Sendable {
    /// What it takes, in bytes.
    package let needed: UInt64
    package let allowed: UInt64

    package init(needed: UInt64, allowed: UInt64) {
        self.needed = needed
        self.allowed = allowed
    }
}
