/// Lists of the objects that refer to an object, in blocks, so that millions are never moved.
struct EdgeLists {
    /// Each the number of the object that refers, and the place and 1 of the edge before it.
    private var blocks: [[UInt64]] = []
    private var last: [UInt64] = []
    private let mostBlocks: Int
    private static let shift: UInt32 = 17

    /// `room` in bytes.
    init(room: UInt64) { mostBlocks = min(Int(clamping: room >> (UInt64(Self.shift) + 3)), 1 << 14) }

    private(set) var isExceeded = false

    /// Adds an edge. `heads`: by the object that is referred to, the place and 1 of its last edge. Several references of one object to another
    /// that follow each other are one edge.
    @inline(__always)
    mutating func add(_ source: UInt32, to target: UInt32, _ heads: NumberArray) {
        let head = heads[target]
        if head != 0, self.source(head) == source { return }
        if last.count == 1 << Int(Self.shift) { seal() }
        last.append(UInt64(source) << 32 | UInt64(head))
        heads[target] = UInt32(truncatingIfNeeded: blocks.count << Int(Self.shift) + last.count)
    }

    private mutating func seal() {
        if blocks.count >= mostBlocks { isExceeded = true }
        // What is too much is lost, since it is not used.
        if !isExceeded { blocks.append(last) }
        last = []
        last.reserveCapacity(1 << Int(Self.shift))
    }

    @inline(__always)
    private func edge(_ head: UInt32) -> UInt64 {
        let place = Int(head &- 1)
        let block = place >> Int(Self.shift)
        let offset = place & (1 << Int(Self.shift) - 1)
        return block < blocks.count ? blocks[block][offset] : last[offset]
    }

    @inline(__always)
    func source(_ head: UInt32) -> UInt32 { UInt32(edge(head) >> 32) }

    @inline(__always)
    func before(_ head: UInt32) -> UInt32 { UInt32(truncatingIfNeeded: edge(head)) }
}
