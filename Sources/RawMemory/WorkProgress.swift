public import Synchronization

/// Work done so far, shared between the workers that count and the one thread that shows it. Also the way to stop: Ctrl-C sets
/// `stop`, long loops ask `isStopped` once a region or once a megabyte and give up with `Interrupted`.
public final class WorkProgress: Sendable {
    /// Units (bytes) done and expected of the phase at hand; `total` 0 means unknown.
    public let done = Atomic<UInt64>(0)
    public let total = Atomic<UInt64>(0)
    private let phase = Mutex<String>("")
    private let stopped = Atomic<Bool>(false)

    public init() {}

    /// Begins a phase ("unpacking", "walking the heap") of `total` units.
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

/// The person pressed Ctrl-C. Exit code 130; what was finished is kept.
public struct Interrupted: Error, Sendable {
    public init() {}
}
