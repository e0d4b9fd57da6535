import CoreCLR
import RawMemory
import SnapshotModel

/// Builds the tree of holders: breadth first, batch by batch. A batch are all new objects of one node. What they refer to is collected by step
/// and type, and taken in the order of these names. So the tree depends on names and on the shape of the heap alone, not on addresses or on the
/// number of workers.
///
/// A child with the step and type of a node above it is folded into that node, so that trees and chains of objects make few nodes.
struct HolderTracing {
    private let graph: HeapGraph
    private let types: TracedTypes
    private let workers: Int
    private let progress: WorkProgress
    /// Objects of each node that are kept as examples, at most.
    private let examples: Int
    private var growing = GrowingHolderTree()
    private var steps: [Way: String] = [:]
    /// One for each worker.
    private let found: [FoundReferences]
    private var level: [Batch] = []
    private var next: [Batch] = []

    private struct Batch {
        let node: Int
        let words: [[UInt32]]
    }

    private struct Way: Hashable {
        let from: Int
        let step: HolderStep
    }

    /// Objects of one step and type, from several workers.
    private struct Group {
        let step: String
        let row: Int
        var lists: [[UInt32]]
    }

    /// Smaller batches are not worth a second thread.
    private static let sharedBatch = 1 << 13
    private static let part = 1 << 12
    private static let partOfArray: UInt64 = 1 << 14
    /// Parts of long arrays that are followed at a time: 4 million elements.
    private static let partsOfRound = 1 << 8

    init(
        _ graph: HeapGraph, _ types: TracedTypes, workers: Int, examples: Int, _ allowance: TracingAllowance,
        _ progress: WorkProgress
    ) {
        self.examples = examples
        self.graph = graph
        self.types = types
        self.workers = max(1, workers)
        self.progress = progress
        found = (0..<max(1, workers)).map { _ in FoundReferences(types: graph.types.count, allowance) }
    }

    // MARK: Roots

    /// Follows the roots of one phase to the end. `roots`: each with the starts of its objects.
    mutating func follow(_ roots: [(root: HolderRoot, words: [UInt32])]) throws(Interrupted) {
        let order = roots.sorted { a, b in
            a.root.kind.rawValue != b.root.kind.rawValue
                ? a.root.kind.rawValue < b.root.kind.rawValue : a.root.name.utf8.lexicographicallyPrecedes(b.root.name.utf8)
        }
        for (root, words) in order {
            var lists: [Int: [UInt32]] = [:]
            for word in words {
                guard let (type, _) = graph.object(word) else {
                    found[0].strays += 1
                    continue
                }
                lists[types.rows[type], default: []].append(word)
            }
            for (row, words) in lists.sorted(by: { types.ranks[$0.key] < types.ranks[$1.key] }) {
                take(Group(step: root.name, row: row, lists: [words]), parent: nil, root.kind)
            }
        }
        while !next.isEmpty {
            (level, next) = (next, [])
            for batch in level {
                try progress.check()
                if found[0].allowance.isExceeded { return }
                expand(batch)
            }
        }
    }

    mutating func finish() -> HolderTree {
        growing.tree.live = (0..<graph.types.count).map { type in
            (found.reduce(0) { $0 &+ $1.counts[type] }, found.reduce(0) { $0 &+ $1.bytes[type] })
        }
        growing.tree.strays = found.reduce(0) { $0 &+ $1.strays }
        growing.tree.unreadableTypes = graph.types.unreadable
        return growing.tree
    }

    // MARK: Batches

    private mutating func expand(_ batch: Batch) {
        let row = UInt32(clamping: growing.tree.nodes[batch.node].row ?? -1)
        var lists = batch.words
        while !lists.isEmpty, !progress.isStopped {
            expand(lists, row)
            lists = found.flatMap { $0.takeSpilled() }
        }
        let long = found.flatMap(\.longArrays)
        var objects: UInt64 = 0
        for worker in found {
            objects &+= worker.objects
            growing.tree.nodes[batch.node].count &+= worker.objects
            growing.tree.nodes[batch.node].bytes &+= worker.objectBytes
        }
        progress.advance(objects)
        let groups = groups()
        for worker in found { worker.clear() }
        if long.isEmpty {
            for group in groups { take(group, parent: batch.node, nil) }
        } else {
            take(groups, withElementsOf: long, parent: batch.node)
        }
    }

    /// As taking the groups one after the other, with the elements of long arrays in their place among them. An array may have many more elements
    /// than there are objects, so its elements are marked in rounds, and no list has an object twice.
    private mutating func take(_ groups: [Group], withElementsOf arrays: [UInt32], parent: Int) {
        guard let (type, _) = graph.object(arrays[0]) else { return }
        let name = step(from: type, .element)
        let place = groups.partitioningIndex { !$0.step.utf8.lexicographicallyPrecedes(name.utf8) }
        let end = groups[place...].firstIndex { !bytewiseEqual($0.step, name) } ?? groups.endIndex
        for group in groups[..<place] { take(group, parent: parent, nil) }
        var fresh: [Int: [[UInt32]]] = [:]
        for group in groups[place..<end] { fresh[group.row, default: []] += marked(group.lists) }
        let parts = graph.parts(ofArrays: arrays, Self.partOfArray)
        for first in stride(from: 0, to: parts.count, by: Self.partsOfRound) where !progress.isStopped {
            share(min(Self.partsOfRound, parts.count - first)) { graph, found, index in
                graph.expand(elements: parts[first + index].elements, of: parts[first + index].word, found)
            }
            for group in self.groups() { fresh[group.row, default: []] += marked(group.lists) }
            for worker in found { worker.clear() }
        }
        for (row, lists) in fresh.sorted(by: { types.ranks[$0.key] < types.ranks[$1.key] }) where !lists.isEmpty {
            let place = growing.node(name, row, parent, nil)
            if examples > 0 { addExamples(lists, to: place) }
            next.append(Batch(node: place, words: lists))
        }
        for group in groups[end...] { take(group, parent: parent, nil) }
    }

    private func expand(_ lists: [[UInt32]], _ row: UInt32) {
        if lists.reduce(0, { $0 + $1.count }) < Self.sharedBatch || workers == 1 {
            for words in lists { graph.expand(words[...], row: row, isShared: workers > 1, found[0]) }
        } else {
            let parts = lists.flatMap { words in
                stride(from: 0, to: words.count, by: Self.part).map { words[$0..<min($0 + Self.part, words.count)] }
            }
            share(parts.count) { graph, found, index in graph.expand(parts[index], row: row, isShared: true, found) }
        }
    }

    private func share(_ count: Int, _ body: @escaping @Sendable (HeapGraph, FoundReferences, Int) -> Void) {
        let next = WorkCursor()
        let (graph, found, progress) = (graph, SharedFound(found), progress)
        runWorkers(min(workers, count)) { worker in
            while !progress.isStopped, let index = next.take(below: count) { body(graph, found.of[worker], index) }
        }
    }

    /// What the workers found, in the order of step and type.
    private mutating func groups() -> [Group] {
        var groups: [Group] = []
        var places: [Key: Int] = [:]
        for worker in found {
            for (place, key) in worker.keys.enumerated() {
                let step = step(from: FoundReferences.from(key), FoundReferences.step(key))
                let row = types.rows[FoundReferences.to(key)]
                let lists = worker.lists[place].finished()
                if let known = places[Key(step: BytewiseText(step), row: row)] {
                    groups[known].lists += lists
                } else {
                    places[Key(step: BytewiseText(step), row: row)] = groups.count
                    groups.append(Group(step: step, row: row, lists: lists))
                }
            }
        }
        if groups.count < 2 { return groups }
        return groups.sorted { a, b in
            a.step == b.step ? types.ranks[a.row] < types.ranks[b.row] : a.step.utf8.lexicographicallyPrecedes(b.step.utf8)
        }
    }

    private struct Key: Hashable {
        let step: BytewiseText
        let row: Int
    }

    private mutating func step(from type: Int, _ step: HolderStep) -> String {
        if let known = steps[Way(from: type, step: step)] { return known }
        let name = types.step(graph.types.table(type), step)
        steps[Way(from: type, step: step)] = name
        return name
    }

    /// Marks the objects of a group, and adds those that are new to a node.
    private mutating func take(_ group: Group, parent: Int?, _ kind: HolderRoot.Kind?) {
        let words = marked(group.lists)
        if words.isEmpty { return }
        let place = growing.node(group.step, group.row, parent, kind)
        if examples > 0 { addExamples(words, to: place) }
        next.append(Batch(node: place, words: words))
    }

    /// Marks the objects; those that were not marked before.
    private func marked(_ lists: [[UInt32]]) -> [[UInt32]] {
        let fresh = FreshWords(lists.count)
        let count = lists.reduce(0) { $0 + $1.count }
        if count < Self.sharedBatch {
            for (place, list) in lists.enumerated() { fresh.set(place, list.filter(graph.map.mark)) }
        } else {
            share(lists.count) { graph, _, place in fresh.set(place, lists[place].filter(graph.map.mark)) }
        }
        return fresh.all
    }

    /// The lowest addresses, so that they are the same for any number of workers.
    private mutating func addExamples(_ words: [[UInt32]], to place: Int) {
        var lowest = growing.tree.nodes[place].examples
        for word in words.joined() {
            let address = Address(graph.map.address(word))
            if lowest.count == examples, let last = lowest.last, last <= address { continue }
            lowest.insert(address, at: lowest.partitioningIndex { $0 > address })
            if lowest.count > examples { lowest.removeLast() }
        }
        growing.tree.nodes[place].examples = lowest
    }
}
