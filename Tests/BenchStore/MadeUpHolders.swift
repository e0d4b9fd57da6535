import SnapshotModel

/// Who holds the objects of the made-up service: a tree of as many nodes as a snapshot keeps, 256 KB of steps, names and numbers.
///
/// As in a real service, a way begins at a static field, a handle or a stack, most nodes stay the same from day to day, some vary with the load, and a
/// few collections grow.
struct MadeUpHolders {
    private let nodes: [Node]

    private struct Node {
        let holder: String
        let root: String
        let type: String
        let parent: Int?
        let count: UInt64
        let size: UInt64
        let behaviour: UInt64
    }

    /// Bytes of a tree, and those of the numbers of a node beside its step and the name of its type.
    private static let budget = 256 << 10
    private static let nodeBytes = 16
    private static let depth = 9
    /// Most types have objects in a few nodes. An ASP.NET Core service had 1,640 types and 5,184 nodes.
    private static let types = 1_600
    private static let fields = [
        "_entries", "_items", "_handlers", "_cache", "_options", "_next", "_array", "_tables", "_buckets", "_target", "_inner", "_services",
    ]

    init(types: [String]) {
        var dice = Dice(state: 4_711)
        var nodes: [Node] = []
        var levels: [Int] = []
        var known = Set<String>()
        var room = MadeUpHolders.budget
        while room > 0 {
            let type = types[Int(dice.roll(UInt64(min(types.count, MadeUpHolders.types))))]
            let above = nodes.isEmpty || dice.roll(12) == 0 ? nil : nodes.count - 1 - Int(dice.roll(UInt64(min(nodes.count, 30))))
            let parent = above.flatMap { levels[$0] < MadeUpHolders.depth ? $0 : nil }
            let step =
                parent == nil
                ? "\(type).s_field\(nodes.count)"
                : dice.roll(3) == 0 ? HolderRow.element : MadeUpHolders.fields[Int(dice.roll(UInt64(MadeUpHolders.fields.count)))]
            room -= step.utf8.count + HolderRow.separator.utf8.count + MadeUpHolders.nodeBytes
            if known.insert(type).inserted { room -= type.utf8.count }
            nodes.append(
                Node(
                    holder: parent.map { nodes[$0].holder + HolderRow.separator + step } ?? step,
                    root: parent.map { nodes[$0].root } ?? HolderRow.staticField, type: type, parent: parent,
                    count: 1 + dice.roll(step == HolderRow.element ? 5_000 : 4), size: 24 + 8 * dice.roll(30), behaviour: dice.roll(400)))
            levels.append(parent.map { levels[$0] + 1 } ?? 0)
        }
        self.nodes = nodes
    }

    func table(day: Int) -> Table {
        var dice = Dice(state: UInt64(day) &* 611_953 &+ 3)
        var sums = nodes.map { node -> (count: UInt64, bytes: UInt64) in
            let count = self.count(node, day, &dice)
            return (count, count * node.size)
        }
        let own = sums
        for place in nodes.indices.reversed() {
            guard let parent = nodes[place].parent else { continue }
            sums[parent] = (sums[parent].count + sums[place].count, sums[parent].bytes + sums[place].bytes)
        }
        // Nodes of one way and type are one row.
        var rows: [String: HolderRow] = [:]
        var order: [String] = []
        for (place, node) in nodes.enumerated() {
            let key = node.holder + "\n" + node.type
            var row = rows[key] ?? HolderRow()
            if rows[key] == nil { order.append(key) }
            (row.type, row.holder, row.root) = (node.type, node.holder, node.root)
            row.count += own[place].count
            row.bytes += own[place].bytes
            row.heldCount = (row.heldCount ?? 0) + sums[place].count
            row.heldBytes = (row.heldBytes ?? 0) + sums[place].bytes
            rows[key] = row
        }
        return Table(order.compactMap { rows[$0] })
    }

    private func count(_ node: Node, _ day: Int, _ dice: inout Dice) -> UInt64 {
        switch node.behaviour {
        case 0: node.count + UInt64(day % MadeUpService.lifetime) * (1 + node.count / 100)
        case 1..<60: node.count - node.count / 8 + dice.roll(node.count / 4 + 1)
        default: node.count
        }
    }
}
