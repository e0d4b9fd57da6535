import DumpFormats
import ProcessMemory
import RawMemory

extension DotNetRuntime {
    /// The runtime's threads, in the order of its list.
    package var threads: RuntimePart<[ManagedThread]> { part(ThreadListReader.self) }
}

private enum ThreadListReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[ManagedThread]> {
        guard let first = runtime.globals.threadList else { return RuntimePart(nil, [runtime.missing(.threadListMissing)]) }
        let fields: ThreadFields
        do { fields = try ThreadFields(runtime.layout.offsets) } catch { return RuntimePart(nil, [.fieldUnknown(error)]) }
        let list = ThreadList(first, living: Set(runtime.dump.threads.map(\.osID)), runtime.memory, fields)
        let read = UInt64(list.threads.count)
        return RuntimePart(list.threads, read < list.counted ? [.threadsUnreadable(read: read, counted: list.counted)] : [])
    }
}

/// The runtime's list of threads.
struct ThreadList {
    /// They are fewer than `counted` when the chain ends in memory that the dump does not hold.
    let threads: [ManagedThread]
    /// The runtime's own count of threads, at most `limit`.
    let counted: UInt64

    static let limit: UInt32 = 1 << 20

    /// `first` is the address of the list's first link. `living` are the ids of the threads that the dump lists. They decide which threads
    /// are alive when the layout lacks the state of a thread.
    init(_ first: Address, living: Set<UInt64>, _ memory: AddressSpace, _ fields: ThreadFields) {
        let count = min(memory.u32(first + ThreadFields.countAfterFirstLink) ?? 0, Self.limit)
        var threads: [ManagedThread] = []
        var link = memory.pointer(first) ?? Address(0)
        while !link.isNull, threads.count < count {
            guard let thread = Self.thread(link - fields.link, living, memory, fields) else { break }
            threads.append(thread)
            guard let next = memory.pointer(link) else { break }
            link = next
        }
        self.threads = threads
        counted = UInt64(count)
    }

    private static func thread(
        _ at: Address, _ living: Set<UInt64>, _ memory: AddressSpace, _ fields: ThreadFields
    ) -> ManagedThread? {
        guard let osID = memory.u64(at + fields.osID), let id = memory.u32(at + fields.managedID),
            let base = memory.pointer(at + fields.stackBase), let limit = memory.pointer(at + fields.stackLimit)
        else { return nil }
        let isAlive: Bool
        if let place = fields.state {
            guard let state = memory.u32(at + place) else { return nil }
            // 0x400 means not started, 0x800 dead.
            isAlive = state & 0xC00 == 0 && osID != 0
        } else {
            isAlive = living.contains(osID)
        }
        return ManagedThread(
            managedID: UInt64(id), osID: osID, isAlive: isAlive, stack: AddressRange(limit, base),
            allocationContext: context(at, memory, fields), lastThrown: lastThrown(at, memory, fields), address: at,
            state: fields.state.flatMap { state(at + $0, memory) },
            explicitFrame: fields.state.flatMap { explicitFrame(at + $0 + ThreadFields.frameAfterState, memory) },
            objectHandles: ThreadFields.objectAfterOSID.map { at + fields.osID + $0 })
    }

    private static func state(_ at: Address, _ memory: AddressSpace) -> ManagedThread.State? {
        memory.u32(at).map { flags in
            ManagedThread.State(
                isBackground: flags & 0x200 != 0, isUnstarted: flags & 0x400 != 0, isDead: flags & 0x800 != 0,
                isPoolWorker: flags & 0x0100_0000 != 0, isPoolCompletion: flags & 0x0800_0000 != 0,
                isCooperative: memory.u32(at + ThreadFields.modeAfterState).map { $0 != 0 })
        }
    }

    /// The list of frames ends with -1.
    private static func explicitFrame(_ place: Address, _ memory: AddressSpace) -> Address? {
        memory.pointer(place).flatMap { $0.isNull || $0.value == .max ? nil : $0 }
    }

    private static func lastThrown(_ thread: Address, _ memory: AddressSpace, _ fields: ThreadFields) -> ManagedThread.LastThrown {
        guard let place = fields.lastThrown, let handle = memory.pointer(thread + place) else { return .unknown }
        if handle.isNull { return .nothing }
        // A handle is the address of a pointer to the object.
        guard let object = memory.pointer(handle) else { return .unknown }
        return object.isNull ? .nothing : .object(object)
    }

    /// `nil` when the thread has none, or when the dump lacks its page (a mini dump).
    private static func context(_ thread: Address, _ memory: AddressSpace, _ fields: ThreadFields) -> AllocationContext? {
        let at: Address
        switch fields.allocationContext {
        case .inThread(let offset): at = thread + offset
        case .inLocals(let pointer, let offset):
            guard let locals = memory.pointer(thread + pointer), !locals.isNull else { return nil }
            at = locals + offset
        case nil: return nil
        }
        guard let pointer = memory.pointer(at + fields.contextPointer), let limit = memory.pointer(at + fields.contextLimit),
            !limit.isNull
        else { return nil }
        return AllocationContext(pointer: pointer, limit: limit)
    }
}
