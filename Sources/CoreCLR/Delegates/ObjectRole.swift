package import RawMemory

/// What the objects of a type are read for. All offsets are in bytes from the object's address on.
package struct ObjectRole: Sendable {
    package var isDelegate = false
    /// The fields of delegate types, inherited ones too.
    package var published: [PublishedField] = []
    package var task: TaskPlaces?
    package var stateMachine: StateMachinePlace?
    package var timer: TimerPlaces?

    package var isEmpty: Bool { !isDelegate && published.isEmpty && task == nil && stateMachine == nil && timer == nil }

    package struct PublishedField: Sendable {
        package let offset: UInt64
        /// Index in `ObjectRoles.publishers`.
        package let publisher: Int
    }

    /// System.Threading.Tasks.Task: its state in 32 bits, and the delegate that it runs.
    package struct TaskPlaces: Sendable {
        package let flags: UInt64
        package let action: UInt64?
    }

    /// The 32-bit number at which an async method goes on: in the box itself, or in an object to which the box refers (code compiled for
    /// debugging).
    package struct StateMachinePlace: Sendable {
        /// `nil` when no field is known to be the state.
        package let state: UInt64?
        package let reference: UInt64?
    }

    /// System.Threading.TimerQueueTimer. The times are in milliseconds (32 bits); all bits set mean never.
    package struct TimerPlaces: Sendable {
        package let dueTime: UInt64
        package let period: UInt64
        package let callback: UInt64
        package let state: UInt64
    }
}

/// A field that holds delegates: of the objects of a type, or static.
package struct DelegatePublisher: Hashable, Sendable {
    /// The type of the objects, or the class with the static field.
    package let table: Address
    package let field: String
}
