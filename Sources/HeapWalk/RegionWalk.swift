import CoreCLR
import ProcessMemory
package import RawMemory

/// Walks regions object by object, from the first to the end of allocated memory, and counts. One a worker.
///
/// The inner loop reads the file directly inside one run of memory; whatever is odd (a hole, the end of a run, a word that is no method
/// table, an object that would leave its region) ends it and is dealt with outside.
struct RegionWalk: ~Copyable {
    private let memory: AddressSpace
    /// By pointer, and by the end of their hole.
    private let contexts: [AllocationContext]
    private let contextsByEnd: [AllocationContext]
    private let holeStarts: Set<UInt64>
    private let progress: WorkProgress
    private var counters: TypeCounters
    /// Of the regions walked so far.
    private(set) var accounts: [RegionAccount] = []
    /// Of the region at hand.
    private var skipped: [SkippedRange] = []
    private var contextBytes: UInt64 = 0

    /// Progress and Ctrl-C are looked at this often, in bytes.
    private static let chunk = 16 << 20
    /// The smallest object; a shorter rest of a region holds none.
    private static let smallest: UInt64 = 24
    /// A context is at most a few allocation quanta of 8 KB; farther away it belongs to something else.
    private static let contextReach: UInt64 = 1 << 20
    private static let contextTries = 16

    init(_ runtime: WalkableHeap, _ progress: WorkProgress) {
        memory = runtime.memory
        contexts = runtime.heap.allocationContexts
        contextsByEnd = contexts.sorted { $0.holeEnd < $1.holeEnd }
        holeStarts = Set(contexts.filter { $0.pointer < $0.limit }.map(\.pointer.value))
        self.progress = progress
        counters = TypeCounters(runtime.methodTables)
    }

    var totals: [UInt64: GenerationShares] { counters.totals }

    mutating func walk(_ region: HeapRegion) {
        let end = region.objects.end.value
        var position = region.objects.start.value
        // Bytes of objects, Free among them.
        var walked: UInt64 = 0
        let mayHaveHoles = region.generation == .gen0 || region.generation == .gen1 || region.generation == .gen2
        let holes = mayHaveHoles ? contexts.filter { region.objects.contains($0.pointer) && $0.pointer < $0.limit } : []
        var nextHole = 0
        if position & 7 != 0, position < end { position = recover(position, region, mayHaveHoles) }
        while position < end, !progress.isStopped {
            let before = position
            while nextHole < holes.count, holes[nextHole].pointer.value < position { nextHole += 1 }
            let hole = nextHole < holes.count ? holes[nextHole] : nil
            if let hole, hole.pointer.value == position {
                position = min(hole.holeEnd.value, end)
                contextBytes = contextBytes.saturatingAdd(position - before)
            } else if let run = memory.run(containing: position) {
                position = walkRun(position, min(end, hole?.pointer.value ?? .max), run)
                if position == before, let next = stepSlowly(position, end) { position = next }
                walked += position - before
                if position == before { position = recover(position, region, mayHaveHoles) }
            } else {
                position = recover(position, region, mayHaveHoles)
            }
            progress.advance(min(position, end) - before)
        }
        let (all, free) = counters.flush(to: region.generation)
        var account = RegionAccount(region)
        account.objects = all.count - free.count
        account.objectBytes = walked - min(free.bytes, walked)
        account.free = GenerationShares.Share(count: free.count, bytes: min(free.bytes, walked))
        account.contextBytes = contextBytes
        account.skipped = skipped
        accounts.append(account)
        (contextBytes, skipped) = (0, [])
    }

    /// Walks as far as objects follow each other inside `run` before `end` (a hole's start, or the region's end). Returns where it
    /// stopped: at `end`, near the run's or the chunk's end, or at something odd.
    private mutating func walkRun(_ start: UInt64, _ end: UInt64, _ run: AddressSpace.Run) -> UInt64 {
        let file = memory.file(run)
        let bytes = file.bytes
        let first = run.fileOffset + Int(start - run.start)
        // Where objects may end: beyond the run too, for what lies behind an object's header is not read.
        let objectsEnd = Int(min(end - run.start, UInt64(Int.max / 4))) + run.fileOffset
        let last = min(run.fileOffset + Int(run.end - run.start), objectsEnd, first + Self.chunk) - Int(Self.smallest)
        var offset = first
        var slots = unsafe counters.slots
        var mask = counters.mask
        var shift = counters.shift
        while offset <= last {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) & ~7
            var index = TypeCounters.hash(word, shift)
            while unsafe slots[index].methodTable != word {
                if unsafe slots[index].methodTable == TypeCounters.empty {
                    guard let added = counters.slot(word) else { return run.start + UInt64(offset - run.fileOffset) }
                    unsafe slots = counters.slots
                    mask = counters.mask
                    shift = counters.shift
                    index = added
                    break
                }
                index = (index &+ 1) & mask
            }
            let size = unsafe slots[index].size
            var objectBytes = size & 0xFFFF_FFFF
            let component = size &>> 32
            if component != 0 {
                objectBytes &+= component &* UInt64(unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset &+ 8, as: UInt32.self))
                objectBytes = max(objectBytes, Self.smallest)
            }
            // At most 2^32 + 2^16 x 2^32: no overflow, also as an Int.
            let step = Int(truncatingIfNeeded: (objectBytes &+ 7) & ~7)
            guard step <= objectsEnd &- offset else { break }
            unsafe slots[index].count &+= 1
            unsafe slots[index].bytes &+= objectBytes
            offset &+= step
        }
        return run.start + UInt64(offset - run.fileOffset)
    }

    /// One object whose header lies across two runs or at the very end of one. nil: there is no object here.
    private mutating func stepSlowly(_ position: UInt64, _ end: UInt64) -> UInt64? {
        guard let object = header(position), object.step <= end - position else { return nil }
        let slots = unsafe counters.slots
        unsafe slots[object.slot].count &+= 1
        unsafe slots[object.slot].bytes &+= object.bytes
        return position + object.step
    }

    /// Slot, exact size and step of the object at `position`; nil when none starts there.
    private mutating func header(_ position: UInt64) -> (slot: Int, bytes: UInt64, step: UInt64)? {
        guard let word = memory.u64(Address(position)), let slot = counters.slot(word & ~7) else { return nil }
        let size = unsafe counters.slots[slot].size
        var bytes = size & 0xFFFF_FFFF
        if size >> 32 != 0 {
            guard let length = memory.u32(Address(position) + 8) else { return nil }
            bytes = max(bytes + (size >> 32) * UInt64(length), Self.smallest)
        }
        return (slot, bytes, (bytes + 7) & ~7)
    }

    // MARK: Going on behind damage

    /// Where the walk can go on when no object starts at `position`, with the bytes between accounted for.
    ///
    /// Seen in dumps of running processes: a thread caught in the slow path of an allocation has written its pointer past its limit and
    /// the rest of its context is no object; the walk goes on at the limit (8.0.33 server GC, four allocating threads). But the next word
    /// that starts a chain of three objects is taken when it comes before that: the damage was no part of the context.
    private mutating func recover(_ position: UInt64, _ region: HeapRegion, _ mayHaveHoles: Bool) -> UInt64 {
        let end = region.objects.end.value
        let context = mayHaveHoles ? contextEnding(behind: position, end) : nil
        let bound = context?.holeEnd.value ?? end
        let isMissing = memory.run(containing: position) == nil
        let next = nextChain(behind: position, bound)
        if next < bound || context == nil {
            skipped.append(SkippedRange(start: Address(position), bytes: next - position, reason: isMissing ? .missing : .damaged))
        } else if let context, context.pointer == context.limit, context.pointer.value == position {
            // A context used up to its limit is nothing odd: only its tail is left, and that is no object unless the GC filled it.
            contextBytes = contextBytes.saturatingAdd(next - position)
        } else {
            skipped.append(SkippedRange(start: Address(position), bytes: next - position, reason: .allocationContext))
        }
        return next
    }

    private mutating func contextEnding(behind position: UInt64, _ end: UInt64) -> AllocationContext? {
        var low = 0
        var high = contextsByEnd.count
        while low < high {
            let middle = (low + high) / 2
            if contextsByEnd[middle].holeEnd.value <= position { low = middle + 1 } else { high = middle }
        }
        for context in contextsByEnd[low...].prefix(Self.contextTries) {
            let limit = context.holeEnd.value
            guard limit <= end, limit - position < Self.contextReach else { return nil }
            if limit == end || holeStarts.contains(limit) || header(limit) != nil { return context }
        }
        return nil
    }

    private mutating func nextChain(behind position: UInt64, _ end: UInt64) -> UInt64 {
        // Words near the top of the address space have none behind them.
        func word(atOrBehind address: UInt64) -> UInt64 { address.checkedAdd(7).map { $0 & ~7 } ?? end }
        var candidate = word(atOrBehind: position + 1)
        var looked: UInt64 = 0
        while candidate < end, end - candidate >= Self.smallest {
            guard memory.run(containing: candidate) != nil else {
                let index = memory.runIndex(atOrAfter: candidate)
                guard index < memory.runs.count else { return end }
                candidate = word(atOrBehind: memory.runs[index].start)
                continue
            }
            if startsChain(candidate, end) { return candidate }
            candidate += 8
            looked += 1
            if looked & 0xFFFF == 0, progress.isStopped { return end }
        }
        return end
    }

    private mutating func startsChain(_ position: UInt64, _ end: UInt64) -> Bool {
        var at = position
        for _ in 0..<3 {
            guard let object = header(at), object.step <= end - at else { return false }
            at += object.step
            if at == end || holeStarts.contains(at) { return true }
        }
        return true
    }
}

/// Bytes of a region that no object could be found in.
package struct SkippedRange: Hashable, Sendable {
    package enum Reason: String, Sendable {
        /// The rest of a context of a thread that was allocating.
        case allocationContext
        case damaged
        /// Not in the dump.
        case missing
    }

    package let start: Address
    package let bytes: UInt64
    package let reason: Reason
}
