/// Why a file is not a dump that can be opened. One hostile field, one exact refusal.
public enum DumpFormatError: Error, Equatable, Sendable {
    /// Something else, recognised or not: what it looks like.
    case notACore(FileKind)
    /// An ELF file, but an executable or a library: its e_type.
    case notADumpButELF(type: UInt16)
    /// 32-bit or big-endian.
    case unsupportedClass(UInt8)
    case unsupportedByteOrder(UInt8)
    /// Not x86-64: its e_machine.
    case unsupportedMachine(UInt16)
    /// A header names bytes that the file has not.
    case truncated(what: String, needed: UInt64, found: UInt64)
    /// A number that no real dump has.
    case implausible(field: String, value: UInt64, limit: UInt64)
}
