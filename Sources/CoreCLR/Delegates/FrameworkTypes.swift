import RawMemory

/// The types of System.Private.CoreLib whose objects are read field by field: delegates, tasks, timers and the boxes of async methods.
struct FrameworkTypes: Sendable {
    private let tables: MethodTables
    private let module: Address
    /// Rows of CoreLib's TypeDef table.
    private var rows: [UInt32: Kind] = [:]

    enum Kind: Sendable {
        case delegateBase, multicastDelegate, task, timer, stateMachineBox
    }

    private static let names: [String: Kind] = [
        "System.Delegate": .delegateBase, "System.MulticastDelegate": .multicastDelegate, "System.Threading.Tasks.Task": .task,
        "System.Threading.TimerQueueTimer": .timer,
    ]
    /// The classes that keep an async method's state on the heap while it waits. Each lies in a builder: AsyncTaskMethodBuilder<T>,
    /// AsyncValueTaskMethodBuilder<T> (3.1), PoolingAsyncValueTaskMethodBuilder<T> (6 and later).
    private static let boxes: Set = ["AsyncStateMachineBox`1", "DebugFinalizableAsyncStateMachineBox`1", "StateMachineBox`1"]
    private static let builders = "System.Runtime.CompilerServices."

    /// `nil` when no metadata of CoreLib can be read.
    init?(_ runtime: DotNetRuntime, _ tables: MethodTables, _ metadata: ModuleMetadata) {
        guard let object = runtime.globals.objectMethodTable, let module = tables.module(object) else { return nil }
        self.tables = tables
        self.module = module
        let count = metadata.find(in: module) { $0.typeCount > 0 ? $0.typeCount : nil } ?? 0
        for row in 0..<count {
            // A table that the dump does not hold to its end may claim any number of rows.
            guard metadata.find(in: module, { $0.cell(.typeDef, row + 1, 0) }) != nil else { break }
            guard let name = metadata.find(in: module, { $0.typeName(row + 1) }) else { continue }
            if let kind = Self.names[name] {
                rows[row + 1] = kind
            } else if Self.boxes.contains(name),
                metadata.find(in: module, { $0.name(of: MetadataToken(.typeDef, row + 1)) })?.hasPrefix(Self.builders) ?? false
            {
                rows[row + 1] = .stateMachineBox
            }
        }
        guard rows.values.contains(.multicastDelegate) else { return nil }
    }

    /// `nil` for every other type.
    func kind(_ table: Address) -> Kind? {
        guard let row = tables.typeDefRow(table), let kind = rows[row], tables.module(table) == module else { return nil }
        return kind
    }
}
