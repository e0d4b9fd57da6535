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

    /// The exception that the thread threw last, caught or not.
    package enum LastThrown: Hashable, Sendable {
        /// The layout does not say where it is, or the dump does not hold it.
        case unknown
        case nothing
        /// The address of the exception, or of whatever lies there in a damaged dump.
        case object(Address)
    }
}
