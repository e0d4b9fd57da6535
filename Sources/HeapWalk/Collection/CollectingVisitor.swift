import CoreCLR
import ProcessMemory
import RawMemory

/// Counts types as `TypeCounting` does, and reads delegates, their publishers, tasks, timers and async methods in the same pass.
struct CollectingVisitor: ObjectVisitor {
    struct State: BitwiseCopyable, Sendable {
        var count = TypeCounting.Count()
        /// 0 for types that are only counted, 1 for delegates, else the place in `roles` and 2.
        var role = 0
    }

    private(set) var types: TypeCounting
    private(set) var delegates: DelegateCounting
    private(set) var waiting: WaitingCounts
    private let roles: ObjectRoles
    private var known: [ObjectRole] = []

    private static let delegate = 1

    init(_ heap: WalkableHeap, _ roles: ObjectRoles, _ held: HeldDelegates) {
        self.roles = roles
        types = TypeCounting(free: heap.methodTables.free)
        delegates = DelegateCounting(heap.memory, roles, held)
        waiting = WaitingCounts(heap.memory)
    }

    mutating func meet(_ methodTable: Address) -> State {
        let role = roles.role(of: methodTable)
        if role.isEmpty { return State() }
        if role.isDelegate { return State(role: Self.delegate) }
        known.append(role)
        return State(role: known.count - 1 + 2)
    }

    @inline(__always) mutating func visit(_ object: borrowing ScannedObject, _ state: inout State) {
        types.visit(object, &state.count)
        if state.role == 0 { return }
        if state.role == Self.delegate { delegates.count(object) } else { collect(object, state.role - 2) }
    }

    @inline(never)
    private mutating func collect(_ object: borrowing ScannedObject, _ place: Int) {
        for field in known[place].published {
            if let address = word(object, field.offset) {
                delegates.count(field.publisher, address)
            } else {
                delegates.countUnreadable()
            }
        }
        let role = known[place]
        if let task = role.task { waiting.count(task, object, &delegates) }
        if let machine = role.stateMachine { waiting.count(machine, role.task, object) }
        if let timer = role.timer { waiting.count(timer, object, &delegates) }
    }

    private func word(_ object: borrowing ScannedObject, _ offset: UInt64) -> UInt64? { waiting.u64(object, offset) }

    mutating func leave(_ scanned: ScannedRegion, _ table: inout TypeTable<State>) {
        types.leave(scanned) { count in table.updateEach { count($0, &$1.count) } }
    }
}
