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
            if memory.firstAddress(of: buildInfo, in: searched, alignment: 16) != nil { return true }
            left -= searched.count
        }
        // The header's page is among the first rows; a hostile table has millions.
        return ranges.prefix(16).contains {
            memory.firstAddress(of: buildNote, in: AddressRange(start: $0.start, count: min($0.count, 4096)), alignment: 4) != nil
        }
    }
}
