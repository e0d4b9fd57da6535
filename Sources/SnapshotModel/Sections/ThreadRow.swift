/// A thread of the operating system, managed or not.
package struct ThreadRow: SectionRow, Equatable {
    /// The thread id of the operating system. It means nothing in another process, so threads are compared by their sums.
    package var osID: UInt64 = 0
    /// Bytes from the stack's limit to its base. The runtime recorded them for a managed thread. For a native thread they are the mapping
    /// that holds the stack pointer.
    package var stackReserved: UInt64 = 0
    /// Bytes of the 4 KiB pages of that range that the dump holds and that are not all zero. The thread has touched these pages.
    package var stackPresent: UInt64 = 0
    /// The managed thread id; `nil` for a native thread.
    package var managedID: UInt64?
    /// The type of the exception that a managed thread threw last, caught or not. Empty when it threw none.
    package var lastException = ""
    /// `background`, `thread pool worker` and the like, separated by commas. Empty for a native thread.
    package var state = ""
    /// The group of `thread_groups` to which it belongs.
    package var signature = ""
    /// The methods of the managed frames, the innermost first, a line each. Empty when there are none.
    package var frames = ""
    /// Only with `--thread-names`: it is contents of the heap.
    package var name = ""

    package init() {}

    /// The first word of `state` of the thread that runs finalizers.
    package static let finalizer = "finalizer"

    package static let section = Section<ThreadRow>(
        "threads", comparison: .bySums, rowUnit: .threads,
        answers: .init("how many threads there are, and what their stacks take", otherwise: "the input holds no threads"),
        metrics: [
            Metric(
                "process.threads", .threads, .sum(section: "threads", measure: nil), "threads, managed or not",
                total: .init("threads", .decides, topic: "threads", noun: "threads")),
            Metric(
                "process.thread_stacks", .bytes,
                // A text may list the memory of the process and not its threads.
                .ofFirstKnown([
                    .sum(section: "threads", measure: "stack_reserved"),
                    .sum(section: "ledger", measure: "committed", .text("owner", LedgerRow.stacks)),
                ]), "bytes reserved for threads' stacks",
                total: .init("thread_stacks", .decides, topic: "threads", noun: "stacks", phrase: "of stacks")),
            Metric(
                "process.thread_stacks_present", .bytes, .sum(section: "threads", measure: "stack_present"),
                "bytes of threads' stacks that were ever touched"),
        ],
        [
            .key("os_id", \.osID),
            .measure("stack_reserved", \.stackReserved, .bytes), .measure("stack_present", \.stackPresent, .bytes),
            .attribute("signature", \.signature, heading: "in", importance: .essential),
            .attribute("managed_id", \.managedID), .attribute("state", \.state, isName: false),
            .attribute("last_exception", \.lastException), .attribute("frames", \.frames, isHidden: true), .attribute("name", \.name),
        ])
}
