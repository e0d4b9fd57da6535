import ProcessMemory
import RawMemory

/// The runtime's image in memory, in either format.
enum RuntimeImage: Sendable {
    case elf(ELFImage)
    case pe(PEImage)

    var base: Address {
        switch self {
        case .elf(let image): image.base
        case .pe(let image): image.base
        }
    }

    var range: AddressRange {
        switch self {
        case .elf(let image): image.range
        case .pe(let image): image.range
        }
    }

    /// An export, with its size in bytes if the format has it (ELF). `nil` when it is not exported, or when its pages are not in the dump.
    func symbol(_ name: String, _ memory: AddressSpace) -> (address: Address, size: UInt64?)? {
        switch self {
        case .elf(let image): image.symbol(name, memory).map { ($0.address, $0.size) }
        case .pe(let image): image.symbol(name, memory).map { ($0, nil) }
        }
    }

    /// The ranges that can hold variables. Without the section table of a PE image this is the whole image.
    var writableRanges: [AddressRange] {
        switch self {
        case .elf(let image): image.segments.filter { $0.flags & 2 != 0 }.map(\.range)
        case .pe(let image): image.hasAllSections ? image.sections.filter(\.isWritable).map(\.range) : [image.range]
        }
    }

    /// Whether the dump holds the code. Full dumps do; heap dumps do not.
    func holdsCode(_ memory: AddressSpace) -> Bool {
        let code =
            switch self {
            case .elf(let image): image.segments.filter { $0.flags & 1 != 0 }.map(\.range)
            case .pe(let image): image.sections.filter(\.isCode).map(\.range)
            }
        if case .pe = self, code.isEmpty { return false }
        return code.allSatisfy { memory.presentBytes(in: $0) >= $0.count / 2 }
    }
}
