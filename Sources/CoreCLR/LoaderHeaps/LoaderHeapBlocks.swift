import ProcessMemory
import RawMemory

/// The blocks of one LoaderHeap: what it reserved, and how much of that it committed.
struct LoaderHeapBlocks {
    struct Block {
        let range: AddressRange
        /// Bytes of `range` that are committed.
        var committed: UInt64
        /// Whether the heap takes its next memory from here. What other blocks did not commit is never used.
        let isInUse: Bool
        /// Whether the dump says nothing of what is committed.
        let isAssumed: Bool
    }

    private(set) var blocks: [Block] = []
    /// Whether the list ends in memory that the dump does not hold, runs into itself or another list, or has an impossible block.
    private(set) var isBroken = false

    /// The runtime keeps these sizes in 32 bits.
    private static let sizeLimit: UInt64 = 1 << 32

    /// What all heaps together may read.
    struct Budget {
        /// The records of blocks that were read, of all heaps: every block belongs to one heap.
        var seen = Set<Address>()
        /// Pieces of memory that are looked at. In a damaged dump many blocks may lie over many pieces.
        var pieces = 1 << 20
        /// Blocks of 64 KB: 256 GB of them.
        static let blockLimit = 1 << 22
    }

    init(_ heap: Address, _ memory: AddressSpace, _ fields: LoaderHeapFields.HeapFields, _ budget: inout Budget) {
        guard var at = memory.pointer(heap + fields.firstBlock) else {
            isBroken = true
            return
        }
        let reservedEnd = memory.pointer(heap + fields.reservedEnd)
        let committedEnd = memory.pointer(heap + fields.committedEnd)
        while !at.isNull {
            guard budget.seen.count < Budget.blockLimit, budget.seen.insert(at).inserted, let next = memory.pointer(at + fields.blockNext),
                let start = memory.pointer(at + fields.blockStart), let size = memory.u64(at + fields.blockSize), !start.isNull,
                size > 0, size < Self.sizeLimit, start.value.checkedAdd(size) != nil
            else {
                isBroken = true
                break
            }
            let range = AddressRange(start: start, count: size)
            let isInUse = range.end == reservedEnd
            let known = isInUse ? committedEnd.map { min($0.distance(from: start), size) } : Self.held(range, memory, &budget.pieces)
            blocks.append(Block(range: range, committed: known ?? size, isInUse: isInUse, isAssumed: known == nil))
            at = next
        }
        guard !isBroken, let committed = memory.u64(heap + fields.committed) else { return }
        settle(committed)
    }

    /// The bytes of a block that the dump holds from its start on; `nil` when it holds none. Full dumps hold what is committed.
    private static func held(_ range: AddressRange, _ memory: AddressSpace, _ pieces: inout Int) -> UInt64? {
        var end = range.start
        while end < range.end, let run = memory.run(containing: end.value) {
            guard pieces > 0 else { return nil }
            pieces -= 1
            end = Address(min(run.end, range.end.value))
        }
        return end == range.start ? nil : end.distance(from: range.start)
    }

    /// Makes the sum of the blocks what the heap itself counted. Blocks of which the dump says nothing take the difference first. Where too
    /// little is known to be committed, the block in use takes it: interleaved heaps commit data behind the code. A number that the blocks
    /// cannot hold is damaged, and passed over.
    private mutating func settle(_ committed: UInt64) {
        let reserved = blocks.reduce(0 as UInt64) { $0.saturatingAdd($1.range.count) }
        guard committed <= reserved else {
            isBroken = true
            return
        }
        var sum = blocks.reduce(0 as UInt64) { $0.saturatingAdd($1.committed) }
        func order(_ block: Block) -> Int { block.isAssumed ? 0 : block.isInUse == (sum < committed) ? 1 : 2 }
        for rank in 0...2 {
            for index in blocks.indices where sum != committed && order(blocks[index]) == rank {
                let block = blocks[index]
                let others = sum - block.committed
                blocks[index].committed = min(committed - min(committed, others), block.range.count)
                sum = others + blocks[index].committed
            }
        }
    }
}
