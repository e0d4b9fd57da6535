import CoreCLR
import ProcessMemory
import RawMemory

/// Scans regions object by object up to the end of allocated memory, and shows each object to a visitor. Each worker has its own.
///
/// The inner loop reads the file directly inside one run of memory. Special cases end it and are handled outside: a hole, the end of a run,
/// a word that is not a method table, an object that would leave its region.
struct RegionScan<Visitor: ObjectVisitor>: ~Copyable {
    let memory: AddressSpace
    private let methodTables: MethodTables
    let holes: AllocationHoles
    let largeAllocations: LargeAllocations
    let progress: WorkProgress
    private var types = TypeTable<Visitor.TypeState>()
    private var visitor: Visitor

    /// Progress is counted and Ctrl-C is tested this often, in bytes.
    private static var chunk: Int { 16 << 20 }
    /// The size of the smallest object.
    static var smallest: UInt64 { 24 }

    init(_ heap: WalkableHeap, _ largeAllocations: LargeAllocations, _ visitor: Visitor, _ progress: WorkProgress) {
        memory = heap.memory
        methodTables = heap.methodTables
        holes = AllocationHoles(heap.heap.allocationContexts)
        self.largeAllocations = largeAllocations
        self.progress = progress
        self.visitor = visitor
    }

    consuming func finish() -> Visitor { visitor }

    mutating func scan(_ region: HeapRegion) {
        let end = region.objects.end.value
        var position = region.objects.start.value
        var scanned = ScannedRegion(region)
        let inside = holes.inside(region)
        var nextHole = 0
        if position & 7 != 0, position < end { position = recover(position, &scanned) }
        while position < end, !progress.isStopped {
            let before = position
            while nextHole < inside.count, inside[nextHole].pointer.value < position { nextHole += 1 }
            let hole = nextHole < inside.count ? inside[nextHole] : nil
            if let hole, hole.pointer.value == position {
                position = min(hole.holeEnd.value, end)
                scanned.contextBytes = scanned.contextBytes.saturatingAdd(position - before)
            } else if let run = memory.run(containing: position) {
                position = scanRun(position, min(end, hole?.pointer.value ?? .max), run)
                if position == before, let next = stepSlowly(position, end) { position = next }
                scanned.objectBytes += position - before
                if position == before { position = recover(position, &scanned) }
            } else {
                position = recover(position, &scanned)
            }
            progress.advance(min(position, end) - before)
        }
        visitor.leave(scanned, &types)
    }

    /// Scans objects inside `run` up to `end`, which is the start of a hole or the end of the region. Returns the address where it stopped:
    /// at `end`, near the end of the run or of the chunk, or at a special case.
    private mutating func scanRun(_ start: UInt64, _ end: UInt64, _ run: AddressSpace.Run) -> UInt64 {
        let file = memory.file(run)
        let bytes = file.bytes
        let first = run.fileOffset + Int(start - run.start)
        let runEnd = run.fileOffset + Int(run.end - run.start)
        // The last offset at which an object may end. It can lie past the end of the run, because the loop reads only the header of an
        // object.
        let objectsEnd = Int(min(end - run.start, UInt64(Int.max / 4))) + run.fileOffset
        let last = min(runEnd, objectsEnd, first + Self.chunk) - Int(Self.smallest)
        var offset = first
        var slots = unsafe types.slots
        var mask = types.mask
        var shift = types.shift
        while offset <= last {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) & ~7
            var index = TypeTable<Visitor.TypeState>.hash(word, shift)
            while unsafe slots[index].methodTable != word {
                if unsafe slots[index].methodTable == TypeTable<Visitor.TypeState>.empty {
                    guard let added = slot(word) else { return run.start + UInt64(offset - run.fileOffset) }
                    unsafe slots = types.slots
                    mask = types.mask
                    shift = types.shift
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
            let held = min(Int(truncatingIfNeeded: objectBytes), runEnd &- offset)
            let object = ScannedObject(
                address: Address(run.start &+ UInt64(truncatingIfNeeded: offset &- run.fileOffset)), methodTable: Address(word),
                size: objectBytes, contents: unsafe bytes.extracting(unchecked: Range(uncheckedBounds: (offset, offset &+ held))))
            unsafe visitor.visit(object, &slots[index].state)
            offset &+= step
        }
        return run.start + UInt64(offset - run.fileOffset)
    }

    /// One object whose header lies in two runs or at the very end of one. `nil` when there is no object here.
    private mutating func stepSlowly(_ position: UInt64, _ end: UInt64) -> UInt64? {
        guard let (index, size, step) = header(position), step <= end - position else { return nil }
        let slots = unsafe types.slots
        let object = ScannedObject(
            address: Address(position), methodTable: Address(unsafe slots[index].methodTable), size: size, contents: RawSpan())
        unsafe visitor.visit(object, &slots[index].state)
        return position + step
    }

    /// Slot, exact size and step of the object at `position`; `nil` when none starts there.
    mutating func header(_ position: UInt64) -> (slot: Int, size: UInt64, step: UInt64)? {
        guard let word = memory.u64(Address(position)), let slot = slot(word & ~7) else { return nil }
        let layout = unsafe types.slots[slot].size
        var size = layout & 0xFFFF_FFFF
        if layout >> 32 != 0 {
            guard let length = memory.u32(Address(position) + 8) else { return nil }
            size = max(size + (layout >> 32) * UInt64(length), Self.smallest)
        }
        return (slot, size, (size + 7) & ~7)
    }

    /// Slot of a word that may be a method table; `nil` when it is none.
    private mutating func slot(_ word: UInt64) -> Int? {
        if let known = types.slot(of: word) { return known }
        guard let size = methodTables.size(Address(word)) else { return nil }
        return types.add(word, size, visitor.meet(Address(word)))
    }
}
