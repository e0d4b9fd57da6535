import CoreCLR
import ProcessMemory
import RawMemory

/// A worker's counts of what waits: tasks by type, state and method, async methods by type and state, timers by callback.
struct WaitingCounts: Sendable {
    private let memory: AddressSpace

    /// Method table, state of the task, place of the delegate's use and 1 (0 without a delegate).
    private(set) var tasks = CountTable()
    /// Method table of the box, state as 32 bits or `unreadable`.
    private(set) var stateMachines = CountTable()
    /// Place of the callback's use and 1 (0 for none), type of the state, period; 1 for a timer that will fire, else 0. Each may be
    /// `unreadable`.
    private(set) var timers = CountTable()

    /// In the place of a value that the dump does not hold.
    static let unreadable = UInt64.max

    /// The state of a method that has ended: -2.
    private static let ended = UInt32(bitPattern: -2)

    init(_ memory: AddressSpace) { self.memory = memory }

    // MARK: Words of an object

    /// The word at an offset of an object; `nil` when the dump does not hold it, or when the object is too small for it.
    @inline(__always)
    func u64(_ object: borrowing ScannedObject, _ offset: UInt64) -> UInt64? {
        guard object.size >= 8, offset <= object.size - 8 else { return nil }
        if let found = object.contents.u64(at: Int(truncatingIfNeeded: offset)) { return found }
        return memory.u64(object.address + offset)
    }

    @inline(__always)
    func u32(_ object: borrowing ScannedObject, _ offset: UInt64) -> UInt32? {
        guard object.size >= 4, offset <= object.size - 4 else { return nil }
        if let found = object.contents.u32(at: Int(truncatingIfNeeded: offset)) { return found }
        return memory.u32(object.address + offset)
    }

    // MARK: Kinds of objects

    mutating func count(_ places: ObjectRole.TaskPlaces, _ object: borrowing ScannedObject, _ delegates: inout DelegateCounting) {
        var key = CountTable.Key(first: object.methodTable.value, second: Self.unreadable)
        if let flags = u32(object, places.flags) { key.second = UInt64(TaskState(flags: flags).rawValue) }
        if let place = places.action, let action = u64(object, place) { key.third = delegates.number(ofUseBy: action) }
        tasks.add(key, 1)
    }

    /// `task`: the places of the task that the box is. When it ends, the runtime clears the state machine, so that its state is 0 again.
    mutating func count(
        _ place: ObjectRole.StateMachinePlace, _ task: ObjectRole.TaskPlaces?, _ object: borrowing ScannedObject
    ) {
        var state: UInt32?
        if let task, let flags = u32(object, task.flags), !TaskState(flags: flags).isPending {
            state = Self.ended
        } else if let reference = place.reference, let offset = place.state {
            if let machine = u64(object, reference), machine != 0 { state = memory.u32(Address(machine) + offset) }
        } else if let offset = place.state {
            state = u32(object, offset)
        }
        stateMachines.add(CountTable.Key(first: object.methodTable.value, second: state.map { UInt64($0) } ?? Self.unreadable), 1)
    }

    mutating func count(_ places: ObjectRole.TimerPlaces, _ object: borrowing ScannedObject, _ delegates: inout DelegateCounting) {
        var key = CountTable.Key(first: Self.unreadable, second: Self.unreadable, third: Self.unreadable, fourth: Self.unreadable)
        if let callback = u64(object, places.callback) { key.first = delegates.number(ofUseBy: callback) }
        if let state = u64(object, places.state) {
            key.second = state == 0 ? 0 : memory.u64(Address(state)).map { $0 & ~7 } ?? Self.unreadable
        }
        if let period = u32(object, places.period) { key.third = UInt64(period) }
        if let due = u32(object, places.dueTime) { key.fourth = due == .max ? 0 : 1 }
        timers.add(key, 1)
    }
}

/// The state of a task, in the words of .NET's TaskStatus.
package enum TaskState: UInt8, Sendable, CaseIterable {
    case created, waitingForActivation, waitingToRun, running, waitingForChildren, ranToCompletion, canceled, faulted

    /// From `Task.m_stateFlags`, whose bits are the same in all versions from 3.1 to 10.
    package init(flags: UInt32) {
        self =
            if flags & 0x20_0000 != 0 { .faulted } else if flags & 0x40_0000 != 0 { .canceled } else if flags & 0x100_0000 != 0 {
                .ranToCompletion
            } else if flags & 0x80_0000 != 0 { .waitingForChildren } else if flags & 0x2_0000 != 0 {
                .running
            } else if flags & 0x1_0000 != 0 {
                .waitingToRun
            } else if flags & 0x200_0000 != 0 { .waitingForActivation } else { .created }
    }

    /// Whether the task has not ended.
    package var isPending: Bool { self != .ranToCompletion && self != .canceled && self != .faulted }
}
