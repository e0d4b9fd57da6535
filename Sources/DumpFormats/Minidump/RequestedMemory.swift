/// The memory that the writer of a minidump was asked for, by the flags in the header (MINIDUMP_TYPE).
public enum RequestedMemory: Sendable {
    /// Everything (MiniDumpWithFullMemory).
    case all
    /// Everything that is private to the process and writable (MiniDumpWithPrivateReadWriteMemory), which the heap is.
    case privateMemory
    /// The stacks, and what the runtime's debugging library adds.
    case parts
    /// The same without what users may have written (MiniDumpFilterTriage).
    case triage

    init(flags: UInt64) {
        if flags & 0x2 != 0 {
            self = .all
        } else if flags & 0x200 != 0 {
            self = .privateMemory
        } else {
            self = flags & 0x10_0000 != 0 ? .triage : .parts
        }
    }
}
