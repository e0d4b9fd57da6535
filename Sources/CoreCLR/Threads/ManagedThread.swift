package import RawMemory

/// A Thread of the runtime. Its thread of the operating system is alive, has ended or never started.
package struct ManagedThread: Hashable, Sendable {
    package let managedID: UInt64
    package let osID: UInt64
    /// Whether it has started and not ended.
    package let isAlive: Bool
    /// From the stack's limit (lowest address) to its base.
    package let stack: AddressRange
    package let allocationContext: AllocationContext?
    package let lastThrown: LastThrown
    /// Where the Thread itself is.
    package let address: Address
    /// `nil` when the layout does not say where it is.
    package let state: State?
    /// The innermost of the thread's explicit frames, which the runtime keeps for calls from managed to native code. `nil` when it has none, and
    /// when the layout does not say where they are.
    let explicitFrame: Address?
    /// Places of handles that may be that of the thread's System.Threading.Thread.
    package let objectHandles: [Address]

    /// The flags of a Thread.
    package struct State: Hashable, Sendable {
        package let isBackground: Bool
        package let isUnstarted: Bool
        package let isDead: Bool
        package let isPoolWorker: Bool
        package let isPoolCompletion: Bool
        /// Whether it was in managed code, or in native code that the collector must wait for. `nil` when the dump does not hold it.
        package let isCooperative: Bool?
    }

    /// The exception that the thread threw last, caught or not.
    package enum LastThrown: Hashable, Sendable {
        /// The layout does not say where it is, or the dump does not hold it.
        case unknown
        case nothing
        /// The address of the exception, or of whatever lies there in a damaged dump.
        case object(Address)
    }
}
