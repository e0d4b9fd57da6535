package import RawMemory

/// Who holds what: the objects that something keeps alive, merged by root and then by step and type. An object belongs to the first holder that
/// reaches it.
package struct HolderTree: Sendable {
    package struct Node: Sendable {
        /// The place of the holder; `nil` for a root.
        package let parent: Int?
        /// Of a root.
        package let kind: HolderRoot.Kind?
        /// The root's name, or the step from the holder: `_cache`, `[]`.
        package let step: String
        /// The type of the objects, as a number of `TracedTypes`; `nil` for what lies too deep or was left out.
        package let row: Int?
        /// Objects of this node alone, and their bytes.
        package internal(set) var count: UInt64 = 0
        package internal(set) var bytes: UInt64 = 0
        /// Some of the objects that were reached from the holder, by address; empty unless they are asked for.
        package internal(set) var examples: [Address] = []
        let depth: Int
    }

    /// Holders before what they hold.
    package internal(set) var nodes: [Node] = []
    /// By the place of a type in the census: objects that are alive, and their bytes.
    package internal(set) var live: [(count: UInt64, bytes: UInt64)] = []
    /// References that lead to no object, and objects that could not be read.
    package internal(set) var strays: UInt64 = 0
    /// Whether not all words of the stacks were looked at: they are too many.
    package internal(set) var isStackCutOff = false
    /// Types whose references are unknown.
    package internal(set) var unreadableTypes: UInt64 = 0

    /// By row of types: what its objects retain together. `nil` when it was not asked for, or took too much memory.
    package internal(set) var retained: [(count: UInt64, bytes: UInt64)]?
    package internal(set) var retainedShortage: MemoryShortage?

    package init() {}

    /// Sums over each node and everything below it.
    package var sums: [(count: UInt64, bytes: UInt64)] {
        var sums = nodes.map { (count: $0.count, bytes: $0.bytes) }
        for place in nodes.indices.reversed() {
            guard let parent = nodes[place].parent else { continue }
            sums[parent].count = sums[parent].count.saturatingAdd(sums[place].count)
            sums[parent].bytes = sums[parent].bytes.saturatingAdd(sums[place].bytes)
        }
        return sums
    }

    /// By the row of a type: its objects and all below them. An object below another one of its type counts once.
    package var heldByType: [Int: (count: UInt64, bytes: UInt64)] {
        var held: [Int: (count: UInt64, bytes: UInt64)] = [:]
        for (node, sum) in zip(nodes, sums) {
            guard let row = node.row else { continue }
            var above = node.parent
            while let place = above, nodes[place].row != row { above = nodes[place].parent }
            if above != nil { continue }
            let known = held[row] ?? (0, 0)
            held[row] = (known.count.saturatingAdd(sum.count), known.bytes.saturatingAdd(sum.bytes))
        }
        return held
    }
}

/// What the tracing needs to know of the types of the census.
package struct TracedTypes {
    /// By the place of a type in the census: the number of its row, one for all types of a name and module.
    package let rows: [Int]
    /// By row: its place in the order of names.
    package let ranks: [Int]
    /// By row: whether references to objects of the same type lead to the same holder. They do in lists and trees, not in arrays and delegates.
    package let joins: [Bool]
    /// The name of a step from objects of a type.
    package let step: (Address, HolderStep) -> String

    package init(rows: [Int], ranks: [Int], joins: [Bool], step: @escaping (Address, HolderStep) -> String) {
        self.rows = rows
        self.ranks = ranks
        self.joins = joins
        self.step = step
    }
}
