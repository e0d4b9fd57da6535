import CoreCLR
package import RawMemory

/// A worker's own table from method table to size and to what a visitor keeps for the type: open addressing, no allocation for an object,
/// and one cache line for each of them as long as the state has at most 16 bytes. A lookup in a Dictionary would cost ten times as much
/// (12 ns against 0.9 ns).
@safe
package struct TypeTable<State: BitwiseCopyable & Sendable>: ~Copyable {
    struct Slot {
        var methodTable: UInt64
        /// Base size in the low half (at least 24 where the component size is 0), component size above it.
        var size: UInt64
        var state: State
    }

    /// Marks a free slot. No method table has this address: their three low bits are clear.
    static var empty: UInt64 { 1 }

    private(set) var slots: UnsafeMutablePointer<Slot>
    private(set) var mask: Int
    private(set) var shift: UInt64
    private var used = 0

    init() {
        let capacity = 4096
        unsafe slots = Self.emptySlots(capacity)
        mask = capacity - 1
        shift = 64 - 12
    }

    deinit { unsafe slots.deallocate() }

    /// The state of a free slot stays uninitialized; nothing reads it.
    private static func emptySlots(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        for index in 0..<capacity { unsafe (slots + index).pointer(to: \.methodTable)?.initialize(to: empty) }
        return unsafe slots
    }

    /// Fibonacci hashing: method tables are 8-aligned and lie close together, and the high bits of the product spread them.
    @inline(__always) static func hash(_ methodTable: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (methodTable &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    /// Slot of a method table; `nil` when it was not added.
    func slot(of methodTable: UInt64) -> Int? {
        let index = place(of: methodTable)
        return unsafe slots[index].methodTable == methodTable ? index : nil
    }

    /// Adds a method table that the table does not hold. Returns its slot; all slots may have moved.
    mutating func add(_ methodTable: UInt64, _ size: MethodTables.Size, _ state: State) -> Int {
        if used * 2 >= mask { grow() }
        let index = place(of: methodTable)
        let base = size.component == 0 ? max(size.base, 24) : size.base
        unsafe (slots + index).initialize(
            to: Slot(methodTable: methodTable, size: UInt64(base) | UInt64(size.component) << 32, state: state))
        used += 1
        return index
    }

    /// The slot that holds `methodTable`, or the free one in which it belongs. At most half of the slots are in use.
    private func place(of methodTable: UInt64) -> Int {
        var index = Self.hash(methodTable, shift)
        while true {
            let held = unsafe slots[index].methodTable
            if held == methodTable || held == Self.empty { return index }
            index = (index + 1) & mask
        }
    }

    private mutating func grow() {
        let old = unsafe slots
        let oldCapacity = mask + 1
        unsafe slots = Self.emptySlots(oldCapacity * 2)
        mask = oldCapacity * 2 - 1
        shift -= 1
        for index in 0..<oldCapacity where unsafe old[index].methodTable != Self.empty {
            let slot = unsafe old[index]
            unsafe (slots + place(of: slot.methodTable)).initialize(to: slot)
        }
        unsafe old.deallocate()
    }

    /// Shows the state of every type that the worker met so far, in no particular order, to be read or changed.
    package mutating func updateEach(_ body: (_ methodTable: Address, _ state: inout State) -> Void) {
        for index in 0...mask where unsafe slots[index].methodTable != Self.empty {
            unsafe body(Address(slots[index].methodTable), &slots[index].state)
        }
    }
}
