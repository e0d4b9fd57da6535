import GCDump
import HeapWalk
import RawMemory
import SnapshotModel

/// Who holds the objects of a .gcdump file.
///
/// The file says which object refers to which and not by what field. So a step has the name of the type that it leads to, but where the platform's layout
/// leaves no choice: `[]` for an element of an array, `_invocationList` and `_target` for what a delegate refers to.
struct GCDumpHolders {
    let tree: HolderTree
    let problems: [ReadingProblem]
    private let names: [String]

    /// What it takes, in bytes.
    static func memory(_ dump: GCDumpFile, _ counts: GCDumpCounts) -> UInt64 {
        GCDumpGraph.memory(nodes: dump.nodeCount, references: counts.references).saturatingAdd(
            ObjectGraphTracing.memory(nodes: dump.nodeCount))
    }

    /// Throws `Interrupted`.
    init(
        _ dump: GCDumpFile, _ counts: GCDumpCounts, _ types: GCDumpTypes, examples: Int, _ progress: WorkProgress
    ) throws(Interrupted) {
        progress.begin("reading references", total: UInt64(dump.nodeCount))
        let read = try GCDumpGraph(dump, references: counts.references, progress)
        let graph = ObjectGraph(types: read.types, sizes: read.sizes, first: read.firstChild, references: read.children)
        let rows = types.rows
        names = rows.map(\.name)
        let delegates = try DelegateTypes(graph, types, progress)
        let roots = GCDumpRoots(dump, graph, types)
        let order = rows.indices.sorted { a, b in
            bytewiseEqual(rows[a].name, rows[b].name)
                ? bytewise(rows[a].module, rows[b].module) : bytewise(rows[a].name, rows[b].name)
        }
        var ranks = [Int](repeating: 0, count: rows.count)
        for (rank, row) in order.enumerated() { ranks[row] = rank }
        let places = types.places
        let joins = rows.indices.map { !rows[$0].name.hasSuffix("]") && !delegates.rows.contains($0) }
        let graphTypes = ObjectGraphTypes(rows: places, ranks: ranks, joins: joins, weights: types.weights) { from, to in
            Self.step(from: places[from], to: places[to], rows, delegates)
        }
        progress.begin("tracing objects", total: types.objects)
        var tracing = ObjectGraphTracing(graph, graphTypes, examples: examples, address: { dump.address(Int($0)) }, progress)
        let isWhole = types.isWhole && read.strays == 0
        let (tree, unreached) = try tracing.tree(roots.all, isWhole: isWhole)
        self.tree = tree
        problems =
            (unreached > 0 ? [.graphObjectsUnreached(count: unreached, isWhole: isWhole)] : [])
            + (read.strays > 0 ? [.referencesStray(count: read.strays)] : [])
    }

    private static func step(from: Int?, to: Int?, _ rows: [TypeRow], _ delegates: DelegateTypes) -> String {
        guard let from, let to else { return HolderTree.other }
        if rows[from].name.hasSuffix("]") { return HolderRow.element }
        guard delegates.rows.contains(from) else { return rows[to].name }
        return to == delegates.list ? HolderRow.invocationList : HolderRow.target
    }

    /// The rows of holders: the largest ones, and one for the others of each.
    var rows: [HolderRow] { KeptHolders.rows(tree, names: names) }
}
