/// Processors by the e_machine of an ELF header, so that a refusal names the one it found.
public enum ELFMachine {
    /// Throws `DumpFormatError` unless the core is of little-endian x86-64 or arm64. `machine` is in the file's own byte order.
    static func check(elfClass: UInt8, byteOrder: UInt8, machine: UInt16) throws(DumpFormatError) -> ProcessDump.Processor {
        guard elfClass == 2 else { throw .unsupportedClass(elfClass, machine: machine) }
        guard byteOrder == 1 else { throw .unsupportedByteOrder(byteOrder, machine: machine) }
        switch machine {
        case 62: return .x64
        case 183: return .arm64
        default: throw .unsupportedMachine(machine)
        }
    }

    /// The usual name of a processor; `nil` for one that .NET has never supported.
    public static func name(_ machine: UInt16, bigEndian: Bool = false) -> String? {
        switch machine {
        case 3: "x86 (i386)"
        case 8: "MIPS"
        case 20: "PowerPC"
        case 21: bigEndian ? "ppc64" : "ppc64le"
        case 22: "s390x"
        case 40: "32-bit arm"
        case 62: "x86-64"
        case 183: "arm64"
        case 243: "RISC-V"
        case 258: "LoongArch"
        default: nil
        }
    }
}
