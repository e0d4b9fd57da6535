/// Why a file is not a dump that can be opened. Each hostile field has its own refusal.
public enum DumpFormatError: Error, Equatable, Sendable {
    /// The file is something else: its kind, if that is recognised.
    case notACore(FileKind)
    /// An ELF file, but an executable or a library: its e_type.
    case notADumpButELF(type: UInt16)
    /// A core of 32 bits (1), or of a number of bits that does not exist; and its e_machine.
    case unsupportedClass(UInt8, machine: UInt16)
    /// A big-endian core (2), or of an order that does not exist; and its e_machine.
    case unsupportedByteOrder(UInt8, machine: UInt16)
    /// Neither x86-64 nor arm64: its e_machine.
    case unsupportedMachine(UInt16)
    /// A minidump of neither: the ProcessorArchitecture of its SystemInfo.
    case unsupportedMinidumpProcessor(UInt16)
    /// A header names bytes that the file does not have.
    case truncated(what: String, needed: UInt64, found: UInt64)
    /// A number that no real dump has.
    case implausible(field: String, value: UInt64, limit: UInt64)
}
