import CoreCLR
import RawMemory

/// A worker's own table from method table to size and counters: open addressing, one cache line and no allocation an object.
///
/// The counters in a slot are those of the generation being walked; `flush` moves them to the generation's array. A lookup in a
/// Dictionary would cost ten times as much (facts: 0.9 ns against 12 ns).
@safe
struct TypeCounters: ~Copyable {
    /// 32 bytes: two slots a cache line.
    struct Slot {
        var methodTable: UInt64
        /// Base size in the low half (at least 24 where the component size is 0), component size above it.
        var size: UInt64
        var count: UInt64
        var bytes: UInt64
    }

    /// No method table's address: those have their three low bits clear.
    static let empty: UInt64 = 1

    private(set) var slots: UnsafeMutablePointer<Slot>
    private(set) var mask: Int
    private(set) var shift: UInt64
    private var used = 0
    private let tables: MethodTables
    /// Counts and bytes by generation, for the method tables met so far.
    private(set) var totals: [UInt64: GenerationShares] = [:]

    init(_ tables: MethodTables) {
        self.tables = tables
        let capacity = 4096
        unsafe slots = Self.emptySlots(capacity)
        mask = capacity - 1
        shift = 64 - 12
    }

    deinit { unsafe slots.deallocate() }

    private static func emptySlots(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        unsafe slots.initialize(repeating: Slot(methodTable: empty, size: 0, count: 0, bytes: 0), count: capacity)
        return unsafe slots
    }

    /// Fibonacci hashing: method tables are 8-aligned and lie close together, the high bits of the product spread them.
    @inline(__always) static func hash(_ word: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    /// Slot of a word that may be a method table; nil when it is none. Adds the ones it has not met.
    mutating func slot(_ word: UInt64) -> Int? {
        var index = Self.hash(word, shift)
        while true {
            let key = unsafe slots[index].methodTable
            if key == word { return index }
            if key == Self.empty { break }
            index = (index + 1) & mask
        }
        guard let size = tables.size(Address(word)) else { return nil }
        if used * 2 >= mask { grow() }
        index = freeSlot(word)
        let base = size.component == 0 ? max(size.base, 24) : size.base
        unsafe slots[index] = Slot(methodTable: word, size: UInt64(base) | UInt64(size.component) << 32, count: 0, bytes: 0)
        used += 1
        return index
    }

    private func freeSlot(_ word: UInt64) -> Int {
        var index = Self.hash(word, shift)
        while unsafe slots[index].methodTable != Self.empty { index = (index + 1) & mask }
        return index
    }

    private mutating func grow() {
        let old = unsafe slots
        let oldCapacity = mask + 1
        unsafe slots = Self.emptySlots(oldCapacity * 2)
        mask = oldCapacity * 2 - 1
        shift -= 1
        for index in 0..<oldCapacity where unsafe old[index].methodTable != Self.empty {
            let slot = unsafe old[index]
            unsafe slots[freeSlot(slot.methodTable)] = slot
        }
        unsafe old.deallocate()
    }

    /// Moves the counters to `generation`. Gives what was moved: all objects, Free too, and Free alone.
    mutating func flush(to generation: Generation) -> (all: GenerationShares.Share, free: GenerationShares.Share) {
        var (all, free) = (GenerationShares.Share(), GenerationShares.Share())
        for index in 0...mask where unsafe slots[index].count > 0 {
            let slot = unsafe slots[index]
            totals[slot.methodTable, default: GenerationShares()][generation].add(count: slot.count, bytes: slot.bytes)
            all.add(count: slot.count, bytes: slot.bytes)
            if slot.methodTable == tables.free.value { free.add(count: slot.count, bytes: slot.bytes) }
            unsafe slots[index].count = 0
            unsafe slots[index].bytes = 0
        }
        return (all, free)
    }
}
