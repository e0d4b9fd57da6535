import ProcessMemory
import RawMemory

/// Tells Go programs by what their linker leaves in them.
enum GoProgram {
    /// "\xff Go buildinf:", at a multiple of 16 at the beginning of a writable segment (debug/buildinfo of Go's library).
    private static let buildInfo: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8)
    /// A note of owner "Go" and type 4, the build id, in the page of the ELF header: kernel cores hold this page and may lack the others.
    private static let buildNote: [UInt8] = [4, 0, 0, 0] + Array("Go".utf8) + [0, 0]
    /// Programs are smaller; a hostile row is not searched for ever.
    private static let limit: UInt64 = 256 << 20

    /// Whether the memory that a program's file is mapped to says so.
    static func isOne(_ ranges: [AddressRange], _ memory: AddressSpace) -> Bool {
        var left = limit
        for range in ranges {
            let searched = AddressRange(start: range.start, count: min(range.count, left))
            if holds(buildInfo, every: 16, in: searched, memory) { return true }
            left -= searched.count
        }
        // The header's page is among the first rows; a hostile table has millions.
        return ranges.prefix(16).contains {
            holds(buildNote, every: 4, in: AddressRange(start: $0.start, count: min($0.count, 4096)), memory)
        }
    }

    /// Whether the dumped bytes of `range` hold `pattern` (8 bytes or more) at a multiple of `step`.
    private static func holds(_ pattern: [UInt8], every step: Int, in range: AddressRange, _ memory: AddressSpace) -> Bool {
        let head = pattern.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        var index = memory.runIndex(atOrAfter: range.start.value)
        while index < memory.runs.count, memory.runs[index].start < range.end.value {
            let run = memory.runs[index]
            let start = max(run.start, range.start.value)
            let count = min(run.end, range.end.value) - start
            let file = memory.file(run)
            let place = run.fileOffset + Int(start - run.start)
            if let bytes = file.bytes.slice(place, Int(count)) {
                // Rows begin at pages; one that does not is hostile, and finding nothing in it is right.
                for offset in stride(from: 0, to: bytes.byteCount - pattern.count + 1, by: step)
                where bytes.u64(at: offset) == head && pattern.indices.allSatisfy({ bytes.u8(at: offset + $0) == pattern[$0] }) {
                    return true
                }
            }
            index += 1
        }
        return false
    }
}
