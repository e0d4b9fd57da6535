import ProcessMemory
package import RawMemory

extension GCHeap {
    /// The region whose objects lie around this address; `nil` when there is none.
    package func region(containing address: Address) -> HeapRegion? {
        let next = regions.partitioningIndex { $0.objects.start > address }
        return next > 0 && regions[next - 1].objects.contains(address) ? regions[next - 1] : nil
    }
}

extension MethodTables {
    /// What an object at this address has for its method table, without the bits with which the collector marks objects. It may be
    /// anything in a damaged dump.
    package func word(ofObjectAt object: Address) -> Address? { memory.pointer(object)?.clearing(7) }

    /// The exact size in bytes of the object at this address, whose method table is `table`; `nil` when the dump does not hold it.
    package func bytes(ofObjectAt object: Address, _ table: Address) -> UInt64? {
        guard let size = size(table) else { return nil }
        if size.component == 0 { return max(UInt64(size.base), 24) }
        guard let length = memory.u32(object + 8) else { return nil }
        return max(UInt64(size.base) + UInt64(size.component) * UInt64(length), 24)
    }
}
