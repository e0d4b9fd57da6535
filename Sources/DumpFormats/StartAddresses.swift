public import RawMemory

/// The addresses that the kernel chose when it started the program of a process, and told it in the auxiliary vector (`<elf.h>`, AT_…). They
/// never change while the program runs, and every writer of cores copies them from the kernel. With address space randomization another
/// start of the same program has others.
public struct StartAddresses: Hashable, Sendable {
    /// AT_PHDR (3): the program headers of the executable.
    public var programHeaders: Address?
    /// AT_BASE (7): the dynamic loader.
    public var loader: Address?
    /// AT_ENTRY (9): the executable's entry point.
    public var entry: Address?
    /// AT_RANDOM (25): 16 random bytes near the end of the first stack. Linux gives it since 2.6.29. The bytes are not read.
    public var random: Address?
    /// AT_SYSINFO_EHDR (33): the kernel's vdso.
    public var vdso: Address?

    public init() {}

    /// Takes one pair of the vector. Other tags are passed over.
    mutating func take(_ tag: UInt64, _ value: UInt64) {
        switch tag {
        case 3: programHeaders = Address(value)
        case 7: loader = Address(value)
        case 9: entry = Address(value)
        case 25: random = Address(value)
        case 33: vdso = Address(value)
        default: break
        }
    }

    /// Whether the kernel chose them without randomization (`setarch -R`, `randomize_va_space` 0): every start of the program has the same
    /// ones then. The strings of the first stack end right below the end of user memory, and a position-independent executable lies at two
    /// thirds of it (ELF_ET_DYN_BASE: 0x5555_5555_4000 on x86-64, 0xAAAA_AAAA_A000 on arm64 with 48 bits).
    public var areFixed: Bool {
        guard let random, let programHeaders else { return false }
        // The most bytes of arguments and environment are 6 MB (three quarters of 8 MB).
        let ends: [UInt64] = [0x7FFF_FFFF_F000, 0x1_0000_0000_0000]
        guard ends.contains(where: { random.value < $0 && random.value >= $0 - (8 << 20) }) else { return false }
        let page = programHeaders.value >> 16
        return page == 0x5555_5555 || page == 0xAAAA_AAAA || programHeaders.value < 1 << 32
    }
}
