import SnapshotModel

/// The memory of a process that no section describes, before and after.
package struct OtherMemory: Equatable, Sendable {
    /// In bytes. Unknown when a dump does not hold all private memory of its process, or when the two hold different kinds of memory.
    package let change: Change

    init(_ before: Snapshot, _ after: Snapshot) {
        guard before.input.kind == after.input.kind, before.capture.dumpKind == after.capture.dumpKind else {
            change = Change(nil, nil)
            return
        }
        change = Change(before.totals.otherMemory.map { Int128($0) }, after.totals.otherMemory.map { Int128($0) })
    }

    /// Growth below both is common in processes without a leak: arenas of malloc, buffers of event tracing.
    private static let usual: (bytes: Int128, share: Double) = (16_000_000, 0.1)

    /// Whether it grew by more than processes without a leak do.
    package var hasGrown: Bool {
        guard let delta = change.delta, delta >= Self.usual.bytes else { return false }
        return (change.share ?? .infinity) >= Self.usual.share
    }
}
