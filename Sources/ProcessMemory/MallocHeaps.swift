public import RawMemory

/// The memory of glibc's malloc, recognised by what malloc writes at its beginning (glibc's malloc/malloc.c and arena.c; the forms are those of
/// 2.17 to 2.41). musl and other allocators leave no such mark.
public struct MallocHeaps: Sendable {
    /// In bytes: a heap of an arena other than the first is aligned to this (HEAP_MAX_SIZE) and never larger.
    public static let heapSize: UInt64 = 64 << 20

    private let memory: AddressSpace

    public init(_ memory: AddressSpace) { self.memory = memory }

    /// The part of an anonymous, writable mapping that is a heap of an arena. In a core of the kernel the part that the arena has reserved
    /// is a mapping of its own behind it, up to the next 64 MB.
    ///
    /// heap_info: the arena u64 0, the arena's previous heap u64 8, bytes in use u64 16, bytes with access u64 24. The arena itself lies behind the
    /// heap_info of its first heap.
    public func arenaHeap(at mapping: AddressRange) -> AddressRange? {
        let start = mapping.start
        guard start.value % Self.heapSize == 0, let arena = memory.pointer(start), let previous = memory.pointer(start + 8),
            let size = memory.u64(start + 16), let accessible = memory.u64(start + 24), size > 0, size <= Self.heapSize,
            accessible >= size, accessible <= Self.heapSize, size % 4096 == 0,
            previous.value % Self.heapSize == 0, arena.value % 8 == 0, !arena.isNull
        else { return nil }
        let isFirst = previous.isNull && arena > start && arena.distance(from: start) <= 0x80
        // A later heap names its arena, which begins the first heap.
        let isLater = !previous.isNull && arena.value % Self.heapSize <= 0x80 && memory.isMapped(arena)
        return isFirst || isLater ? AddressRange(start: start, count: Self.heapSize) : nil
    }

    /// The part of an anonymous, writable mapping, from its start on, that is blocks which malloc mapped one by one because they are large
    /// (M_MMAP_THRESHOLD: 128 kB at first, at most 32 MB). The kernel merges neighbours.
    ///
    /// A block begins with its chunk: padding u64 0, size u64 8 with the lowest bits 010 (IS_MMAPPED). The size is one of whole pages.
    public func largeBlocks(at mapping: AddressRange) -> AddressRange? {
        var end = mapping.start
        while let size = memory.u64(end + 8), size & 7 == 2, memory.u64(end) == 0 {
            let bytes = size & ~7
            guard bytes >= 4096, bytes % 4096 == 0, bytes <= mapping.end.distance(from: end) else { break }
            end = end + bytes
            if end == mapping.end { break }
        }
        return end == mapping.start ? nil : AddressRange(mapping.start, end)
    }

    /// Whether an anonymous, writable mapping begins with a chunk of malloc that is in use: the first allocation of a program (`[heap]`) is the
    /// thread's cache or a small block. Size u64 8, its lowest bit set because no free chunk lies before it.
    public func beginsWithChunk(_ mapping: AddressRange) -> Bool {
        guard let size = memory.u64(mapping.start + 8), memory.u64(mapping.start) == 0 else { return false }
        return size & 7 == 1 && size & ~7 >= 32 && size & ~7 <= mapping.count && size & 8 == 0
    }
}
