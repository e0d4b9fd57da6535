/// A graph of objects that a file lists, as flat arrays of numbers: no heap and no method tables are behind it.
package struct ObjectGraph: Sendable {
    /// By node: the number of its type; anything else than a number of `rows` for a node that is no object.
    package let types: [UInt32]
    /// By node, in bytes.
    package let sizes: [UInt32]
    /// By node: where its references begin in `references`; then the end of the last ones.
    package let first: [UInt32]
    /// The nodes that are referred to.
    package let references: [UInt32]

    package init(types: [UInt32], sizes: [UInt32], first: [UInt32], references: [UInt32]) {
        (self.types, self.sizes, self.first, self.references) = (types, sizes, first, references)
    }

    package func references(of node: Int) -> Range<Int> {
        guard node >= 0, node + 1 < first.count else { return 0..<0 }
        let start = min(Int(first[node]), references.count)
        return start..<max(start, min(Int(first[node + 1]), references.count))
    }
}

/// What the tracing of an `ObjectGraph` needs to know of its types.
package struct ObjectGraphTypes {
    /// By type: the number of its row; `nil` for what is no object.
    package let rows: [Int?]
    /// By row: its place in the order of names.
    package let ranks: [Int]
    /// By row: whether references to objects of the same row lead to the same holder.
    package let joins: [Bool]
    /// By type: for how many objects one of a sample stands; empty where all objects are there.
    package let weights: [Double]
    /// The name of a step from an object of one type to one of another.
    package let step: (Int, Int) -> String

    package init(rows: [Int?], ranks: [Int], joins: [Bool], weights: [Double] = [], step: @escaping (Int, Int) -> String) {
        (self.rows, self.ranks, self.joins, self.weights, self.step) = (rows, ranks, joins, weights, step)
    }
}

/// Objects that something keeps alive from outside.
package struct ObjectGraphRoot: Sendable {
    package let kind: HolderRoot.Kind
    package let name: String
    package var nodes: [UInt32]
    /// Whether it comes only after all other roots: something else may hold its objects, and then it is said of that.
    package let isLast: Bool

    package init(_ kind: HolderRoot.Kind, _ name: String, _ nodes: [UInt32], isLast: Bool = false) {
        (self.kind, self.name, self.nodes, self.isLast) = (kind, name, nodes, isLast)
    }
}
