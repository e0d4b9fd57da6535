import CoreCLR
import ProcessMemory
import RawMemory
import Synchronization

/// Large and pinned objects that threads were making when the dump was taken: their memory is taken from the region and being cleared, and their
/// method tables are not written yet.
///
/// The allocation context of such an object is no thread's: it is a local variable of the allocating function (`gc_heap::allocate_uoh_object`,
/// allocate_large_object up to 3.1), which holds the address of the object and, in the next word, the limit. Both lie on the thread's stack until the
/// memory is cleared, which takes as long as clearing does. So a pair of words on a stack that spans exactly the bytes without an object, the
/// first page of which is cleared, proves the allocation. Anything else is damage: pairs of objects that were made before stay on the stack, and
/// such an object whose header is lost still has its contents.
final class LargeAllocations: Sendable {
    private let memory: AddressSpace
    private let stacks: [AddressRange]
    /// Regions of large and pinned objects, by address.
    private let regions: [AddressRange]
    /// By address of the object: the ends of the holes. `nil` until the first one is asked for, since reading the stacks takes time.
    private let ends = Mutex<[UInt64: [UInt64]]?>(nil)

    /// A thread makes one such object at a time, but its stack holds pairs of earlier ones too.
    private static let limit = 1 << 16

    init(_ heap: WalkableHeap) {
        memory = heap.memory
        stacks = heap.stacks
        regions = heap.heap.regions.filter(Self.mayLie).map(\.objects)
    }

    static func mayLie(in region: HeapRegion) -> Bool { region.generation == .loh || region.generation == .poh }

    /// Clearing a page takes less than a microsecond, so an object is hardly ever caught with less of it cleared.
    private static let clearedBytes: UInt64 = 4096

    /// The ends of the allocations that may have begun at `address`, the nearest first; each lies in the region of `address`.
    func ends(from address: UInt64) -> [UInt64] {
        guard memory.u64(Address(address)) == 0 else { return [] }
        let ends = ends.withLock { ends in
            if let known = ends { return known[address] ?? [] }
            let found = readStacks()
            ends = found
            return found[address] ?? []
        }
        return Set(ends).sorted().filter { isCleared(from: address, to: $0) }
    }

    private func isCleared(from address: UInt64, to end: UInt64) -> Bool {
        stride(from: address, to: min(end, address.saturatingAdd(Self.clearedBytes)), by: 8).allSatisfy { memory.u64(Address($0)) == 0 }
    }

    private func readStacks() -> [UInt64: [UInt64]] {
        guard let first = regions.first?.start.value, let last = regions.last?.end.value else { return [:] }
        var found: [UInt64: [UInt64]] = [:]
        var count = 0
        for run in stacks.lazy.flatMap(memory.runs(in:)) {
            let file = memory.file(run)
            for at in stride(from: run.start.saturatingAdd(7) & ~7, to: run.end, by: 8) {
                guard let pointer = file.bytes.u64(at: run.fileOffset + Int(at - run.start)), pointer >= first, pointer < last,
                    let limit = memory.u64(Address(at) + 8), limit > pointer, let end = limit.checkedAdd(AllocationContext.tail),
                    region(of: pointer).map({ end <= $0.end.value }) ?? false
                else { continue }
                found[pointer, default: []].append(end)
                count += 1
                if count == Self.limit { return found }
            }
        }
        return found
    }

    private func region(of address: UInt64) -> AddressRange? {
        let next = regions.partitioningIndex { $0.start.value > address }
        return next > 0 && regions[next - 1].contains(Address(address)) ? regions[next - 1] : nil
    }
}
