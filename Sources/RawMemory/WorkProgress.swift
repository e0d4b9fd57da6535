public import Synchronization

/// The work done so far, shared between the workers that count it and the thread that shows it. It also stops the work: Ctrl-C calls
/// `stop`, and long loops test `isStopped` for each region or megabyte and throw `Interrupted`.
public final class WorkProgress: Sendable {
    /// Units (bytes) done and expected in the current phase. A `total` of 0 means unknown.
    public let done = Atomic<UInt64>(0)
    public let total = Atomic<UInt64>(0)
    private let phase = Mutex<String>("")
    private let stopped = Atomic<Bool>(false)

    public init() {}

    /// Begins a phase ("unpacking", "walking the heap") of `units` units.
    public func begin(_ name: String, total units: UInt64) {
        phase.withLock { $0 = name }
        done.store(0, ordering: .relaxed)
        total.store(units, ordering: .relaxed)
    }

    @inlinable public func advance(_ units: UInt64) { done.wrappingAdd(units, ordering: .relaxed) }

    public var phaseName: String { phase.withLock { $0 } }
    public func stop() { stopped.store(true, ordering: .relaxed) }
    public var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Throws `Interrupted` once `stop` was called.
    public func check() throws(Interrupted) { if isStopped { throw Interrupted() } }
}

/// The user pressed Ctrl-C. Finished work is kept.
public struct Interrupted: Error, Sendable {
    public init() {}
}
