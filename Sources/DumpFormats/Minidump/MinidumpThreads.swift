import RawMemory

extension MinidumpStreams {
    /// ThreadList. A row has 48 bytes: id u32 0, TEB u64 16, start of the stack memory in the dump u64 24, its bytes u32 32, its place u32 36,
    /// bytes of the register context u32 40, its place u32 44.
    ///
    /// The stack's bounds are in the TEB where the dump holds it, else in the list of regions; mini dumps have neither.
    ///
    /// A thread that had ended before the writer could look at it does not count, though it may still have a row.
    ///
    /// Throws `DumpFormatError`.
    func threads(
        _ processor: ProcessDump.Processor, _ segments: [MemorySegment], _ space: MinidumpAddressSpace
    ) throws(DumpFormatError) -> [ThreadState] {
        let bytes = file.bytes
        let remarks = threadRemarks()
        var threads: [ThreadState] = []
        for row in try rows(.threads, stride: 48, "the list of threads") {
            guard let id = bytes.u32(at: row), let block = bytes.u64(at: row + 16), let start = bytes.u64(at: row + 24),
                let context = bytes.u32(at: row + 44)
            else { break }
            let remark = remarks[id] ?? []
            if remark.contains(.exited) { continue }
            // Rsp of CONTEXT, Sp of ARM64_NT_CONTEXT.
            let register = remark.contains(.invalidContext) ? nil : bytes.u64(at: Int(context) + (processor == .x64 ? 0x98 : 0x100))
            let registers = remark.contains(.invalidContext) ? nil : ThreadRegisters(context: Int(context), bytes, processor)
            let pointer = register ?? start
            let stack = stack(block: Address(block), segments) ?? space.stack(around: Address(pointer))
            threads.append(ThreadState(osID: UInt64(id), stackPointer: Address(pointer), stack: stack, registers: registers))
        }
        return threads
    }

    /// ThreadInfoList, which says what the writer could not get about a thread. A row: id u32 0, flags u32 4 (then times and the start address).
    /// Empty when there is no such list, as in wine's dumps.
    private func threadRemarks() -> [UInt32: ThreadRemarks] {
        guard let rows = describedRows(.threadInfo, atLeast: 8) else { return [:] }
        let pairs = rows.compactMap { row -> (UInt32, ThreadRemarks)? in
            guard let id = file.bytes.u32(at: row), let flags = file.bytes.u32(at: row + 4) else { return nil }
            return flags == 0 ? nil : (id, ThreadRemarks(rawValue: flags))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// By the thread environment block: base of the stack at 8, lowest address that is reserved for it at 0x1478.
    private func stack(block: Address, _ segments: [MemorySegment]) -> AddressRange? {
        guard !block.isNull, let base = word(block + 8, segments), let lowest = word(block + 0x1478, segments), lowest < base,
            // Larger than any stack, so it is no TEB.
            base - lowest <= 1 << 34
        else { return nil }
        return AddressRange(Address(lowest), Address(base))
    }

    /// Read byte by byte, because ranges of memory are cut anywhere.
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

/// Flags of a row of ThreadInfoList.
private struct ThreadRemarks: OptionSet {
    let rawValue: UInt32

    static let exited = ThreadRemarks(rawValue: 4)
    /// Its registers could not be read.
    static let invalidContext = ThreadRemarks(rawValue: 0x10)
}
