import HeapWalk
import RawMemory
import SnapshotModel

/// The types of delegates, as far as they show: one with several targets refers to itself and to an array of delegates of its own type.
struct DelegateTypes {
    private(set) var rows: Set<Int> = []
    /// The row of `System.Object[]`.
    let list: Int?

    /// Throws `Interrupted`.
    init(_ graph: ObjectGraph, _ types: GCDumpTypes, _ progress: WorkProgress) throws(Interrupted) {
        list = types.rows.firstIndex { $0.name == "System.Object[]" }
        for (row, type) in types.rows.enumerated() where Self.isOfPlatform(type.name) { rows.insert(row) }
        guard let list else { return }
        func row(_ node: UInt32) -> Int? {
            let type = Int(graph.types[Int(node)])
            return type < types.places.count ? types.places[type] : nil
        }
        // By array: the row that all of its targets are of. Many objects may refer to one array.
        var targets: [UInt32: Int?] = [:]
        for node in graph.types.indices {
            if node & 0xFFFF == 0 { try progress.check() }
            let children = graph.references[graph.references(of: node)]
            guard children.contains(UInt32(node)), let own = row(UInt32(node)), own != list, !rows.contains(own) else { continue }
            for child in children where row(child) == list {
                let common = targets[child] ?? Self.common(graph.references[graph.references(of: Int(child))], row)
                targets[child] = .some(common)
                if common == own { rows.insert(own) }
            }
        }
    }

    /// The row of all of them; `nil` for fewer than two and for different ones.
    private static func common(_ targets: ArraySlice<UInt32>, _ row: (UInt32) -> Int?) -> Int? {
        guard targets.count > 1, let first = targets.first.flatMap(row) else { return nil }
        return targets.allSatisfy { row($0) == first } ? first : nil
    }

    /// Types of the platform that everybody knows as delegates, also where no object of them has several targets.
    private static func isOfPlatform(_ name: String) -> Bool {
        if name.hasSuffix("]") { return false }
        return names.contains(name) || beginnings.contains { name.utf8.starts(with: $0.utf8) }
    }

    private static let names: Set = [
        "System.Action", "System.EventHandler", "System.Threading.TimerCallback", "System.Threading.WaitCallback",
        "System.Threading.SendOrPostCallback", "System.Threading.ContextCallback", "System.Threading.ThreadStart",
        "System.Threading.ParameterizedThreadStart", "System.AsyncCallback", "System.UnhandledExceptionEventHandler",
        "System.ComponentModel.PropertyChangedEventHandler", "System.ComponentModel.PropertyChangingEventHandler",
        "System.Collections.Specialized.NotifyCollectionChangedEventHandler",
    ]
    private static let beginnings = ["System.Action<", "System.Func<", "System.EventHandler<", "System.Predicate<", "System.Comparison<"]
}
