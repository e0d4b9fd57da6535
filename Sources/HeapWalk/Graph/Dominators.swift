import RawMemory

/// The immediate dominators of all objects that are alive: the last object through which every way from the roots to an object leads. By Lengauer and
/// Tarjan (1979) with path compression, so the time is that of the references times a logarithm, whatever the shape: simpler ways are quadratic for
/// a long list whose elements are in a second collection as well.
///
/// No step is recursive. The numbers are those of `DepthFirst`, so an object's dominator has a smaller one.
struct Dominators {
    /// By object; 0 where only the vertex above the roots dominates.
    let immediate: NumberArray
    private let semi: NumberArray
    private let ancestors: NumberArray
    /// Until an object is linked, the last edge to it.
    private let labels: NumberArray
    private var path: [UInt32] = []

    /// Uses up the arrays of the visit apart from types and sizes. `nil` when the system has no memory. Throws `Interrupted`.
    init?(_ visit: DepthFirst, _ progress: WorkProgress) throws(Interrupted) {
        guard let immediate = NumberArray(count: Int(visit.count) + 1) else { return nil }
        (self.immediate, semi, ancestors, labels) = (immediate, visit.above, visit.parents, visit.lastEdges)
        // The first object of each bucket; the next ones are in `immediate` until their dominators are known.
        let buckets = visit.numbers
        buckets.clear()
        var object = visit.count
        while object > 0 {
            if object & 0xFFFF == 0 { try progress.check() }
            var least = semi[object]
            var edge = labels[object]
            while edge != 0 {
                least = min(least, semi[evaluate(visit.edges.source(edge), linkedFrom: object + 1)])
                edge = visit.edges.before(edge)
            }
            semi[object] = least
            immediate[object] = buckets[least]
            buckets[least] = object
            labels[object] = object
            // Now it is linked to its parent, which is still its ancestor.
            let parent = ancestors[object]
            var waiting = buckets[parent]
            buckets[parent] = 0
            while waiting != 0 {
                let next = immediate[waiting]
                let label = evaluate(waiting, linkedFrom: object)
                immediate[waiting] = semi[label] < semi[waiting] ? label : parent
                waiting = next
            }
            object -= 1
        }
        if visit.count == 0 { return }
        for object in 1...visit.count where immediate[object] != semi[object] { immediate[object] = immediate[immediate[object]] }
    }

    /// The object with the least semidominator on the way up from a linked object to the root of its tree, without the root. The ways are shortened.
    @inline(__always)
    private mutating func evaluate(_ object: UInt32, linkedFrom first: UInt32) -> UInt32 {
        if ancestors[object] < first { return labels[object] }
        var top = object
        while ancestors[top] >= first {
            path.append(top)
            top = ancestors[top]
        }
        while let below = path.popLast() {
            if semi[labels[top]] < semi[labels[below]] { labels[below] = labels[top] }
            ancestors[below] = ancestors[top]
            top = below
        }
        return labels[object]
    }
}
