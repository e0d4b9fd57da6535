package import RawMemory

/// A Thread of the runtime. It stands for a thread of the operating system that is alive, has ended or never began.
package struct ManagedThread: Hashable, Sendable {
    package let managedID: UInt64
    package let osID: UInt64
    /// Whether it began and has not ended.
    package let isAlive: Bool
    /// From the stack's limit (lowest address) to its base.
    package let stack: AddressRange
    package let allocationContext: AllocationContext?
}
