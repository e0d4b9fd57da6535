public import RawMemory

extension AddressSpace {
    /// Whether an allocation of Windows is a segment of a heap (HeapAlloc, malloc): u32 16 of a segment of an NT heap is 0xFFEEFFEE, of a segment
    /// heap 0xDDEEDDEE. wine writes the former too. Blocks that are so large that the heap takes an allocation for each have no such mark.
    public func isWindowsHeap(at allocation: Address) -> Bool {
        let mark = u32(allocation + 16)
        return mark == 0xFFEE_FFEE || mark == 0xDDEE_DDEE
    }
}
