import CoreCLR
import RawMemory

/// Shows each object to another visitor, and notes where it begins.
struct StartsVisitor<Inner: ObjectVisitor>: ObjectVisitor {
    private(set) var inner: Inner
    /// Objects of 1 MB and more: an address inside of one may lie far from its start.
    private(set) var large: [AddressRange] = []
    private let map: HeapMap
    private let free: UInt64
    /// The starts in the 512 bytes that begin at `block`.
    private var block: UInt64 = 0
    private var starts: UInt64 = 0

    static var largeSize: UInt64 { 1 << 20 }

    init(_ inner: Inner, _ map: HeapMap, free: Address) {
        self.inner = inner
        self.map = map
        self.free = free.value
    }

    mutating func meet(_ methodTable: Address) -> Inner.TypeState { inner.meet(methodTable) }

    @inline(__always)
    mutating func visit(_ object: borrowing ScannedObject, _ state: inout Inner.TypeState) {
        let address = object.address.value
        if object.methodTable.value != free {
            if address & ~511 != block { flush(next: address & ~511) }
            starts |= 1 &<< ((address &>> 3) & 63)
            if object.size >= Self.largeSize { large.append(AddressRange(start: object.address, count: object.size)) }
        }
        inner.visit(object, &state)
    }

    private mutating func flush(next: UInt64) {
        map.addStarts(starts, at: block)
        (block, starts) = (next, 0)
    }

    mutating func leave(_ region: ScannedRegion, _ types: inout TypeTable<Inner.TypeState>) {
        flush(next: 0)
        inner.leave(region, &types)
    }
}
