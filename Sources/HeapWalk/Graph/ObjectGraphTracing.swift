package import RawMemory
import SnapshotModel

/// Builds the tree of holders of an `ObjectGraph` in the same way as `HolderTracing` does that of a heap: breadth first, batch by batch, in the order of
/// steps and types, so that it depends on nothing but names and the shape of the graph.
package struct ObjectGraphTracing {
    private let graph: ObjectGraph
    private let types: ObjectGraphTypes
    private let progress: WorkProgress
    /// Objects of each node that are kept as examples, at most.
    private let examples: Int
    private let address: (UInt32) -> UInt64?
    private var growing = GrowingHolderTree()
    private var marked: [UInt64]
    private var level: [Batch] = []
    private var next: [Batch] = []
    /// Of the batch: by the types of the two objects, the place of a list in `lists`.
    private var places: [UInt64: Int] = [:]
    private var lists: [(key: UInt64, nodes: [UInt32])] = []
    private var steps: [UInt64: String] = [:]
    /// By type, of a sample: its objects so far and their bytes.
    private var sampled: [(objects: UInt64, bytes: UInt64)]

    private struct Batch {
        let node: Int
        let objects: [UInt32]
    }

    private struct Key: Hashable {
        let step: BytewiseText
        let row: Int
    }

    /// What the tracing takes beside the graph, in bytes: a bit for each node, and its number twice while it waits.
    package static func memory(nodes: Int) -> UInt64 { UInt64(nodes) / 8 + UInt64(nodes) * 8 }

    /// `address`: of a node, for examples.
    package init(
        _ graph: ObjectGraph, _ types: ObjectGraphTypes, examples: Int = 0, address: @escaping (UInt32) -> UInt64? = { _ in nil },
        _ progress: WorkProgress
    ) {
        (self.graph, self.types, self.examples, self.address, self.progress) = (graph, types, examples, address, progress)
        marked = [UInt64](repeating: 0, count: graph.types.count / 64 + 1)
        sampled = [(objects: UInt64, bytes: UInt64)](repeating: (0, 0), count: types.weights.count)
    }

    /// The tree below these roots, and below the objects that none of them reaches. These count as the runtime's own, or have no known holder where
    /// parts of the graph are lost. Throws `Interrupted`.
    package mutating func tree(_ roots: [ObjectGraphRoot], isWhole: Bool) throws(Interrupted) -> (tree: HolderTree, unreached: UInt64) {
        let last = Int.max
        func phase(_ root: ObjectGraphRoot) -> Int { root.isLast ? last : root.kind.phase }
        for number in Set(roots.map(phase)).sorted() { try follow(roots.filter { phase($0) == number }) }
        let unreached = UInt64(unreachedObjects(withHeld: true).count)
        // Then the rings of objects that hold each other.
        for withHeld in [false, true] {
            let left = unreachedObjects(withHeld: withHeld)
            if !left.isEmpty { try follow([ObjectGraphRoot(.runtime, isWhole ? "" : HolderTree.other, left)]) }
        }
        return (growing.tree, unreached)
    }

    // MARK: Roots

    private mutating func follow(_ roots: [ObjectGraphRoot]) throws(Interrupted) {
        let order = roots.sorted { a, b in
            a.kind.rawValue != b.kind.rawValue
                ? a.kind.rawValue < b.kind.rawValue : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
        }
        for root in order {
            var byRow: [Int: [UInt32]] = [:]
            for node in root.nodes { if let row = row(node) { byRow[row, default: []].append(node) } }
            for (row, nodes) in byRow.sorted(by: { types.ranks[$0.key] < types.ranks[$1.key] }) {
                take(nodes, root.name, row, parent: nil, root.kind)
            }
        }
        while !next.isEmpty {
            (level, next) = (next, [])
            for batch in level {
                try progress.check()
                expand(batch)
            }
        }
    }

    private func row(_ node: UInt32) -> Int? {
        guard Int(node) < graph.types.count else { return nil }
        let type = Int(graph.types[Int(node)])
        return type < types.rows.count ? types.rows[type] : nil
    }

    /// Objects that no root reaches. Without `withHeld` those to which no other one of them refers.
    private func unreachedObjects(withHeld: Bool) -> [UInt32] {
        var held = [UInt64](repeating: 0, count: withHeld ? 0 : marked.count)
        if !withHeld {
            for node in graph.types.indices where !isMarked(UInt32(node)) && row(UInt32(node)) != nil {
                for place in graph.references(of: node) where graph.references[place] != UInt32(node) {
                    let other = Int(graph.references[place])
                    if other / 64 < held.count { held[other / 64] |= 1 << UInt64(other & 63) }
                }
            }
        }
        return graph.types.indices.filter { node in
            !isMarked(UInt32(node)) && row(UInt32(node)) != nil && (withHeld || held[node / 64] & 1 << UInt64(node & 63) == 0)
        }.map { UInt32($0) }
    }

    // MARK: Batches

    private mutating func expand(_ batch: Batch) {
        guard let row = growing.tree.nodes[batch.node].row ?? batch.objects.first.flatMap({ self.row($0) }) else { return }
        let isKept = growing.tree.nodes[batch.node].row != nil
        var counted = Counted()
        var pending = batch.objects
        while let object = pending.popLast() {
            let type = Int(graph.types[Int(object)])
            let size = UInt64(graph.sizes[Int(object)])
            let share = types.weights.isEmpty ? (objects: 1, bytes: size) : weighed(type, size)
            counted.add(share.objects, share.bytes)
            for place in graph.references(of: Int(object)) {
                let other = graph.references[place]
                guard let otherRow = self.row(other), !isMarked(other) else { continue }
                if isKept, otherRow == row, types.joins[row] {
                    if mark(other) { pending.append(other) }
                } else {
                    add(UInt64(type) << 32 | UInt64(graph.types[Int(other)]), other)
                }
            }
        }
        growing.tree.nodes[batch.node].count = growing.tree.nodes[batch.node].count.saturatingAdd(counted.objects)
        growing.tree.nodes[batch.node].bytes = growing.tree.nodes[batch.node].bytes.saturatingAdd(counted.bytes)
        progress.advance(UInt64(batch.objects.count))
        for (key, nodes) in groups() { take(nodes, key.step.text, key.row, parent: batch.node, nil) }
    }

    /// Objects of a batch.
    private struct Counted {
        private(set) var objects: UInt64 = 0
        private(set) var bytes: UInt64 = 0

        mutating func add(_ objects: UInt64, _ bytes: UInt64) {
            self.objects = self.objects.saturatingAdd(objects)
            self.bytes = self.bytes.saturatingAdd(bytes)
        }
    }

    /// What an object of a sample stands for. Each is rounded together with those of its type before it, so that all nodes together have what the type
    /// has.
    private mutating func weighed(_ type: Int, _ bytes: UInt64) -> (objects: UInt64, bytes: UInt64) {
        let weight = types.weights[type]
        let before = sampled[type]
        let after = (objects: before.objects.saturatingAdd(1), bytes: before.bytes.saturatingAdd(bytes))
        sampled[type] = after
        return (
            SampleWeight.scaled(after.objects, by: weight) - SampleWeight.scaled(before.objects, by: weight),
            SampleWeight.scaled(after.bytes, by: weight) - SampleWeight.scaled(before.bytes, by: weight)
        )
    }

    private mutating func add(_ key: UInt64, _ node: UInt32) {
        if let place = places[key] {
            // An object that several elements of an array refer to.
            if lists[place].nodes.last != node { lists[place].nodes.append(node) }
        } else {
            places[key] = lists.count
            lists.append((key, [node]))
        }
    }

    /// What a batch refers to, in the order of step and type.
    private mutating func groups() -> [(key: Key, nodes: [UInt32])] {
        var found: [Key: [UInt32]] = [:]
        for (key, nodes) in lists {
            let (from, to) = (Int(key >> 32), Int(key & 0xFFFF_FFFF))
            let name = steps[key] ?? types.step(from, to)
            steps[key] = name
            guard let row = types.rows[to] else { continue }
            found[Key(step: BytewiseText(name), row: row), default: []] += nodes
        }
        places.removeAll(keepingCapacity: true)
        lists.removeAll(keepingCapacity: true)
        return found.map { ($0.key, $0.value) }.sorted { a, b in
            a.0.step == b.0.step ? types.ranks[a.0.row] < types.ranks[b.0.row] : bytewise(a.0.step.text, b.0.step.text)
        }
    }

    /// Marks objects, and adds those that are new to a node.
    private mutating func take(_ nodes: [UInt32], _ step: String, _ row: Int, parent: Int?, _ kind: HolderRoot.Kind?) {
        var fresh: [UInt32] = []
        for node in nodes where mark(node) { fresh.append(node) }
        if fresh.isEmpty { return }
        let place = growing.node(step, row, parent, kind)
        if examples > 0 {
            let addresses = (growing.tree.nodes[place].examples + fresh.compactMap { address($0).map { Address($0) } }).sorted { $0 < $1 }
            growing.tree.nodes[place].examples = Array(addresses.prefix(examples))
        }
        next.append(Batch(node: place, objects: fresh))
    }

    // MARK: Marks

    private func isMarked(_ node: UInt32) -> Bool { marked[Int(node) / 64] & 1 << UInt64(node & 63) != 0 }

    /// Whether it was not marked before.
    private mutating func mark(_ node: UInt32) -> Bool {
        let (place, bit) = (Int(node) / 64, UInt64(1) << UInt64(node & 63))
        if marked[place] & bit != 0 { return false }
        marked[place] |= bit
        return true
    }
}
