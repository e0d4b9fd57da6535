import CoreCLR
import DumpFormats
import HeapWalk
import ProcessMemory
import RawMemory
import SnapshotModel

/// What keeps objects alive: static fields, thread statics, handles, stacks and registers, objects whose finalizers are due.
struct HolderRoots {
    private(set) var all: [HolderRoot] = []
    private(set) var dependents: [(first: Address, second: Address)] = []
    private(set) var problems: [ReadingProblem] = []
    private var unreadable: UInt64 = 0

    /// Throws `Interrupted`.
    init(_ process: DumpedProcess, _ heap: WalkableHeap, _ walked: WalkedHeap) throws(Interrupted) {
        addStatics(process, walked)
        try addHandles(process, heap)
        try addStacks(process)
        addFinalizable(process)
        if unreadable > 0 { problems.append(.rootsUnreadable(count: unreadable)) }
    }

    private mutating func addStatics(_ process: DumpedProcess, _ walked: WalkedHeap) {
        var fields: [BytewiseText: [Address]] = [:]
        for root in process.runtime.staticRoots(process.metadata, walked: walked.census.types.map(\.methodTable)) {
            guard let object = process.memory.pointer(root.place), !object.isNull,
                let type = process.withTypeNames({ $0.name(root.table).name })
            else { continue }
            fields[BytewiseText(type + "." + ObjectNames.event(root.field)), default: []].append(object)
        }
        all += fields.map { HolderRoot(.staticField, $0.key.text, $0.value) }
        let perThread = process.runtime.threadStatics
        unreadable = unreadable.saturatingAdd(perThread.value?.unreadable ?? 1)
        if let objects = perThread.value?.objects, !objects.isEmpty { all.append(HolderRoot(.threadStatic, "", objects)) }
    }

    /// Arrays of references with strong and pinned handles are those in which the runtime keeps static fields.
    private mutating func addHandles(_ process: DumpedProcess, _ heap: WalkableHeap) throws(Interrupted) {
        guard let tables = process.runtime.handleTables.value else { return }
        let progress = process.progress
        var objects: [HandleKind: [Address]] = [:]
        let blocks = tables.forEach {
            !progress.isStopped
        } _: { kind, object in
            if kind.keepsAlive { objects[kind, default: []].append(object) }
        }
        let dependentBlocks = tables.forEachDependent {
            !progress.isStopped
        } _: {
            dependents.append(($0, $1))
        }
        try progress.check()
        unreadable = [tables.broken, blocks ?? 0, dependentBlocks ?? 0].reduce(unreadable) { $0.saturatingAdd($1) }
        var isArray: [Address: Bool] = [:]
        var ofRuntime: [Address] = []
        for (kind, found) in objects.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            var own: [Address] = []
            for object in found {
                let table = heap.methodTables.table(ofObjectAt: object) ?? Address(0)
                let isStatics = isArray[table] ?? (process.withTypeNames { $0.name(table).name } == "System.Object[]")
                isArray[table] = isStatics
                if isStatics { ofRuntime.append(object) } else { own.append(object) }
            }
            all.append(HolderRoot(.handle, kind.name, own))
        }
        all.append(HolderRoot(.runtime, "", ofRuntime))
    }

    private mutating func addStacks(_ process: DumpedProcess) throws(Interrupted) {
        let threads = try process.measuredThreads()
        let finalizer = process.runtime.finalizerThread.value?.thread.osID
        let signatures = process.stacks.map { ThreadSignature.all(threads.rows, $0, finalizer: finalizer) } ?? [:]
        var groups: [BytewiseText: (stacks: [AddressRange], registers: [Address])] = [:]
        for (thread, stack) in process.runtime.threadsWithUsedStacks {
            let name = BytewiseText(signatures[thread.osID] ?? ThreadGroupRow.native)
            groups[name, default: ([], [])].stacks.append(stack)
            groups[name, default: ([], [])].registers += (thread.registers?.values ?? []).map { Address($0) }
        }
        all += groups.map { HolderRoot(.stack, $0.key.text, $0.value.registers, stacks: $0.value.stacks) }
    }

    private mutating func addFinalizable(_ process: DumpedProcess) {
        var ready: [Address] = []
        let progress = process.progress
        let missing = process.runtime.finalization.value?.forEach {
            !progress.isStopped
        } _: { state, object in
            if state == .ready { ready.append(object) }
        }
        unreadable = unreadable.saturatingAdd(process.runtime.finalization.value.map { $0.broken.saturatingAdd(missing ?? 0) } ?? 1)
        all.append(HolderRoot(.finalizer, "", ready))
    }
}

extension HandleKind {
    /// Whether the collector never frees the object of such a handle. Reference-counted ones are counted only while COM holds them, which the
    /// dump does not say.
    var keepsAlive: Bool {
        switch self {
        case .strong, .pinned, .variable, .refCounted, .asyncPinned, .sizedRef: true
        case .weakShort, .weakLong, .dependent, .weakNativeCOM, .weakInterior, .crossReference: false
        }
    }
}
