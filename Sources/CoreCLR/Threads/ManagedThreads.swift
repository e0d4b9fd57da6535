import ProcessMemory
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

    /// `first`: address of the list's first link. `living`: ids of the threads that the dump lists, for layouts that do not know a thread's state.
    init(list first: Address, living: Set<UInt64>, _ memory: AddressSpace, _ layout: RuntimeLayout.ThreadLayout) {
        let count = min(memory.u32(first + RuntimeLayout.ThreadLayout.countAfterFirst) ?? 0, Self.limit)
        var threads: [ManagedThread] = []
        var link = memory.pointer(first) ?? Address(0)
        while !link.isNull, threads.count < count {
            guard let thread = Self.thread(link - layout.link, living, memory, layout) else { break }
            threads.append(thread)
            guard let next = memory.pointer(link) else { break }
            link = next
        }
        self.threads = threads
        isCutShort = threads.count < count
    }

    /// Of a dump that holds no list: none, and that is said.
    init() {
        threads = []
        isCutShort = true
    }

    private static func thread(
        _ at: Address, _ living: Set<UInt64>, _ memory: AddressSpace, _ layout: RuntimeLayout.ThreadLayout
    ) -> ManagedThread? {
        guard let osID = memory.u64(at + layout.osID), let id = memory.u32(at + layout.managedID),
            let base = memory.pointer(at + layout.stackBase), let limit = memory.pointer(at + layout.stackLimit)
        else { return nil }
        let isAlive: Bool
        if let place = layout.state {
            guard let state = memory.u32(at + place) else { return nil }
            // 0x400 not started, 0x800 dead.
            isAlive = state & 0xC00 == 0 && osID != 0
        } else {
            isAlive = living.contains(osID)
        }
        return ManagedThread(
            managedID: UInt64(id), osID: osID, isAlive: isAlive, stack: AddressRange(limit, base),
            allocationContext: context(at, memory, layout.allocationContext))
    }

    /// nil: the thread has none, or its page is missing (a mini dump).
    private static func context(_ thread: Address, _ memory: AddressSpace, _ place: RuntimeLayout.ContextPlace) -> AllocationContext? {
        let at: Address
        switch place {
        case .inThread(let offset): at = thread + offset
        case .inLocals(let pointer, let offset):
            guard let locals = memory.pointer(thread + pointer), !locals.isNull else { return nil }
            at = locals + offset
        case .unknown: return nil
        }
        guard let pointer = memory.pointer(at), let limit = memory.pointer(at + 8), !limit.isNull else { return nil }
        return AllocationContext(pointer: pointer, limit: limit)
    }
}
