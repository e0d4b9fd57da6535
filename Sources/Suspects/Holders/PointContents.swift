import SnapshotModel

/// What an accumulation point is in, and what is in it.
struct PointContents: Sendable {
    let forest: HolderForest

    /// The nodes that belong to a point: its children and all below. The node itself is not among them.
    func below(_ point: AccumulationPoint) -> [Int] { point.children.flatMap { forest.below($0) } }

    /// The types on the way from the root to a point, its own last. A stack, a kind of handle and the runtime's own arrays keep objects of all types,
    /// which say nothing about those below.
    func types(above point: AccumulationPoint) -> [String] {
        forest.way(point.node).dropLast().filter { forest.nodes[$0].parent != nil || forest.nodes[$0].root == HolderRow.staticField }
            .flatMap { forest.nodes[$0].elements.map(\.type) } + [point.type]
    }

    /// How many objects that `isWanted` accepts a point gains in every stage, itself included.
    func gained(_ point: AccumulationPoint, _ isWanted: (String) -> Bool) -> Int128 {
        let own = isWanted(point.type) ? max(0, point.count.sustained) : 0
        return below(point).reduce(own) { sum, node in
            sum + forest.nodes[node].elements.reduce(0) { isWanted($1.type) ? $0 + max(0, $1.count.sustained) : $0 }
        }
    }

    /// What a program keeps at a point: the point's type, or that in its collections.
    func payload(_ point: AccumulationPoint) -> Payload {
        var payload = Payload(node: point.node, type: point.type, count: point.count)
        var children = point.children
        let least = Double(max(1, point.count.sustained)) / 2
        while FrameworkTypes.isContainer(payload.type) {
            let candidates = children.flatMap { child in
                forest.nodes[child].elements.filter { $0.count.sustained > 0 && Double($0.count.sustained) >= least }.map { (child, $0) }
            }
            let values = candidates.filter { PointContents.isValue(forest.nodes[$0.0].step) }
            let chosen = (values.isEmpty ? candidates : values).max { a, b in
                let (x, y) = (forest.nodes[a.0].wholeBytes.sustained, forest.nodes[b.0].wholeBytes.sustained)
                return x != y ? x < y : a.1.bytes.sustained < b.1.bytes.sustained
            }
            guard let (node, element) = chosen else { return inCollections(point) ?? payload }
            payload = Payload(node: node, type: element.type, count: element.count)
            children = forest.nodes[node].children
        }
        return payload
    }

    /// What is in the collections below a point, added up by type: a queue has two segments, and what is in each comes and goes.
    private func inCollections(_ point: AccumulationPoint) -> Payload? {
        var found: [BytewiseText: (node: Int, count: Course, bytes: Course)] = [:]
        var open = point.children
        while let node = open.popLast() {
            for element in forest.nodes[node].elements where !FrameworkTypes.isContainer(element.type) {
                let key = BytewiseText(element.type)
                let known = found[key]
                found[key] = (
                    min(known?.node ?? node, node), known.map { $0.count + element.count } ?? element.count,
                    known.map { $0.bytes + element.bytes } ?? element.bytes
                )
            }
            if FrameworkTypes.isContainer(forest.nodes[node].mainType) { open += forest.nodes[node].children }
        }
        let most = found.filter { $0.value.count.sustained >= PointContents.leastInCollections }.max { a, b in
            let (x, y) = (a.value.bytes.sustained, b.value.bytes.sustained)
            return x != y ? x < y : bytewise(b.key.text, a.key.text)
        }
        return most.map { Payload(node: $0.value.node, type: $0.key.text, count: $0.value.count) }
    }

    private static let leastInCollections: Int128 = 5

    struct Payload: Sendable {
        let node: Int
        let type: String
        let count: Course
    }

    /// Fields of nodes and entries of collections with what is kept, and not with its key.
    private static func isValue(_ step: String) -> Bool {
        let name = step.split(separator: ".").last.map(String.init) ?? step
        return ["value", "_value", "Value", "item", "_item", "Item"].contains(name)
    }

    /// The field that a program knows: the last node on the way to a point that is no inside of a collection, and the one below it.
    func holder(_ point: AccumulationPoint) -> (owner: Int?, field: Int) {
        var field = point.node
        while let owner = forest.nodes[field].parent {
            let node = forest.nodes[owner]
            guard FrameworkTypes.isContainer(node.mainType) || node.step == HolderRow.invocationList else { return (owner, field) }
            field = owner
        }
        return (nil, field)
    }

    /// Whether what a point gains belongs to a holder of some kind above it: the point is one, is directly below one, or such holders multiply too. What
    /// accumulates in something that one such holder refers to is another leak: a queue that the state of a single timer refers to.
    /// `throughCollections`: whether a holder that is a collection counts as well for what is in it.
    func belongs(_ point: AccumulationPoint, throughCollections: Bool = false, to isHolder: (Int) -> Bool) -> Bool {
        let way = forest.way(point.node)
        for place in way.indices.reversed() where isHolder(way[place]) {
            if place >= way.count - 2 || 2 * forest.nodes[way[place]].count.sustained >= max(1, point.count.sustained) { return true }
            if throughCollections, way[place..<(way.count - 1)].allSatisfy({ FrameworkTypes.isContainer(forest.nodes[$0].mainType) }) {
                return true
            }
        }
        return false
    }

    /// Whether one of the types of a node is wanted. A stack, a kind of handle and the runtime's own arrays keep objects of all types.
    func has(_ node: Int, _ isWanted: (String) -> Bool) -> Bool {
        (forest.nodes[node].parent != nil || forest.nodes[node].root == HolderRow.staticField)
            && forest.nodes[node].elements.contains { isWanted($0.type) }
    }

    /// Whether there are more objects of a wanted type at a node in every stage.
    func multiplies(_ node: Int, _ isWanted: (String) -> Bool) -> Bool {
        has(node) { isWanted($0) } && forest.nodes[node].elements.contains { isWanted($0.type) && $0.count.sustained > 0 }
    }

    /// Whether a collection is between a point and its root.
    func isInCollection(_ point: AccumulationPoint) -> Bool {
        FrameworkTypes.isContainer(point.type)
            || forest.way(point.node).dropFirst().dropLast().contains { node in
                forest.nodes[node].elements.contains { FrameworkTypes.isContainer($0.type) }
            }
    }

    /// What a point drags along, most bytes first.
    func dragged(_ point: AccumulationPoint, limit: Int) -> [Suspect.Dragged] {
        var all: [Suspect.Dragged] = []
        for node in below(point) {
            for element in forest.nodes[node].elements where element.bytes.sustained > 0 {
                all.append(
                    Suspect.Dragged(
                        type: element.type, holder: forest.words(node), objects: max(0, element.count.sustained),
                        bytes: element.bytes.sustained))
            }
        }
        // Of equal ones that comes first which is nearer.
        let order = all.indices.sorted { a, b in all[a].bytes != all[b].bytes ? all[a].bytes > all[b].bytes : a < b }
        return order.prefix(limit).map { all[$0] }
    }
}
