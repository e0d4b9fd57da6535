import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The result of tracing the heap: the objects that are alive by type, and the tree of their holders.
struct TracedHeap {
    let tree: HolderTree
    let problems: [ReadingProblem]
    /// The names of the rows of types.
    private let names: [String]

    /// Throws `Interrupted`.
    init(_ process: DumpedProcess, _ walked: WalkedHeap, _ trace: HeapTrace) throws(Interrupted) {
        let runtime = process.runtime
        // A walked heap has method tables.
        guard let heap = runtime.walkable.value else {
            (tree, problems, names) = (HolderTree(), [], [])
            return
        }
        let rows = walked.rows
        names = rows.map(\.name)
        let order = rows.indices.sorted { a, b in
            bytewiseEqual(rows[a].name, rows[b].name)
                ? bytewise(rows[a].module, rows[b].module) : bytewise(rows[a].name, rows[b].name)
        }
        var ranks = [Int](repeating: 0, count: rows.count)
        for (rank, row) in order.enumerated() { ranks[row] = rank }
        var joins = [Bool](repeating: true, count: rows.count)
        for (type, row) in zip(walked.census.types, walked.places) {
            joins[row] = joins[row] && TracedHeap.joins(type.methodTable, heap.methodTables, process.roles)
        }
        let steps = StepNames(process, heap.methodTables)
        let types = TracedTypes(rows: walked.places, ranks: ranks, joins: joins) { steps.name($0, $1) }
        let roots = try HolderRoots(process, heap, walked)
        let loaders = runtime.loaderAllocatorObjects.value
        let lost = walked.census.types.count {
            loaders?.isCollectible($0.methodTable) ?? false && loaders?.object(of: $0.methodTable) == nil
        }
        let tree = try trace.tree(
            heap, walked.census, types, roots.all, dependents: roots.dependents, loader: { loaders?.object(of: $0) },
            workers: process.workers, process.progress)
        self.tree = tree
        problems = roots.problems + TracedHeap.problems(tree, lost: UInt64(lost))
    }

    /// Whether references from objects of a type to others of the same type are links of one list or tree.
    private static func joins(_ table: Address, _ tables: MethodTables, _ roles: ObjectRoles?) -> Bool {
        guard case .fields = tables.references(of: table) else { return false }
        return !(roles?.role(of: table).isDelegate ?? false)
    }

    /// `lost`: types that can be unloaded, whose objects keep something alive that could not be found.
    private static func problems(_ tree: HolderTree, lost: UInt64) -> [ReadingProblem] {
        let unreadable = tree.unreadableTypes.saturatingAdd(lost)
        return
            (tree.strays > 0 ? [.referencesStray(count: tree.strays)] : [])
            + (tree.isStackCutOff ? [.rootsUnreadable(count: 1)] : [])
            + (unreadable > 0 ? [.referencesUnreadable(types: unreadable)] : [])
    }

    /// The rows of types with what is alive.
    func typeRows(_ walked: WalkedHeap) -> [TypeRow] {
        var rows = walked.rows
        for (live, row) in zip(tree.live, walked.places) {
            rows[row].liveCount = rows[row].liveCount.saturatingAdd(live.count)
            rows[row].liveBytes = rows[row].liveBytes.saturatingAdd(live.bytes)
        }
        return rows
    }

    /// The rows of holders: the largest ones, and one for all others.
    var holderRows: [HolderRow] {
        var rows: [[BytewiseText]: HolderRow] = [:]
        var places: [(holder: String, root: String)] = []
        for node in tree.nodes {
            let place = place(node, places)
            places.append(place)
            if node.count == 0 { continue }
            let type = node.row.map { names[$0] } ?? HolderRow.other
            let key = [type, place.holder, place.root].map { BytewiseText($0) }
            var row = rows[key] ?? HolderRow()
            (row.type, row.holder, row.root) = (type, place.holder, place.root)
            row.count = row.count.saturatingAdd(node.count)
            row.bytes = row.bytes.saturatingAdd(node.bytes)
            rows[key] = row
        }
        return TracedHeap.kept(Array(rows.values))
    }

    /// The way to a node, and the kind of its root.
    private func place(_ node: HolderTree.Node, _ places: [(holder: String, root: String)]) -> (holder: String, root: String) {
        guard let parent = node.parent else {
            let word = node.kind == .handle ? HolderRow.handleWord(node.step) : node.kind?.word ?? ""
            return (node.kind == .handle || node.step.isEmpty ? word : node.step, word)
        }
        let above = places[parent]
        return (above.holder + HolderRow.separator + node.step, above.root)
    }

    /// What is smaller says nothing about a leak.
    private static let rowLimit = 2000

    private static func kept(_ rows: [HolderRow]) -> [HolderRow] {
        if rows.count <= rowLimit { return rows }
        let order = rows.sorted { a, b in
            if a.bytes != b.bytes { return a.bytes > b.bytes }
            if a.count != b.count { return a.count > b.count }
            for (x, y) in [(a.holder, b.holder), (a.type, b.type), (a.root, b.root)] where !bytewiseEqual(x, y) { return bytewise(x, y) }
            return false
        }
        var others: [String: HolderRow] = [:]
        for row in order.dropFirst(rowLimit) {
            var other = others[row.root] ?? HolderRow()
            (other.type, other.holder, other.root) = (HolderRow.other, HolderRow.other, row.root)
            other.count = other.count.saturatingAdd(row.count)
            other.bytes = other.bytes.saturatingAdd(row.bytes)
            others[row.root] = other
        }
        return Array(order.prefix(rowLimit)) + others.values
    }
}
