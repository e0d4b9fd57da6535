import CoreCLR
import ProcessMemory
import RawMemory

/// Continues the scan after bytes that hold no object.
extension RegionScan {
    /// The address where the scan continues when no object starts at `position`. The bytes between are recorded in `scanned`.
    ///
    /// In dumps of running processes, a thread in the slow path of an allocation has written its pointer past its limit. The rest of its
    /// context is then no object, and objects continue at the limit (seen with 8.0.33, server GC, four allocating threads). If a word
    /// before the limit starts a chain of three objects, the scan continues there, because the damage was not part of the context.
    ///
    /// A large or pinned object in the making is skipped as a whole (`LargeAllocations`) when an object follows it, or another one in the making.
    mutating func recover(_ position: UInt64, _ scanned: inout ScannedRegion) -> UInt64 {
        let end = scanned.region.objects.end.value
        if LargeAllocations.mayLie(in: scanned.region), let made = endOfAllocation(position, end) {
            scanned.skipped.append(SkippedRange(start: Address(position), bytes: made - position, reason: .allocationContext))
            return made
        }
        let context = AllocationHoles.mayLie(in: scanned.region) ? contextEnding(after: position, end) : nil
        let bound = context?.holeEnd.value ?? end
        let isMissing = memory.run(containing: position) == nil
        let next = nextChain(after: position, bound)
        func skip(_ reason: SkippedRange.Reason) {
            scanned.skipped.append(SkippedRange(start: Address(position), bytes: next - position, reason: reason))
        }
        if next < bound || context == nil {
            skip(isMissing ? .missing : .damaged)
        } else if let context, context.pointer == context.limit, context.pointer.value == position {
            // The context is used up to its limit, which is normal. Its tail is not an object unless the GC filled it.
            scanned.contextBytes = scanned.contextBytes.saturatingAdd(next - position)
        } else {
            skip(.allocationContext)
        }
        return next
    }

    /// The end of the large object that is being made at `position`; `nil` when there is none. The nearest end counts, since a stack also holds
    /// the limits of larger objects that were made there before.
    private mutating func endOfAllocation(_ position: UInt64, _ end: UInt64) -> UInt64? {
        for made in largeAllocations.ends(from: position) where made <= end {
            if made == end || startsChain(made, end) || !largeAllocations.ends(from: made).isEmpty { return made }
        }
        return nil
    }

    private mutating func contextEnding(after position: UInt64, _ end: UInt64) -> AllocationContext? {
        for context in holes.ending(after: position, upTo: end) {
            let limit = context.holeEnd.value
            if limit == end || holes.begins(at: limit) || header(limit) != nil { return context }
        }
        return nil
    }

    private mutating func nextChain(after position: UInt64, _ end: UInt64) -> UInt64 {
        // No word follows the last ones of the address space.
        func word(from address: UInt64) -> UInt64 { address.checkedAdd(7).map { $0 & ~7 } ?? end }
        var candidate = word(from: position + 1)
        var looked: UInt64 = 0
        while candidate < end, end - candidate >= Self.smallest {
            guard memory.run(containing: candidate) != nil else {
                let index = memory.runIndex(atOrAfter: candidate)
                guard index < memory.runs.count else { return end }
                candidate = word(from: memory.runs[index].start)
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
            if at == end || holes.begins(at: at) { return true }
        }
        return true
    }
}
