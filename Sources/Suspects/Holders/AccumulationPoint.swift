/// A place in the forest at which objects accumulate: what keeps them does not multiply, and they do.
struct AccumulationPoint: Sendable, Hashable {
    let node: Int
    /// The type that multiplies.
    let type: String
    /// Objects of that type at that place.
    let count: Course
    /// Their bytes, with everything below that is theirs.
    let bytes: Course
    /// The children of the node that belong to these objects.
    let children: [Int]
    /// Whether the objects multiply. Otherwise only the bytes grow: arrays, texts, or many things a little.
    let multiplies: Bool
}

/// Finds the accumulation points of a forest.
///
/// What grows below a point is dragged along and is no point of its own. What grows only with the number of its holders is not one either: then
/// the holders are.
struct AccumulationSearch {
    private let forest: HolderForest
    private let floor: Int128
    private let leastCount: Int128
    private var found: [AccumulationPoint] = []

    /// Less growth of bytes in every stage is not looked at.
    private static let leastBytes: Int128 = 8 * 1024
    /// The same as a share of what is alive.
    private static let leastShare = 0.0002
    /// Objects that a point gains in every stage. With two stages anything that came in one step looks like growth in every one.
    private static let leastObjects: Int128 = 5
    private static let leastObjectsOfTwo: Int128 = 20
    /// From this growth on objects are followed however small they are.
    private static let manyObjects: Int128 = 1000
    /// The same as a share of the first number.
    private static let leastCountShare = 0.01

    static func points(_ forest: HolderForest) -> [AccumulationPoint] {
        var search = AccumulationSearch(forest)
        for root in forest.roots { _ = search.visit(root, isRoot: true) }
        return search.found
    }

    /// The bytes that a place gains in every stage before it is looked at.
    static func leastGrowth(_ forest: HolderForest) -> Int128 { max(leastBytes, Int128(Double(forest.total.last) * leastShare)) }

    private init(_ forest: HolderForest) {
        self.forest = forest
        floor = AccumulationSearch.leastGrowth(forest)
        leastCount = forest.stages == 2 ? AccumulationSearch.leastObjectsOfTwo : AccumulationSearch.leastObjects
    }

    /// Looks at a node and below. The result is the growth of bytes that points explain.
    private mutating func visit(_ place: Int, isRoot: Bool = false) -> Int128 {
        let node = forest.nodes[place]
        let growth = node.wholeBytes.sustained
        guard growth >= floor || node.count.sustained >= AccumulationSearch.manyObjects else { return 0 }
        let multiplying = multiplying(node)
        if !multiplying.isEmpty, isMoreOfTheSame(node, multiplying) {
            take(place, multiplying)
            return growth
        }
        var explained: Int128 = 0
        for child in node.children { explained += visit(child) }
        if explained == 0, !multiplying.isEmpty {
            take(place, multiplying)
            return growth
        }
        if growth >= floor, growth - explained >= max(floor, growth / 2) {
            // Nothing below explains it, and yet it grows in every stage.
            if let largest = node.elements.max(by: { $0.bytes.sustained < $1.bytes.sustained }) {
                found.append(
                    AccumulationPoint(
                        node: place, type: largest.type, count: largest.count, bytes: node.wholeBytes, children: node.children,
                        multiplies: false))
            }
            return growth
        }
        return explained
    }

    /// The types of a node that grow in number. Where none does alone, the types of one that do together.
    private func multiplying(_ node: HolderForest.Node) -> [HolderForest.Element] {
        let grown = node.elements.filter { isGrowing($0.count) }
        if !grown.isEmpty || !isGrowing(node.count) { return grown }
        guard let largest = node.elements.max(by: { $0.count.gain < $1.count.gain }) else { return [] }
        return [HolderForest.Element(type: largest.type, count: node.count, bytes: node.bytes)]
    }

    private func isGrowing(_ count: Course) -> Bool {
        let least = count.sustained
        return least >= leastCount && Double(least) >= AccumulationSearch.leastCountShare * Double(max(1, count.first))
    }

    /// Whether most of the growth is more instances of the size that they had before, and not that each became larger. Where it is not, the cause is
    /// further down: of 185 objects one has got 3,000 listeners.
    private func isMoreOfTheSame(_ node: HolderForest.Node, _ multiplying: [HolderForest.Element]) -> Bool {
        let count = Course.sum(multiplying.lazy.map(\.count), stages: forest.stages)
        guard let before = count.values.firstIndex(where: { $0 > 0 }), before < count.values.count - 1 else { return true }
        let more = Double(count.last - count.values[before]) * Double(node.wholeBytes.values[before]) / Double(count.values[before])
        return more >= 0.5 * Double(node.wholeBytes.last - node.wholeBytes.values[before])
    }

    /// Makes a point of each type that multiplies at a node. What is below belongs to the type whose number fits best.
    private mutating func take(_ place: Int, _ elements: [HolderForest.Element]) {
        let node = forest.nodes[place]
        var children = [[Int]](repeating: [], count: elements.count)
        for child in node.children { children[owner(of: forest.nodes[child], elements)].append(child) }
        for (index, element) in elements.enumerated() {
            let below = Course.sum(children[index].map { forest.nodes[$0].wholeBytes }, stages: forest.stages)
            found.append(
                AccumulationPoint(
                    node: place, type: element.type, count: element.count, bytes: element.bytes + below, children: children[index],
                    multiplies: true))
        }
    }

    private func owner(of child: HolderForest.Node, _ elements: [HolderForest.Element]) -> Int {
        func distance(_ element: HolderForest.Element) -> Double {
            abs(Double(child.count.gain) / Double(max(1, element.count.gain)) - 1)
        }
        let candidates = elements.indices.filter { !FrameworkTypes.isWithoutReferences(elements[$0].type) }
        // Of equal ones the largest, since it has the fields.
        return candidates.min { a, b in
            let (x, y) = (distance(elements[a]), distance(elements[b]))
            return x != y ? x < y : elements[a].bytes.gain > elements[b].bytes.gain
        } ?? 0
    }
}
