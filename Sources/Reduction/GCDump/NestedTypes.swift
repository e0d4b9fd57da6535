import SnapshotModel

/// Gives nested types of the platform the declaring type that a .gcdump file leaves out: `Entry<System.String, Shop.Order>[]` is
/// `System.Collections.Generic.Dictionary<System.String, Shop.Order>+Entry[]` where the heap has such a dictionary.
///
/// A name has the arguments of the declaring type and its own behind it. Which types are nested in which is the platform's layout (3.1 to 10).
struct NestedTypes {
    /// What a name may be the end of.
    private struct Owner {
        let name: String
        /// The number of its own arguments; those that follow are the nested type's.
        let arguments: Int
        /// Whether no other type of the platform has a nested one of that name, so that it need not be in the heap.
        var isOnlyOne = false
    }

    private static let owners: [String: [Owner]] = [
        "Entry/2": [
            Owner(name: "System.Collections.Generic.Dictionary", arguments: 2),
            Owner(name: "System.Runtime.CompilerServices.ConditionalWeakTable", arguments: 2),
            Owner(name: "System.Runtime.CompilerServices.GenericCache", arguments: 2),
        ],
        "Entry/1": [Owner(name: "System.Collections.Generic.HashSet", arguments: 1)],
        "Slot/1": [
            Owner(name: "System.Collections.Generic.HashSet", arguments: 1),
            Owner(name: "System.Collections.Concurrent.ConcurrentQueueSegment", arguments: 1),
        ],
        "Container/2": [Owner(name: "System.Runtime.CompilerServices.ConditionalWeakTable", arguments: 2)],
        "Tables/2": [Owner(name: "System.Collections.Concurrent.ConcurrentDictionary", arguments: 2)],
        "VolatileNode/2": [Owner(name: "System.Collections.Concurrent.ConcurrentDictionary", arguments: 2)],
        "Node/2": [Owner(name: "System.Collections.Concurrent.ConcurrentDictionary", arguments: 2)],
        "Node/1": [
            Owner(name: "System.Collections.Generic.SortedSet", arguments: 1),
            Owner(name: "System.Collections.Concurrent.ConcurrentStack", arguments: 1),
        ],
        "WorkStealingQueue/1": [Owner(name: "System.Collections.Concurrent.ConcurrentBag", arguments: 1)],
        "AsyncStateMachineBox/2": [
            Owner(name: "System.Runtime.CompilerServices.AsyncTaskMethodBuilder", arguments: 1, isOnlyOne: true)
        ],
        "DebugFinalizableAsyncStateMachineBox/2": [
            Owner(name: "System.Runtime.CompilerServices.AsyncTaskMethodBuilder", arguments: 1, isOnlyOne: true)
        ],
        "CallbackNode/0": [Owner(name: "System.Threading.CancellationTokenSource", arguments: 0, isOnlyOne: true)],
        "Registrations/0": [Owner(name: "System.Threading.CancellationTokenSource", arguments: 0, isOnlyOne: true)],
        "TaskNode/0": [Owner(name: "System.Threading.SemaphoreSlim", arguments: 0, isOnlyOne: true)],
    ]

    /// The rows with the names that could be given.
    static func named(_ rows: [TypeRow]) -> [TypeRow] {
        // A nested type is in the module of the one that declares it.
        let known = Set(rows.map { BytewiseText($0.name + "!" + $0.module) })
        return rows.map { row in
            guard row.module.hasPrefix("System."), let type = ShortTypeName(row.name), !type.name.contains(".") else { return row }
            let possible = (owners["\(type.name)/\(type.arguments.count)"] ?? []).filter { owner in
                owner.isOnlyOne
                    || known.contains(BytewiseText(owner.name + words(type.arguments.prefix(owner.arguments)) + "!" + row.module))
            }
            guard possible.count == 1, let owner = possible.first else { return row }
            var named = row
            named.name =
                owner.name + words(type.arguments.prefix(owner.arguments)) + "+" + type.name
                + words(type.arguments.dropFirst(owner.arguments)) + type.suffix
            return named
        }
    }

    private static func words(_ arguments: ArraySlice<String>) -> String {
        arguments.isEmpty ? "" : "<" + arguments.joined(separator: ", ") + ">"
    }
}
