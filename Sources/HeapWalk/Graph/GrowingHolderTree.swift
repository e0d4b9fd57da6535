import SnapshotModel

/// A tree of holders while objects are added to it, of whatever graph they are.
struct GrowingHolderTree {
    var tree = HolderTree()
    private var children: [Child: Int] = [:]

    private struct Child: Hashable {
        let parent: Int
        let step: BytewiseText
        let row: Int
    }

    static let depthLimit = 32
    /// More nodes are kept in one without a type.
    private static let nodeLimit = 1 << 17

    /// The node for objects of a row that a step from a node leads to. With the step and type of a node above it, it is that node.
    mutating func node(_ step: String, _ row: Int, _ parent: Int?, _ kind: HolderRoot.Kind?) -> Int {
        let name = BytewiseText(step)
        var above = parent
        while let place = above {
            let node = tree.nodes[place]
            if node.parent != nil, node.row == row, BytewiseText(node.step) == name { return place }
            above = node.parent
        }
        let key = Child(parent: parent ?? -1 - Int(kind?.rawValue ?? 0), step: name, row: row)
        if let known = children[key] { return known }
        let depth = parent.map { tree.nodes[$0].depth + 1 } ?? 0
        guard depth < Self.depthLimit, tree.nodes.count < Self.nodeLimit else { return deeper(parent) }
        return add(HolderTree.Node(parent: parent, kind: kind, step: step, row: row, depth: depth), key)
    }

    /// The node for what lies deeper or is too much.
    private mutating func deeper(_ parent: Int?) -> Int {
        var holder = parent
        // What such a node holds belongs to it too. Beyond the limit of nodes, roots share one.
        if let place = holder, tree.nodes[place].row == nil { return place }
        if tree.nodes.count >= Self.nodeLimit { holder = nil }
        let key = Child(parent: holder ?? .min, step: BytewiseText(HolderTree.other), row: -1)
        if let known = children[key] { return known }
        let depth = holder.map { tree.nodes[$0].depth + 1 } ?? 0
        return add(
            HolderTree.Node(parent: holder, kind: holder == nil ? .runtime : nil, step: HolderTree.other, row: nil, depth: depth), key)
    }

    private mutating func add(_ node: HolderTree.Node, _ key: Child) -> Int {
        children[key] = tree.nodes.count
        tree.nodes.append(node)
        return tree.nodes.count - 1
    }
}

extension HolderTree {
    /// In the place of steps that are left out.
    package static let other = "(other)"
}
