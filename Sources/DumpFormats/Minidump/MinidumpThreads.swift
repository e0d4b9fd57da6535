import RawMemory

extension MinidumpStreams {
    /// ThreadList. A row has 48 bytes: id u32 0, TEB u64 16, start of the stack memory in the dump u64 24, its bytes u32 32, its place u32 36,
    /// bytes of the register context u32 40, its place u32 44.
    ///
    /// The stack's bounds are in the TEB where the dump holds it, else in the list of regions; mini dumps have neither.
    ///
    /// Throws `DumpFormatError`.
    func threads(
        _ processor: ProcessDump.Processor, _ segments: [MemorySegment], _ space: MinidumpAddressSpace
    ) throws(DumpFormatError) -> [ThreadState] {
        let bytes = file.bytes
        var threads: [ThreadState] = []
        for row in try rows(.threads, stride: 48, "the list of threads") {
            guard let id = bytes.u32(at: row), let block = bytes.u64(at: row + 16), let start = bytes.u64(at: row + 24),
                let context = bytes.u32(at: row + 44)
            else { break }
            // Rsp of CONTEXT, Sp of ARM64_NT_CONTEXT.
            let pointer = bytes.u64(at: Int(context) + (processor == .x64 ? 0x98 : 0x100)) ?? start
            let stack = stack(block: Address(block), segments) ?? space.stack(around: Address(pointer))
            threads.append(ThreadState(osID: UInt64(id), stackPointer: Address(pointer), stack: stack))
        }
        return threads
    }

    /// By the thread environment block: base of the stack at 8, lowest address that is reserved for it at 0x1478.
    private func stack(block: Address, _ segments: [MemorySegment]) -> AddressRange? {
        guard !block.isNull, let base = word(block + 8, segments), let lowest = word(block + 0x1478, segments), lowest < base,
            // More than any stack has: not a TEB.
            base - lowest <= 1 << 34
        else { return nil }
        return AddressRange(Address(lowest), Address(base))
    }

    private func word(_ address: Address, _ segments: [MemorySegment]) -> UInt64? {
        guard let segment = segments.segment(containing: address) else { return nil }
        let inside = address.distance(from: segment.range.start)
        guard inside.saturatingAdd(8) <= segment.fileBytes, let place = segment.fileOffset.checkedAdd(inside)?.asIndex else { return nil }
        return file.bytes.u64(at: place)
    }
}
