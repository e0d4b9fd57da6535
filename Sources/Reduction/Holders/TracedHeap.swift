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

    /// `nil` when it takes more memory than is allowed. Throws `Interrupted`.
    init?(_ process: DumpedProcess, _ walked: WalkedHeap, _ trace: HeapTrace, _ limit: MemoryLimit) throws(Interrupted) {
        let runtime = process.runtime
        // A walked heap has method tables.
        guard let heap = runtime.walkable.value else { return nil }
        let rows = walked.rows
        let emitted = Set((runtime.modules.value ?? []).filter(\.isDynamic).map { BytewiseText($0.name) })
        names = rows.map { emitted.contains(BytewiseText($0.module)) ? HolderRow.unnumbered($0.name) : $0.name }
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
        let traced = try trace.tree(
            heap, walked.census, types, roots.all, dependents: roots.dependents, loader: { loaders?.object(of: $0) },
            workers: process.workers, examples: process.options.addresses ? HolderRow.exampleLimit : 0, limit: limit.bytes,
            retains: process.options.retained, process.progress)
        guard let tree = traced else { return nil }
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
            + (tree.retainedShortage.map { [.retainedLeftOut($0)] } ?? [])
    }

    /// The rows of types with what is alive.
    func typeRows(_ walked: WalkedHeap) -> [TypeRow] {
        var rows = walked.rows
        for (live, row) in zip(tree.live, walked.places) {
            rows[row].liveCount = rows[row].liveCount.saturatingAdd(live.count)
            rows[row].liveBytes = rows[row].liveBytes.saturatingAdd(live.bytes)
        }
        for (row, retained) in (tree.retained ?? []).enumerated() {
            (rows[row].retainedCount, rows[row].retainedBytes) = (retained.count, retained.bytes)
        }
        let held = tree.heldByType
        // Where nothing is alive, nothing is known of what keeps objects alive.
        if held.isEmpty { return rows }
        for row in rows.indices { (rows[row].heldCount, rows[row].heldBytes) = (held[row]?.count ?? 0, held[row]?.bytes ?? 0) }
        return rows
    }

    /// The rows of holders: the largest ones, and one for the others of each.
    var holderRows: [HolderRow] { KeptHolders.rows(tree, names: names) }
}
