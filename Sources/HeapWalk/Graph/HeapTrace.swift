package import CoreCLR
import ProcessMemory
package import RawMemory
import Synchronization

/// Follows the references of a heap from its roots. It is made before the heap is walked, since the walk says where objects begin.
package final class HeapTrace: Sendable {
    /// The numbers of types have 20 bits.
    package static let typeLimit = 1 << 20

    let map: HeapMap
    /// By address.
    private let large = Mutex<[AddressRange]>([])

    /// `nil` when the heap has more than 32 GB, or when the system has no memory for its bits: 1/32 of the heap.
    package init?(_ heap: WalkableHeap) {
        guard let map = HeapMap(heap) else { return nil }
        self.map = map
    }

    fileprivate func add(_ objects: [AddressRange]) {
        large.withLock { $0 = ($0 + objects).sorted { $0.start < $1.start } }
    }

    /// What following the references of a heap takes, in bytes. `objects` is `nil` before they are counted: then it is what must be there
    /// while the heap is walked.
    package static func memory(_ heap: WalkableHeap, objects: UInt64?) -> UInt64 { TracingAllowance.needed(heap, objects: objects) }

    /// Who holds the objects of a walked heap. `nil` when that takes more memory than `limit`, in bytes.
    ///
    /// `retains`: whether it is wanted what the objects of each type retain. That takes more memory and can be missing alone.
    /// `dependents`: the objects of dependent handles. `loader`: the loader's object of a type that can be unloaded. `examples`: so many objects of
    /// each node are named by address. Throws `Interrupted`.
    package func tree(
        _ heap: WalkableHeap, _ census: HeapCensus, _ types: TracedTypes, _ roots: [HolderRoot],
        dependents: [(first: Address, second: Address)], loader: (Address) -> Address?, workers: Int, examples: Int = 0,
        limit: UInt64 = .max, retains: Bool = false, _ progress: WorkProgress
    ) throws(Interrupted) -> HolderTree? {
        var strays: UInt64 = 0
        let (seconds, primaries) = self.dependents(dependents, &strays)
        let graphTypes = GraphTypes(heap.methodTables, census.types.map(\.methodTable), rows: types.rows) { table, entry in
            entry.isPrimary = primaries.contains(table.value)
            entry.joins = types.joins[Int(entry.row)]
            if let object = loader(table), let word = start(object.value) { entry.loader = word + 1 }
        }
        let objects = census.objects
        progress.begin("tracing objects", total: objects)
        let graph = HeapGraph(map, graphTypes, seconds)
        let allowance = TracingAllowance(limit: limit, heap, objects: objects)
        var tracing = HolderTracing(graph, types, workers: workers, examples: examples, allowance, progress)
        let all = roots + [HolderRoot(.frozen, "", [])]
        var steps = Self.searchLimit
        var rootWords: [UInt32] = []
        for phase in Set(all.map(\.kind.phase)).sorted() {
            let found = all.filter { $0.kind.phase == phase }.map { root in
                (root: root, words: root.kind == .frozen ? frozen(heap) : words(root, graph, retains, &strays, &steps, progress))
            }
            if retains { for words in found.map(\.words) { rootWords += words } }
            try progress.check()
            try tracing.follow(found)
            if allowance.isExceeded { return nil }
        }
        var tree = tracing.finish()
        tree.strays = tree.strays.saturatingAdd(strays)
        tree.isStackCutOff = steps <= 0
        if retains { try addRetained(to: &tree, graph, rootWords, heap, types, limit, progress) }
        return tree
    }

    /// `roots`: the starts of all roots' objects.
    private func addRetained(
        to tree: inout HolderTree, _ graph: HeapGraph, _ roots: [UInt32], _ heap: WalkableHeap, _ types: TracedTypes, _ limit: UInt64,
        _ progress: WorkProgress
    ) throws(Interrupted) {
        let live = tree.live.reduce(0 as UInt64) { $0.saturatingAdd($1.count) }
        let fixed = HeapMap.bytes(heap).saturatingAdd(live.checkedMultiply(DepthFirst.bytesOfObject) ?? .max)
        // A reference that is no way down for each object.
        let needed = fixed.saturatingAdd(live.checkedMultiply(8) ?? .max)
        tree.retainedShortage = MemoryShortage(needed: max(needed, limit.saturatingAdd(1)), allowed: limit)
        guard needed <= limit, var visit = DepthFirst(graph, room: limit - fixed) else { return }
        progress.begin("sorting out what retains what", total: live)
        try visit.run(roots, progress)
        guard !visit.isExceeded, let dominators = try Dominators(visit, progress) else { return }
        tree.retained = try RetainedSizes(visit, dominators, graph.types, rowCount: types.ranks.count, progress).rows
        tree.retainedShortage = nil
    }

    /// The starts of a root's objects. Words of stacks may lead into an object, or nowhere.
    private func words(
        _ root: HolderRoot, _ graph: HeapGraph, _ retains: Bool, _ strays: inout UInt64, _ steps: inout Int, _ progress: WorkProgress
    ) -> [UInt32] {
        if root.kind == .stack { return words(ofStacks: root, graph, retains, &steps, progress) }
        var words: [UInt32] = []
        for object in root.objects {
            if let word = start(object.value) {
                words.append(word)
            } else if map.word(object.value) != nil {
                strays += 1
            }
        }
        return words
    }

    /// Searching for the starts of objects around the words of all stacks ends after so many steps of 64 words: those of a damaged dump may be as
    /// large as its memory.
    private static let searchLimit = 1 << 27

    /// `withMarked`: also those that something before has reached.
    private func words(
        ofStacks root: HolderRoot, _ graph: HeapGraph, _ withMarked: Bool, _ steps: inout Int, _ progress: WorkProgress
    ) -> [UInt32] {
        var words: Set<UInt32> = []
        for object in root.objects { if let word = start(around: object.value, graph, &steps) { words.insert(word) } }
        for stack in root.stacks {
            for run in map.memory.runs(in: stack) {
                var at = run.start.saturatingAdd(7) & ~7
                while at < run.end, at & 0xFFFF != 0 || !progress.isStopped {
                    if let value = map.memory.u64(Address(at)), let word = start(around: value, graph, &steps),
                        withMarked || !map.isMarked(word)
                    {
                        words.insert(word)
                    }
                    at = at.saturatingAdd(8)
                }
            }
        }
        return words.sorted()
    }

    private func start(_ address: UInt64) -> UInt32? { map.word(address).flatMap { map.isStart($0) ? $0 : nil } }

    /// The start of the object that an address lies in.
    private func start(around address: UInt64, _ graph: HeapGraph, _ steps: inout Int) -> UInt32? {
        guard let word = map.word(address & ~7) else { return nil }
        if let start = map.start(atOrBefore: word, &steps), let (_, size) = graph.object(start),
            address < map.address(start).saturatingAdd(size)
        {
            return start
        }
        return large.withLock { large in
            let next = large.partitioningIndex { $0.start.value > address }
            return next > 0 && large[next - 1].contains(Address(address)) ? self.start(large[next - 1].start.value) : nil
        }
    }

    private func frozen(_ heap: WalkableHeap) -> [UInt32] {
        var words: [UInt32] = []
        for region in heap.heap.regions where region.generation == .frozen { map.forEachStart(in: region.objects) { words.append($0) } }
        return words
    }

    private func dependents(
        _ pairs: [(first: Address, second: Address)], _ strays: inout UInt64
    ) -> (seconds: [UInt32: [UInt32]], primaries: Set<UInt64>) {
        var seconds: [UInt32: [UInt32]] = [:]
        var primaries: Set<UInt64> = []
        for (first, second) in pairs {
            guard let from = start(first.value), let to = start(second.value), let table = map.load(from, 0) else {
                if map.word(first.value) != nil, map.word(second.value) != nil { strays += 1 }
                continue
            }
            seconds[from, default: []].append(to)
            primaries.insert(table & ~7)
        }
        return (seconds, primaries)
    }
}

extension WalkableHeap {
    /// As `scan(workers:_:_:)`; `trace` learns where objects begin.
    func scan<Visitor: ObjectVisitor>(
        workers: Int, _ progress: WorkProgress, for trace: HeapTrace?, _ visitor: @escaping @Sendable () -> Visitor
    ) throws(Interrupted) -> [Visitor] {
        guard let trace else { return try scan(workers: workers, progress, visitor) }
        let (map, free) = (trace.map, methodTables.free)
        let visitors = try scan(workers: workers, progress) { StartsVisitor(visitor(), map, free: free) }
        trace.add(visitors.flatMap(\.large))
        return visitors.map(\.inner)
    }
}
