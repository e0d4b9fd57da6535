package import CoreCLR
import ProcessMemory
package import RawMemory

/// What one walk finds beside the counts of types: delegates with what they call and who holds them, tasks, async methods and timers.
/// Nothing in it depends on the number of workers.
package struct HeapCollection: Sendable {
    /// Delegates of one type that call one method on targets of one type.
    package struct Use: Hashable, Comparable, Sendable {
        /// The method table of the delegates. All four are method tables or code as the dump has them, which may be damaged.
        package let table: Address
        package let method: Address
        /// Null unless the method is static or called through a stub.
        package let auxiliary: Address
        /// Null without a target; `unreadable` when the dump does not hold it.
        package let target: Address

        package static let unreadable = Address(DelegateCounting.unreadableTarget)

        package static func < (a: Use, b: Use) -> Bool {
            (a.table, a.method, a.auxiliary, a.target) < (b.table, b.method, b.auxiliary, b.target)
        }
    }

    package struct DelegateCount: Sendable {
        package let use: Use
        /// Delegates in the heap.
        package internal(set) var objects: UInt64 = 0
        /// Those that a publisher's field or its list holds.
        package internal(set) var held: UInt64 = 0
        /// Index in `publishers`, and how often fields and their lists refer to such delegates.
        package internal(set) var references: [(publisher: Int, count: UInt64)] = []
    }

    package struct TaskCount: Sendable {
        package let table: Address
        /// `nil` when it could not be read.
        package let state: TaskState?
        /// What the task runs, when it has a delegate.
        package let action: Use?
        package let count: UInt64
    }

    package struct StateMachineCount: Sendable {
        /// Of the box.
        package let table: Address
        /// `nil` when it could not be read.
        package let state: Int32?
        package let count: UInt64
    }

    package struct TimerCount: Sendable {
        package let callback: Use?
        /// The method table of the state; null without one, `Use.unreadable` when the dump does not hold it.
        package let state: Address
        /// In milliseconds; `nil` for a timer that fires once, and when it could not be read.
        package let period: UInt32?
        /// Whether the timer will fire.
        package let isScheduled: Bool
        /// Whether all of its fields could be read. A timer whose time is not known counts as one that will not fire.
        package let isWhole: Bool
        package let count: UInt64
    }

    /// Sorted by type and field.
    package private(set) var publishers: [DelegatePublisher] = []
    /// All lists are sorted by what they count.
    package private(set) var delegates: [DelegateCount] = []
    package private(set) var tasks: [TaskCount] = []
    package private(set) var stateMachines: [StateMachineCount] = []
    package private(set) var timers: [TimerCount] = []
    /// Delegates and lists that could not be read, lists that are shorter than their delegates say, delegates outside of the heap, and long
    /// lists that were not read.
    package private(set) var unreadable: UInt64 = 0
    package private(set) var listsCut: UInt64 = 0
    package private(set) var outside: UInt64 = 0
    package private(set) var listsUnread: UInt64 = 0
}

extension HeapCensus {
    /// Counts the whole heap as `init(_:workers:_:)` does, and collects in the same pass. Throws `Interrupted`.
    package static func collecting(
        _ heap: WalkableHeap, _ roles: ObjectRoles, workers: Int, _ progress: WorkProgress, for trace: HeapTrace? = nil
    ) throws(Interrupted) -> (census: HeapCensus, collection: HeapCollection) {
        let present = heap.memory.runs.reduce(0 as UInt64) { $0.saturatingAdd($1.end - $1.start) }
        let held = HeldDelegates(heap.heap.regions, limit: present.saturatingAdd(1 << 30))
        let visitors = try heap.scan(workers: workers, progress, for: trace) { CollectingVisitor(heap, roles, held) }
        var countings = visitors.map(\.delegates)
        countings.append(HeapCollection.countShared(heap, roles, held))
        let publishers = PublisherOrder(roles.publishers)
        var found: [LongLists.List: UInt64] = [:]
        var reader = DelegateCounting(heap.memory, roles, held)
        for counting in countings {
            for (key, count) in zip(counting.longLists.keys, counting.longLists.counts) {
                guard let publisher = Int(exactly: key.first), let (array, length) = reader.list(key.second) else { continue }
                found[LongLists.List(publisher: publisher, array: array, length: length), default: 0].add(count)
            }
        }
        let lists = LongLists(found, order: publishers.places, limit: present / 8)
        countings += try lists.read(workers: workers, progress) { DelegateCounting(heap.memory, roles, held) }
        return (
            HeapCensus(visitors.map(\.types), free: heap.methodTables.free),
            HeapCollection(countings, visitors.map { ($0.delegates, $0.waiting) }, publishers, listsUnread: lists.unread)
        )
    }
}

/// The publishers in an order that depends on the dump alone.
struct PublisherOrder {
    let sorted: [DelegatePublisher]
    /// By the number that `ObjectRoles` gave: the place in `sorted`.
    let places: [Int]

    init(_ publishers: [DelegatePublisher]) {
        let order = publishers.indices.sorted { a, b in
            publishers[a].table != publishers[b].table
                ? publishers[a].table < publishers[b].table : publishers[a].field.utf8.lexicographicallyPrecedes(publishers[b].field.utf8)
        }
        sorted = order.map { publishers[$0] }
        var places = [Int](repeating: 0, count: publishers.count)
        for (place, number) in order.enumerated() { places[number] = place }
        self.places = places
    }
}

extension HeapCollection {
    fileprivate static func countShared(_ heap: WalkableHeap, _ roles: ObjectRoles, _ held: HeldDelegates) -> DelegateCounting {
        var counting = DelegateCounting(heap.memory, roles, held)
        for (publisher, place) in roles.sharedFields() {
            if let address = heap.memory.u64(place) { counting.count(publisher, address) }
        }
        return counting
    }

    fileprivate init(
        _ countings: [DelegateCounting], _ waiting: [(delegates: DelegateCounting, counts: WaitingCounts)], _ publishers: PublisherOrder,
        listsUnread: UInt64
    ) {
        self.publishers = publishers.sorted
        self.listsUnread = listsUnread
        addDelegates(countings, publishers)
        var tasks: [TaskKey: UInt64] = [:]
        var machines: [StateMachineKey: UInt64] = [:]
        var timers: [TimerKey: UInt64] = [:]
        for (delegates, counts) in waiting {
            func use(_ number: UInt64) -> Use? {
                number == 0 || number == WaitingCounts.unreadable ? nil : Use(delegates.uses.keys[Int(number) - 1])
            }
            for (key, count) in zip(counts.tasks.keys, counts.tasks.counts) {
                let state = UInt8(exactly: key.second).flatMap(TaskState.init(rawValue:))
                tasks[TaskKey(table: key.first, state: state, action: use(key.third)), default: 0].add(count)
            }
            for (key, count) in zip(counts.stateMachines.keys, counts.stateMachines.counts) {
                let state = UInt32(exactly: key.second).map { Int32(bitPattern: $0) }
                machines[StateMachineKey(table: key.first, state: state), default: 0].add(count)
            }
            for (key, count) in zip(counts.timers.keys, counts.timers.counts) {
                let period = UInt32(exactly: key.third).flatMap { $0 == .max || $0 == 0 ? nil : $0 }
                let state = key.second == WaitingCounts.unreadable ? Use.unreadable : Address(key.second)
                let isWhole = ![key.first, key.second, key.third, key.fourth].contains(WaitingCounts.unreadable)
                let timer = TimerKey(
                    callback: use(key.first), state: state, period: period, isScheduled: key.fourth == 1, isWhole: isWhole)
                timers[timer, default: 0].add(count)
            }
        }
        self.tasks = tasks.sorted { $0.key < $1.key }.map {
            TaskCount(table: Address($0.key.table), state: $0.key.state, action: $0.key.action, count: $0.value)
        }
        stateMachines = machines.sorted { $0.key < $1.key }.map {
            StateMachineCount(table: Address($0.key.table), state: $0.key.state, count: $0.value)
        }
        self.timers = timers.sorted { $0.key < $1.key }.map {
            TimerCount(
                callback: $0.key.callback, state: $0.key.state, period: $0.key.period, isScheduled: $0.key.isScheduled,
                isWhole: $0.key.isWhole, count: $0.value)
        }
    }

    private mutating func addDelegates(_ countings: [DelegateCounting], _ publishers: PublisherOrder) {
        var found: [Use: (objects: UInt64, held: UInt64, references: [Int: UInt64])] = [:]
        var faults = DelegateFaults()
        for counting in countings {
            faults.add(counting.faults)
            var uses: [Use] = []
            for (place, key) in counting.uses.keys.enumerated() {
                let use = Use(key)
                uses.append(use)
                var known = found[use] ?? (0, 0, [:])
                known.objects.add(counting.uses.counts[place])
                known.held.add(counting.heldCounts[place])
                found[use] = known
            }
            for (key, count) in zip(counting.references.keys, counting.references.counts) {
                guard let publisher = Int(exactly: key.first), let place = Int(exactly: key.second) else { continue }
                found[uses[place]]?.references[publishers.places[publisher], default: 0].add(count)
            }
        }
        delegates = found.sorted { $0.key < $1.key }.filter { $0.value.objects > 0 || !$0.value.references.isEmpty }.map { use, counts in
            DelegateCount(
                use: use, objects: counts.objects, held: min(counts.held, counts.objects),
                references: counts.references.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
        (unreadable, listsCut, outside) = (faults.unreadable, faults.listsCut, faults.outside)
    }
}

extension HeapCollection.Use {
    fileprivate init(_ key: CountTable.Key) {
        self.init(table: Address(key.first), method: Address(key.second), auxiliary: Address(key.third), target: Address(key.fourth))
    }
}

private struct TaskKey: Hashable, Comparable {
    let table: UInt64
    let state: TaskState?
    let action: HeapCollection.Use?

    static func < (a: Self, b: Self) -> Bool {
        if a.table != b.table { return a.table < b.table }
        let (x, y) = (a.state.map { Int($0.rawValue) } ?? -1, b.state.map { Int($0.rawValue) } ?? -1)
        return x != y ? x < y : precedes(a.action, b.action)
    }
}

private struct StateMachineKey: Hashable, Comparable {
    let table: UInt64
    let state: Int32?

    static func < (a: Self, b: Self) -> Bool {
        a.table != b.table ? a.table < b.table : (a.state.map(Int.init) ?? .min) < (b.state.map(Int.init) ?? .min)
    }
}

private struct TimerKey: Hashable, Comparable {
    let callback: HeapCollection.Use?
    let state: Address
    let period: UInt32?
    let isScheduled: Bool
    let isWhole: Bool

    static func < (a: Self, b: Self) -> Bool {
        if a.callback != b.callback { return precedes(a.callback, b.callback) }
        if a.state != b.state { return a.state < b.state }
        let (x, y) = (a.period.map(UInt64.init) ?? .max, b.period.map(UInt64.init) ?? .max)
        if x != y { return x < y }
        return a.isScheduled != b.isScheduled ? b.isScheduled : !a.isWhole && b.isWhole
    }
}

private func precedes(_ a: HeapCollection.Use?, _ b: HeapCollection.Use?) -> Bool {
    switch (a, b) {
    case (let a?, let b?): a < b
    case (nil, _?): true
    default: false
    }
}

extension UInt64 {
    fileprivate mutating func add(_ other: UInt64) { self = saturatingAdd(other) }
}
