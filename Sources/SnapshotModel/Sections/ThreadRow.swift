/// A thread of the operating system, managed or not.
package struct ThreadRow: SectionRow, Equatable {
    /// The thread id of the operating system. Means nothing in another process: threads are compared by their sums.
    package var osID: UInt64 = 0
    /// Bytes from the stack's limit to its base (managed: as the runtime recorded them; native: the mapping that holds the stack pointer).
    package var stackReserved: UInt64 = 0
    /// Bytes of the 4 KiB pages of that range that the dump holds and that are not all zero: what the thread ever touched.
    package var stackPresent: UInt64 = 0
    /// The runtime's own number of the thread; nil for a native thread.
    package var managedID: UInt64?

    package init() {}

    package static let section = Section<ThreadRow>(
        "threads", comparison: .bySums, rowUnit: .threads,
        [
            .key("os_id", \.osID),
            .measure("stack_reserved", \.stackReserved, .bytes), .measure("stack_present", \.stackPresent, .bytes),
            .attribute("managed_id", \.managedID),
        ])
}
