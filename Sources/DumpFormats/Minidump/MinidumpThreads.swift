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

    /// Byte by byte: ranges of memory are cut anywhere.
    private func word(_ address: Address, _ segments: [MemorySegment]) -> UInt64? {
        var word: UInt64 = 0
        for number in 0..<8 as Range<UInt64> {
            let at = address + number
            guard let segment = segments.segment(containing: at), segment.present.contains(at),
                let place = segment.fileOffset.checkedAdd(at.distance(from: segment.range.start))?.asIndex,
                let byte = file.bytes.u8(at: place)
            else { return nil }
            word |= UInt64(byte) << (number * 8)
        }
        return word
    }
}
