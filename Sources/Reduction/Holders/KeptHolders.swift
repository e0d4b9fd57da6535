import HeapWalk
import RawMemory
import SnapshotModel

/// The rows of the section `holders` of a tree of holders: what does not fit into the budget is summed up below the holder that keeps it.
struct KeptHolders {
    private let tree: HolderTree
    private let sums: [(count: UInt64, bytes: UInt64)]
    /// Names by row of types.
    private let names: [String]
    private var places: [Int: Place] = [:]
    private var rows: [[BytewiseText]: HolderRow] = [:]

    private struct Place {
        let holder: String
        let root: String
    }

    /// The bytes that a snapshot may use for its holders, as they are kept in a store before these are compressed: a program with 5,000 nodes
    /// takes some 200 KB. The nodes follow the shape of the program, not the size of its heap.
    static let budget = 256 << 10
    /// The numbers of a row, and the places of its texts.
    private static let rowBytes = 16

    /// `names`: by the row of a type.
    static func rows(_ tree: HolderTree, names: [String], budget: Int = budget) -> [HolderRow] {
        var kept = KeptHolders(tree: tree, sums: tree.sums, names: names)
        let isKept = kept.choose(budget)
        for place in tree.nodes.indices { kept.add(place, isKept) }
        return Array(kept.rows.values)
    }

    private init(tree: HolderTree, sums: [(count: UInt64, bytes: UInt64)], names: [String]) {
        self.tree = tree
        self.sums = sums
        self.names = names
    }

    /// The nodes that keep most, together with all above them. A holder keeps at least as much as each of those below it, and comes first.
    private func choose(_ budget: Int) -> [Bool] {
        var isKept = [Bool](repeating: false, count: tree.nodes.count)
        var room = budget
        var isKnown = [Bool](repeating: false, count: names.count)
        let order = tree.nodes.indices.sorted { sums[$0].bytes != sums[$1].bytes ? sums[$0].bytes > sums[$1].bytes : $0 < $1 }
        for place in order {
            let node = tree.nodes[place]
            // Names share their beginnings with their neighbours in a store, so a node costs its own step.
            var cost = node.step.utf8.count + HolderRow.separator.utf8.count + Self.rowBytes
            if let row = node.row, !isKnown[row] {
                isKnown[row] = true
                cost += names[row].utf8.count
            }
            guard cost <= room else { break }
            room -= cost
            isKept[place] = true
        }
        return isKept
    }

    private mutating func add(_ place: Int, _ isKept: [Bool]) {
        let node = tree.nodes[place]
        guard isKept[place] else {
            // What is below one that is left out goes with it.
            guard node.parent.map({ isKept[$0] }) ?? true else { return }
            let above = node.parent.flatMap { places[$0] }
            let holder = above.map { $0.holder + HolderRow.separator + HolderRow.other } ?? HolderRow.other
            add(type: HolderRow.other, Place(holder: holder, root: above?.root ?? Self.root(node)), sums[place], held: sums[place], [])
            return
        }
        let own = placeOf(node)
        places[place] = own
        if node.count == 0 { return }
        add(
            type: node.row.map { names[$0] } ?? HolderRow.other, own, (node.count, node.bytes), held: sums[place], node.examples)
    }

    private mutating func add(
        type: String, _ place: Place, _ own: (count: UInt64, bytes: UInt64), held: (count: UInt64, bytes: UInt64), _ examples: [Address]
    ) {
        let key = [type, place.holder, place.root].map { BytewiseText($0) }
        var row = rows[key] ?? HolderRow()
        (row.type, row.holder, row.root) = (type, place.holder, place.root)
        row.count = row.count.saturatingAdd(own.count)
        row.bytes = row.bytes.saturatingAdd(own.bytes)
        row.heldCount = (row.heldCount ?? 0).saturatingAdd(held.count)
        row.heldBytes = (row.heldBytes ?? 0).saturatingAdd(held.bytes)
        // Those of several nodes with one way: the ones of the first.
        if row.examples.isEmpty { row.examples = examples.map { "0x" + String($0.value, radix: 16) }.joined(separator: ", ") }
        rows[key] = row
    }

    /// The way to a node, and the kind of its root.
    private func placeOf(_ node: HolderTree.Node) -> Place {
        guard let parent = node.parent else {
            let word = Self.root(node)
            return Place(holder: node.kind == .handle || node.step.isEmpty ? word : node.step, root: word)
        }
        let above = places[parent]
        return Place(holder: (above?.holder ?? "") + HolderRow.separator + node.step, root: above?.root ?? "")
    }

    private static func root(_ node: HolderTree.Node) -> String {
        node.kind == .handle ? HolderRow.handleWord(node.step) : node.kind?.word ?? ""
    }
}
