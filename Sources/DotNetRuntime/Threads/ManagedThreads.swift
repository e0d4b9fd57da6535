import AddressSpace
package import RawMemory

/// A Thread object of the runtime that stands for a living thread of the operating system or for one that ended or never began.
package struct ManagedThread: Hashable, Sendable {
    package let managedID: UInt64
    package let osID: UInt64
    /// Begun and not ended.
    package let isAlive: Bool
    /// From the stack's limit (lowest address) to its base.
    package let stack: AddressRange
    package let allocationContext: AllocationContext?
}

/// The runtime's list of threads.
package struct ManagedThreads: Sendable {
    package let threads: [ManagedThread]
    /// The chain ended before the runtime's own count was reached.
    package let isCutShort: Bool

    static let limit: UInt32 = 1 << 20

    init(store: Address, _ memory: AddressSpace, _ layout: RuntimeLayout.ThreadLayout) {
        let first = store + layout.storeFirst
        let count = min(memory.u32(first + layout.storeCountAfterFirst) ?? 0, Self.limit)
        var threads: [ManagedThread] = []
        var link = memory.pointer(first) ?? Address(0)
        while !link.isNull, threads.count < count {
            guard let thread = Self.thread(link - layout.link, memory, layout) else { break }
            threads.append(thread)
            guard let next = memory.pointer(link) else { break }
            link = next
        }
        self.threads = threads
        isCutShort = threads.count < count
    }

    private static func thread(_ at: Address, _ memory: AddressSpace, _ layout: RuntimeLayout.ThreadLayout) -> ManagedThread? {
        guard let state = memory.u32(at + layout.state), let osID = memory.u64(at + layout.osID),
            let id = memory.u32(at + layout.managedID),
            let base = memory.pointer(at + layout.stackBase), let limit = memory.pointer(at + layout.stackLimit),
            let pointer = memory.pointer(at + layout.allocationContext), let end = memory.pointer(at + layout.allocationContext + 8)
        else { return nil }
        // 0x400 not started, 0x800 dead.
        return ManagedThread(
            managedID: UInt64(id), osID: osID, isAlive: state & 0xC00 == 0 && osID != 0, stack: AddressRange(limit, base),
            allocationContext: end.isNull ? nil : AllocationContext(pointer: pointer, limit: end))
    }
}
