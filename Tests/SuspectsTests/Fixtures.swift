import SnapshotModel

@testable import Suspects

/// One row of the section `holders`.
struct Held {
    let holder: String
    let type: String
    let count: UInt64
    let bytes: UInt64
    var root = "static"
}

/// A snapshot with some sections. Those without rows are missing.
struct Scene {
    var holders: [Held]?
    var types: [(name: String, module: String, live: UInt64)]?
    var modules: [(name: String, isDynamic: Bool)]?
    var moduleGroups: [(pattern: String, maker: String, made: UInt64, types: String, isCollectible: Bool)]?
    var dynamicMethods: [(maker: String, count: UInt64)]?
    var threads: [(signature: String, count: UInt64)]?
    var finalizerFrames: String?
    var ready: [(type: String, count: UInt64)]?
    /// Objects with finalizers that nothing reaches and no collection has found.
    var garbage: (type: String, count: UInt64)?
    var handles: [(kind: String, type: String, count: UInt64, pinnedBytes: UInt64)]?
    var heap: (free: UInt64, committed: UInt64)?
    var native: UInt64?
    var loader: [(allocator: String, kind: String, committed: UInt64)]?
    var delegates: [(method: String, publisher: String, event: String, type: String, references: UInt64)]?
    var diagnostics: [Trust.Diagnostic] = []
    /// Of the input.
    var kind = "elf-core"

    var snapshot: Snapshot {
        var tables: [Table] = []
        if let garbage {
            tables.append(Table((types ?? []).map(Scene.typeRow) + [Scene.garbageRow(garbage)]))
            tables.append(Table([Scene.finalizationRow(garbage, state: "queued")]))
        } else if let types {
            tables.append(Table(types.map(Scene.typeRow)))
        }
        if let holders { tables.append(Table(holders.map(Scene.holderRow))) }
        if let modules { tables.append(Table(modules.map(Scene.moduleRow))) }
        if let moduleGroups { tables.append(Table(moduleGroups.map(Scene.moduleGroupRow))) }
        if let dynamicMethods { tables.append(Table(dynamicMethods.map(Scene.dynamicMethodRow))) }
        if let finalizerFrames { tables.append(Table([Scene.finalizer(finalizerFrames)])) }
        if let threads { tables.append(Table(threads.map(Scene.threadGroupRow))) }
        if let heap { tables.append(Table([Scene.heapRow(heap)])) }
        if let native { tables.append(Table([Scene.row(native: native)])) }
        if let loader { tables.append(Table(loader.map(Scene.loaderHeapRow))) }
        if let delegates { tables.append(Table(delegates.map(Scene.delegateRow))) }
        if let handles { tables.append(Table(handles.map(Scene.handleRow))) }
        if let ready { tables.append(Table(ready.map { Scene.finalizationRow($0, state: "ready") })) }
        return Snapshot(
            input: Input(fingerprint: "", path: "a.core", kind: kind, bytes: 0, reader: ""),
            capture: Capture(
                time: 0, timeSource: .file, process: "shop", pid: nil, os: "linux", arch: "x64",
                runtime: Capture.Runtime(name: ".NET", version: "8.0.4"), gc: nil, dumpKind: .heap, labels: [:]),
            trust: Trust(layout: .table, diagnostics: diagnostics), totals: Totals(), tables: tables)
    }

    private static func holderRow(_ held: Held) -> HolderRow {
        var row = HolderRow()
        (row.holder, row.type, row.root) = (held.holder, held.type, held.root)
        (row.count, row.bytes) = (held.count, held.bytes)
        return row
    }

    private static func typeRow(_ type: (name: String, module: String, live: UInt64)) -> TypeRow {
        var row = TypeRow()
        (row.name, row.module) = (type.name, type.module)
        (row.count, row.bytes, row.liveCount, row.liveBytes) = (type.live, 24 &* type.live, type.live, 24 &* type.live)
        return row
    }

    private static func moduleRow(_ module: (name: String, isDynamic: Bool)) -> ModuleRow {
        var row = ModuleRow()
        (row.name, row.isDynamic, row.count) = (module.name, module.isDynamic, 1)
        return row
    }

    private static func moduleGroupRow(_ group: (pattern: String, maker: String, made: UInt64, types: String, isCollectible: Bool))
        -> ModuleGroupRow
    {
        var row = ModuleGroupRow()
        (row.pattern, row.maker, row.types, row.isCollectible) = (group.pattern, group.maker, group.types, group.isCollectible)
        (row.count, row.made, row.origin) = (group.made, group.made, group.isCollectible ? "file" : "dynamic")
        return row
    }

    private static func dynamicMethodRow(_ methods: (maker: String, count: UInt64)) -> DynamicMethodRow {
        var row = DynamicMethodRow()
        (row.pattern, row.maker, row.count) = ("lambda_method*", methods.maker, methods.count)
        return row
    }

    private static func finalizer(_ frames: String) -> ThreadRow {
        var row = ThreadRow()
        (row.osID, row.managedID, row.state, row.frames) = (2, 2, ThreadRow.finalizer, frames)
        return row
    }

    private static func threadGroupRow(_ group: (signature: String, count: UInt64)) -> ThreadGroupRow {
        var row = ThreadGroupRow()
        (row.signature, row.count) = (group.signature, group.count)
        row.stackReserved = group.count.multipliedReportingOverflow(by: 8 << 20).partialValue
        return row
    }

    private static func heapRow(_ heap: (free: UInt64, committed: UInt64)) -> HeapRow {
        var row = HeapRow()
        (row.generation, row.free, row.committed) = ("gen2", heap.free, heap.committed)
        return row
    }

    private static func row(native: UInt64) -> LedgerRow {
        var row = LedgerRow()
        (row.kind, row.owner, row.touched, row.committed) = ("malloc", LedgerRow.native, native, native)
        return row
    }

    private static func loaderHeapRow(_ heap: (allocator: String, kind: String, committed: UInt64)) -> LoaderHeapRow {
        var row = LoaderHeapRow()
        (row.allocator, row.kind, row.committed) = (heap.allocator, heap.kind, heap.committed)
        return row
    }

    private static func delegateRow(_ delegates: (method: String, publisher: String, event: String, type: String, references: UInt64))
        -> DelegateRow
    {
        var row = DelegateRow()
        (row.method, row.publisher, row.event) = (delegates.method, delegates.publisher, delegates.event)
        (row.delegateType, row.references, row.count) = (delegates.type, delegates.references, delegates.references)
        return row
    }

    private static func handleRow(_ handles: (kind: String, type: String, count: UInt64, pinnedBytes: UInt64)) -> HandleRow {
        var row = HandleRow()
        (row.kind, row.type, row.count, row.pinnedBytes) = (handles.kind, handles.type, handles.count, handles.pinnedBytes)
        return row
    }

    private static func finalizationRow(_ objects: (type: String, count: UInt64), state: String) -> FinalizationRow {
        var row = FinalizationRow()
        (row.type, row.state, row.generation, row.count, row.bytes) = (objects.type, state, "gen1", objects.count, 32 &* objects.count)
        return row
    }

    private static func garbageRow(_ garbage: (type: String, count: UInt64)) -> TypeRow {
        var row = TypeRow()
        (row.name, row.module, row.count, row.bytes) = (garbage.type, "Shop.dll", garbage.count, 32 &* garbage.count)
        return row
    }
}

/// The suspects of a series, where stage `n` is `scene(n)` for 0, 1, …
func found(_ stages: Int = 3, _ scene: (UInt64) -> Scene) -> SuspectReport {
    suspects((0..<UInt64(stages)).map { scene($0).snapshot })
}

/// Objects at the end of a way: `count` in each stage, of `size` bytes.
func held(_ holder: String, _ type: String, _ count: UInt64, size: UInt64 = 100, root: String = "static") -> Held {
    Held(holder: holder, type: type, count: count, bytes: count * size, root: root)
}

extension SuspectReport {
    func outcome(_ rule: Cause) -> RuleOutcome.State? { rules.first { $0.rule == rule.rawValue }?.state }
    var errors: [Suspect] { suspects.filter { $0.severity == .error } }
}
