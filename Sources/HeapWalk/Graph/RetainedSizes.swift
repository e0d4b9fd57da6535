import RawMemory

/// What the objects of each type retain together: the objects that would be garbage if none of them were there. An object counts when at least one
/// object of the type dominates it, itself included, and it counts once.
struct RetainedSizes {
    /// By row of types.
    private(set) var rows: [(count: UInt64, bytes: UInt64)]
    private var total: (count: UInt64, bytes: UInt64) = (0, 0)
    /// By row: how many of its objects dominate the present one, and the total when the uppermost was reached.
    private var depths: [UInt32]
    private var starts: [(count: UInt64, bytes: UInt64)]

    /// Uses up the arrays of the visit and the dominators. `types`: of the heap; `rowCount`: the number of their rows. Throws `Interrupted`.
    init(_ visit: DepthFirst, _ dominators: Dominators, _ types: GraphTypes, rowCount: Int, _ progress: WorkProgress) throws(Interrupted) {
        rows = Array(repeating: (0, 0), count: rowCount)
        depths = Array(repeating: 0, count: rowCount)
        starts = rows
        let rowOf = (0..<types.count).map { Int(types.entry($0).row) }
        let (parents, firsts, nexts) = (dominators.immediate, visit.above, visit.lastEdges)
        firsts.clear()
        var object = visit.count
        while object > 0 {
            nexts[object] = firsts[parents[object]]
            firsts[parents[object]] = object
            object -= 1
        }
        object = firsts[0]
        var seen: UInt64 = 0
        while object != 0 {
            let type = visit.types[object]
            if type != 0 { enter(rowOf[Int(type) - 1], visit.size(object)) }
            seen += 1
            if seen & 0xFFFF == 0 { try progress.check() }
            if firsts[object] != 0 {
                object = firsts[object]
                continue
            }
            while object != 0 {
                let type = visit.types[object]
                if type != 0 { leave(rowOf[Int(type) - 1]) }
                if nexts[object] != 0 {
                    object = nexts[object]
                    break
                }
                object = parents[object]
            }
        }
    }

    @inline(__always)
    private mutating func enter(_ row: Int, _ size: UInt64) {
        if depths[row] == 0 { starts[row] = total }
        depths[row] += 1
        total.count &+= 1
        total.bytes = total.bytes.saturatingAdd(size)
    }

    @inline(__always)
    private mutating func leave(_ row: Int) {
        depths[row] -= 1
        if depths[row] > 0 { return }
        rows[row].count &+= total.count - starts[row].count
        rows[row].bytes = rows[row].bytes.saturatingAdd(total.bytes - starts[row].bytes)
    }
}
