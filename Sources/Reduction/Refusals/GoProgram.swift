import ProcessMemory
import RawMemory

/// Recognises Go programs by data that their linker puts into them.
enum GoProgram {
    /// "\xff Go buildinf:", at a multiple of 16 at the beginning of a writable segment (debug/buildinfo of Go's library).
    private static let buildInfo: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8)
    /// The build id: a note with owner "Go" and type 4 in the page of the ELF header. Kernel cores hold this page but may lack others.
    private static let buildNote: [UInt8] = [4, 0, 0, 0] + Array("Go".utf8) + [0, 0]
    /// Programs are smaller. The limit bounds the search in a hostile dump.
    private static let limit: UInt64 = 256 << 20

    /// Whether the memory to which a program's file is mapped belongs to a Go program.
    static func isOne(_ ranges: [AddressRange], _ memory: AddressSpace) -> Bool {
        var left = limit
        for range in ranges {
            let searched = AddressRange(start: range.start, count: min(range.count, left))
            if memory.firstAddress(of: buildInfo, in: searched, alignment: 16) != nil { return true }
            left -= searched.count
        }
        // The page of the header is among the first ranges. A hostile dump has millions of ranges.
        return ranges.prefix(16).contains {
            memory.firstAddress(of: buildNote, in: AddressRange(start: $0.start, count: min($0.count, 4096)), alignment: 4) != nil
        }
    }
}
