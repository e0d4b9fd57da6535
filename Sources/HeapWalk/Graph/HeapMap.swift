import CoreCLR
import ProcessMemory
import RawMemory
import Synchronization

/// The heap by chunks of 4 MB: where the bytes of a chunk lie in the dump, and two bits for each of its words, which say whether an object
/// begins there and whether it was reached. Chunks are numbered, and so are the heap's words, with 32 bits.
@safe
final class HeapMap: @unchecked Sendable {
    /// A chunk of which the dump holds the bytes from `heldStart` to `heldEnd` in one piece. Others are read through the `AddressSpace`.
    @safe
    struct Chunk {
        var address: UInt64
        /// The byte at the chunk's address, if the dump held it there.
        var bytes: UnsafeRawPointer
        var heldStart: UInt32
        var heldEnd: UInt32
    }

    let memory: AddressSpace
    private let firstChunk: UInt64
    private let chunkSpan: UInt64
    private let chunkCount: Int
    private let numbers: UnsafeMutablePointer<UInt16>
    private let chunks: UnsafeMutablePointer<Chunk>
    /// For each 64 words of the heap, the starts and the marks.
    private let bits: UnsafeMutablePointer<Atomic<UInt64>>
    /// Owns what the pointers point to.
    private let owned: [ZeroedMemory]

    static let chunkShift: UInt64 = 22
    private static let offsetMask: UInt64 = (1 << 22) - 1
    /// Word numbers have 32 bits: 32 GB of heap.
    private static let chunkLimit = 1 << 13
    /// Words with the bits of a chunk: a start and a mark for each of its words.
    private static let bitsOfChunk = 1 << 14
    /// User space has 47 bits of addresses.
    private static let spanLimit: UInt64 = 1 << 25

    /// The numbers of the chunks with regions. `nil` when the heap is larger than 32 GB.
    private static func chunks(_ heap: WalkableHeap) -> Set<UInt64>? {
        var found: Set<UInt64> = []
        for region in heap.heap.regions where !region.objects.isEmpty {
            let last = (region.objects.end.value - 1) >> chunkShift
            for chunk in (region.objects.start.value >> chunkShift)...last {
                guard found.count <= chunkLimit else { return nil }
                found.insert(chunk)
            }
        }
        return found
    }

    /// What the map of a heap takes, in bytes; 0 when it has none.
    static func bytes(_ heap: WalkableHeap) -> UInt64 {
        UInt64(chunks(heap)?.count ?? 0) * UInt64(bitsOfChunk * 8 + MemoryLayout<Chunk>.stride)
    }

    /// `nil` when the heap is larger than 32 GB, or when the system has no memory.
    init?(_ heap: WalkableHeap) {
        memory = heap.memory
        guard let order = Self.chunks(heap)?.sorted() else { return nil }
        let (first, span) = order.isEmpty ? (0, 0) : (order[0], order[order.count - 1] - order[0] + 1)
        guard order.count <= Self.chunkLimit, span <= Self.spanLimit, let numbers = ZeroedMemory(count: Int(span) + 1, size: 2),
            let bits = ZeroedMemory(count: order.count + 1, size: Self.bitsOfChunk * 8, isRandom: true),
            let chunks = ZeroedMemory(count: order.count + 1, size: MemoryLayout<Chunk>.stride)
        else { return nil }
        (firstChunk, chunkSpan, chunkCount, owned) = (first, span, order.count, [numbers, bits, chunks])
        unsafe self.numbers = numbers.start.bindMemory(to: UInt16.self, capacity: Int(span) + 1)
        unsafe self.bits = bits.start.bindMemory(to: Atomic<UInt64>.self, capacity: (order.count + 1) * Self.bitsOfChunk)
        unsafe self.chunks = chunks.start.bindMemory(to: Chunk.self, capacity: order.count + 1)
        for (place, chunk) in order.enumerated() {
            unsafe self.numbers[Int(chunk - first)] = UInt16(place + 1)
            unsafe (self.chunks + place).initialize(to: Self.chunk(chunk << Self.chunkShift, heap.memory))
        }
    }

    /// The largest piece of a chunk that the dump holds.
    private static func chunk(_ address: UInt64, _ memory: AddressSpace) -> Chunk {
        let range = AddressRange(start: Address(address), count: offsetMask + 1)
        var best: (start: UInt64, end: UInt64)?
        for run in memory.runs(in: range) where run.end - run.start > (best.map { $0.end - $0.start } ?? 0) { best = (run.start, run.end) }
        guard let best, let run = memory.run(containing: best.start) else {
            return unsafe Chunk(address: address, bytes: start(memory.file(memory.runs[0])), heldStart: 0, heldEnd: 0)
        }
        let file = memory.file(run)
        let place = run.fileOffset + Int(best.start - run.start)
        let bytes = unsafe start(file) + place - Int(best.start - address)
        return unsafe Chunk(
            address: address, bytes: bytes, heldStart: UInt32(best.start - address), heldEnd: UInt32(best.end - address))
    }

    /// Where a file is mapped; the address space keeps it so.
    private static func start(_ file: MappedFile) -> UnsafeRawPointer {
        unsafe file.bytes.withUnsafeBytes { unsafe $0.baseAddress.unsafelyUnwrapped }
    }

    // MARK: Words

    /// The number of the word at an address; `nil` outside of the heap's chunks, and between words.
    @inline(__always)
    func word(_ address: UInt64) -> UInt32? {
        let chunk = (address &>> Self.chunkShift) &- firstChunk
        guard chunk < chunkSpan, address & 7 == 0 else { return nil }
        let number = unsafe numbers[Int(truncatingIfNeeded: chunk)]
        guard number != 0 else { return nil }
        return UInt32(number &- 1) &<< 19 | UInt32(truncatingIfNeeded: (address & Self.offsetMask) &>> 3)
    }

    @inline(__always)
    func address(_ word: UInt32) -> UInt64 {
        unsafe chunks[Int(word &>> 19)].address &+ UInt64(word & 0x7_FFFF) &<< 3
    }

    /// The 8 bytes at `offset` from a word; `nil` when the dump does not hold them.
    @inline(__always)
    func load(_ word: UInt32, _ offset: UInt64) -> UInt64? {
        let chunk = unsafe chunks[Int(word &>> 19)]
        let place = UInt64(word & 0x7_FFFF) &<< 3 &+ offset
        if place >= UInt64(chunk.heldStart), place &+ 8 <= UInt64(chunk.heldEnd) {
            return unsafe chunk.bytes.loadUnaligned(fromByteOffset: Int(truncatingIfNeeded: place), as: UInt64.self)
        }
        return load(at: chunk.address.saturatingAdd(place))
    }

    /// The 8 bytes at an address in another chunk than its object's: most of a large array lie there.
    private func load(at address: UInt64) -> UInt64? {
        let chunk = (address &>> Self.chunkShift) &- firstChunk
        guard chunk < chunkSpan else { return memory.u64(Address(address)) }
        let number = unsafe numbers[Int(truncatingIfNeeded: chunk)]
        guard number != 0 else { return memory.u64(Address(address)) }
        let (held, place) = unsafe (chunks[Int(number) &- 1], address & Self.offsetMask)
        guard place >= UInt64(held.heldStart), place &+ 8 <= UInt64(held.heldEnd) else { return memory.u64(Address(address)) }
        return unsafe held.bytes.loadUnaligned(fromByteOffset: Int(truncatingIfNeeded: place), as: UInt64.self)
    }

    // MARK: Starts and marks

    /// Adds starts of objects: a bit for each of the 64 words from `address` on, which is a multiple of 512.
    func addStarts(_ starts: UInt64, at address: UInt64) {
        guard starts != 0, let word = word(address) else { return }
        unsafe bits[Int(word &>> 6) &* 2].bitwiseOr(starts, ordering: .relaxed)
    }

    /// The starts and the marks of the 64 words around a word.
    @inline(__always)
    func bits(_ word: UInt32) -> (starts: UInt64, marks: UInt64) {
        let place = Int(word &>> 6) &* 2
        return unsafe (bits[place].load(ordering: .relaxed), bits[place &+ 1].load(ordering: .relaxed))
    }

    @inline(__always)
    func isStart(_ word: UInt32) -> Bool {
        unsafe bits[Int(word &>> 6) &* 2].load(ordering: .relaxed) &>> UInt64(word & 63) & 1 != 0
    }

    @inline(__always)
    func isMarked(_ word: UInt32) -> Bool {
        unsafe bits[Int(word &>> 6) &* 2 &+ 1].load(ordering: .relaxed) &>> UInt64(word & 63) & 1 != 0
    }

    /// Whether the object was not marked before.
    @inline(__always)
    func mark(_ word: UInt32) -> Bool {
        let bit = 1 as UInt64 &<< UInt64(word & 63)
        return unsafe bits[Int(word &>> 6) &* 2 &+ 1].bitwiseOr(bit, ordering: .relaxed).oldValue & bit == 0
    }

    // MARK: Numbers of marked objects

    /// Gives the marked objects numbers from 0 on, in the order of addresses; returns how many there are. Where objects begin is lost: the
    /// numbers take the place of these bits.
    func numberMarked() -> UInt32 {
        var count: UInt32 = 0
        for place in 0..<chunkCount * Self.bitsOfChunk / 2 {
            unsafe bits[place * 2].store(UInt64(count), ordering: .relaxed)
            count += unsafe UInt32(truncatingIfNeeded: bits[place * 2 + 1].load(ordering: .relaxed).nonzeroBitCount)
        }
        return count
    }

    /// The number of the object at a word; `nil` when none is marked there. Only after `numberMarked`.
    @inline(__always)
    func number(ofMarked word: UInt32) -> UInt32? {
        let (first, marks) = bits(word)
        let bit = 1 as UInt64 &<< UInt64(word & 63)
        if marks & bit == 0 { return nil }
        return UInt32(truncatingIfNeeded: first) &+ UInt32(truncatingIfNeeded: (marks & (bit &- 1)).nonzeroBitCount)
    }

    /// The last start of an object at or before a word, inside its chunk. `steps` counts down for every 64 words; at 0 the search ends.
    func start(atOrBefore word: UInt32, _ steps: inout Int) -> UInt32? {
        var place = Int(word &>> 6)
        let first = place & ~0x1FFF
        var found = unsafe bits[place * 2].load(ordering: .relaxed) & (UInt64.max &>> UInt64(63 - word & 63))
        while found == 0 {
            guard place > first, steps > 0 else { return nil }
            place -= 1
            steps -= 1
            found = unsafe bits[place * 2].load(ordering: .relaxed)
        }
        return UInt32(place) &<< 6 | UInt32(63 - found.leadingZeroBitCount)
    }

    /// All objects that begin in a range.
    func forEachStart(in range: AddressRange, _ body: (UInt32) -> Void) {
        var at = range.start.value & ~511
        while at < range.end.value {
            if let word = word(at) {
                var starts = unsafe bits[Int(word &>> 6) * 2].load(ordering: .relaxed)
                while starts != 0 {
                    let place = UInt64(starts.trailingZeroBitCount)
                    starts &= starts - 1
                    if range.contains(Address(at + place * 8)) { body(word + UInt32(place)) }
                }
            }
            at = at.saturatingAdd(512)
        }
    }
}
