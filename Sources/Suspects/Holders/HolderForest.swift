import SnapshotModel

/// Who holds what at every stage: the section `holders` of several snapshots as trees. A node is one way from a root; its elements are the
/// objects at the end of that way, by type.
struct HolderForest: Sendable {
    struct Element: Sendable {
        let type: String
        let count: Course
        /// Of these objects alone.
        let bytes: Course
    }

    struct Node: Sendable {
        let parent: Int?
        /// The last step; of a root its name.
        let step: String
        /// The word for the kind of root.
        let root: String
        /// Of what a stack keeps: what the thread runs, as far as it is known.
        let stack: String?
        fileprivate(set) var children: [Int] = []
        /// In the bytewise order of types.
        fileprivate(set) var elements: [Element] = []
        /// The objects of the node alone.
        fileprivate(set) var count: Course
        fileprivate(set) var bytes: Course
        /// With everything below.
        fileprivate(set) var wholeBytes: Course

        /// The type with most bytes at the last stage: what the node is.
        fileprivate(set) var mainType = ""
    }

    /// Holders before what they hold.
    let nodes: [Node]
    let stages: Int
    /// Roots, in the order of their words and names.
    let roots: [Int]

    /// Deeper ways end here. Those of the reader are not as deep.
    private static let depthLimit = 64

    /// Throws when a snapshot has no holders. `isMade`: whether a type was made at run time, so that numbers in its name mean nothing.
    init(_ stages: Stages, isMade: (String) -> Bool = { _ in false }) throws(NotInInput) {
        let tables = try stages.tables(HolderRow.section.info.name, "count", "bytes")
        var growing = GrowingForest(stages: stages.count)
        for (stage, table) in tables.enumerated() {
            for row in table.rows(as: HolderRow.self) where row.holder != HolderRow.other {
                growing.add(row, type: isMade(row.type) ? HolderForest.folded(row.type) : row.type, stage, depth: HolderForest.depthLimit)
            }
        }
        let order = growing.order
        var places = [Int](repeating: 0, count: order.count)
        for (place, node) in order.enumerated() { places[node] = place }
        var nodes = order.map { growing.node($0, places) }
        for place in nodes.indices.reversed() {
            guard let parent = nodes[place].parent else { continue }
            nodes[parent].wholeBytes = nodes[parent].wholeBytes + nodes[place].wholeBytes
        }
        for place in nodes.indices { if let parent = nodes[place].parent { nodes[parent].children.append(place) } }
        self.nodes = nodes
        self.stages = stages.count
        roots = nodes.indices.filter { nodes[$0].parent == nil }
    }

    /// The numbers in a name replaced by `#`: `ImplService12` and `ImplService13` are one type. A redacted name stays.
    static func folded(_ name: String) -> String {
        name.utf8.first == UInt8(ascii: "~") ? name : HolderRow.unnumbered(name)
    }

    // MARK: Ways

    /// The nodes from the root to a node.
    func way(_ node: Int) -> [Int] {
        var way = [node]
        while let parent = nodes[way[way.count - 1]].parent { way.append(parent) }
        return way.reversed()
    }

    func root(_ node: Int) -> Node {
        var node = node
        while let parent = nodes[node].parent { node = parent }
        return nodes[node]
    }

    /// `static Lab.sessions > _entries > [].value`. The word for the root stands before what names it, but not twice.
    func words(_ node: Int) -> String {
        let steps = way(node).map { nodes[$0].step }
        let holder = ((nodes[node].stack.map { [$0] } ?? steps.prefix(1)) + steps.dropFirst()).joined(separator: HolderRow.separator)
        return HolderRow.words(root: nodes[node].root, holder)
    }

    /// A node and all below it, holders first.
    func below(_ node: Int) -> [Int] {
        var found = [node]
        var next = 0
        while next < found.count {
            found += nodes[found[next]].children
            next += 1
        }
        return found
    }

    /// All bytes of all stages: what is alive.
    var total: Course { Course.sum(roots.map { nodes[$0].wholeBytes }, stages: stages) }
}

/// The forest while rows are added to it.
private struct GrowingForest {
    private struct Step: Hashable {
        /// -1 for a root.
        let parent: Int
        let root: BytewiseText
        let step: BytewiseText
    }
    private struct Place {
        let parent: Int?
        let step: String
        let root: String
        let depth: Int
        /// The stack with most bytes at the latest stage.
        var stack: (name: String, stage: Int, bytes: UInt64)?
        var types: [BytewiseText: (count: [Int128], bytes: [Int128])] = [:]
    }

    private struct Way: Hashable {
        let root: BytewiseText
        let holder: BytewiseText
    }

    private let stages: Int
    private var places: [Place] = []
    private var known: [Step: Int] = [:]
    /// The places of whole ways: most rows have one that a row of another type or stage had, or are one step below one.
    private var ways: [Way: Int] = [:]

    init(stages: Int) { self.stages = stages }

    mutating func add(_ row: HolderRow, type: String, _ stage: Int, depth limit: Int) {
        let place = place(row.root, row.holder, limit)
        if row.root == HolderRow.stack {
            let known = places[place].stack
            if known.map({ $0.stage < stage || $0.stage == stage && $0.bytes < row.bytes }) ?? true {
                let end = GrowingForest.separators(row.holder).first ?? row.holder.utf8.count
                places[place].stack = (String(decoding: row.holder.utf8.prefix(end), as: UTF8.self), stage, row.bytes)
            }
        }
        let none = [Int128](repeating: 0, count: stages)
        places[place].types[BytewiseText(type), default: (none, none)].count[stage] += Int128(row.count)
        places[place].types[BytewiseText(type), default: (none, none)].bytes[stage] += Int128(row.bytes)
    }

    /// The place at the end of a way, of which the first steps count up to a limit.
    private mutating func place(_ root: String, _ holder: String, _ limit: Int) -> Int {
        let root = BytewiseText(root)
        if let place = ways[Way(root: root, holder: BytewiseText(holder))] { return place }
        let bytes = Array(holder.utf8)
        let ends = (GrowingForest.separators(holder) + [bytes.count]).prefix(limit)
        func text(from start: Int, to end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }
        // From the longest beginning that is known on.
        var depth = ends.count - 1
        var parent: Int?
        while depth > 0, parent == nil {
            depth -= 1
            parent = ways[Way(root: root, holder: BytewiseText(text(from: 0, to: ends[depth])))]
        }
        if parent != nil { depth += 1 }
        while true {
            let start = depth == 0 ? 0 : ends[depth - 1] + HolderRow.separator.utf8.count
            let isCut = depth == limit - 1
            let place = step(isCut ? HolderRow.other : text(from: start, to: ends[depth]), root, depth, parent)
            if !isCut || depth == 0 { ways[Way(root: root, holder: BytewiseText(text(from: 0, to: ends[depth])))] = place }
            if depth == ends.count - 1 { return place }
            parent = place
            depth += 1
        }
    }

    private mutating func step(_ name: String, _ root: BytewiseText, _ depth: Int, _ parent: Int?) -> Int {
        // An async method runs now on one thread and now on another one. So all stacks are one root.
        let step = depth == 0 && root.text == HolderRow.stack ? root.text : name
        let key = Step(parent: parent ?? -1, root: depth == 0 ? root : BytewiseText(""), step: BytewiseText(step))
        if let place = known[key] { return place }
        known[key] = places.count
        places.append(Place(parent: parent, step: step, root: root.text, depth: depth))
        return places.count - 1
    }

    /// Where the separators of a way begin.
    private static func separators(_ holder: String) -> [Int] {
        let mark = Array(HolderRow.separator.utf8)
        let bytes = Array(holder.utf8)
        var found: [Int] = []
        var place = 0
        while place + mark.count <= bytes.count {
            if bytes[place] == mark[0], bytes[place..<(place + mark.count)].elementsEqual(mark) {
                found.append(place)
                place += mark.count
            } else {
                place += 1
            }
        }
        return found
    }

    /// Parents before their children, siblings in the order of their steps.
    var order: [Int] {
        places.indices.sorted { a, b in
            let (x, y) = (places[a], places[b])
            if x.depth != y.depth { return x.depth < y.depth }
            if x.root != y.root { return bytewise(x.root, y.root) }
            if x.step != y.step { return bytewise(x.step, y.step) }
            return isBefore(x.parent, y.parent)
        }
    }

    /// Whether one way comes before another one of the same length.
    private func isBefore(_ a: Int?, _ b: Int?) -> Bool {
        var (a, b) = (a, b)
        while let x = a, let y = b, x != y {
            if !bytewiseEqual(places[x].step, places[y].step) { return bytewise(places[x].step, places[y].step) }
            (a, b) = (places[x].parent, places[y].parent)
        }
        return false
    }

    func node(_ index: Int, _ renumbered: [Int]) -> HolderForest.Node {
        let place = places[index]
        let elements = place.types.map {
            HolderForest.Element(type: $0.key.text, count: Course($0.value.count), bytes: Course($0.value.bytes))
        }.sorted { bytewise($0.type, $1.type) }
        let bytes = Course.sum(elements.lazy.map(\.bytes), stages: stages)
        var node = HolderForest.Node(
            parent: place.parent.map { renumbered[$0] }, step: place.step, root: place.root, stack: place.stack?.name,
            count: Course.sum(elements.lazy.map(\.count), stages: stages), bytes: bytes, wholeBytes: bytes)
        node.elements = elements
        node.mainType = elements.max { $0.bytes.last < $1.bytes.last }?.type ?? ""
        return node
    }
}
