/// Why a file is not a dump that can be opened. Each hostile field has its own refusal.
public enum DumpFormatError: Error, Equatable, Sendable {
    /// The file is of another kind.
    case notACore(FileKind)
    /// The file is an ELF executable or library, with this e_type.
    case notADumpButELF(type: UInt16)
    /// The core has 32 bits (1), or its ELF class does not exist.
    case unsupportedClass(UInt8, machine: UInt16)
    /// The core is big-endian (2), or its byte order does not exist.
    case unsupportedByteOrder(UInt8, machine: UInt16)
    /// The core's e_machine is neither x86-64 nor arm64.
    case unsupportedMachine(UInt16)
    /// The ProcessorArchitecture of a minidump is neither x86-64 nor arm64.
    case unsupportedMinidumpProcessor(UInt16)
    /// A header names bytes that the file does not have.
    case truncated(what: String, needed: UInt64, found: UInt64)
    /// A number that no real dump has.
    case implausible(field: String, value: UInt64, limit: UInt64)
}
