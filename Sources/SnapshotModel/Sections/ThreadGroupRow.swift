/// Threads that exist for the same reason.
package struct ThreadGroupRow: SectionRow, Equatable {
    /// The methods that say why the threads exist, the outermost last, with ` < ` between them: `Shop.Queue.Take < Shop.Queue.MainLoop`. Waits and
    /// the platform's own frames are left out where others are there. `(native)`, `(finalizer)` and `(no managed frames)` stand for threads without
    /// any.
    package var signature = ""
    package var count: UInt64 = 0
    /// As in the section `threads`.
    package var stackReserved: UInt64 = 0
    package var stackPresent: UInt64 = 0

    package init() {}

    /// In the place of methods. `--redact` keeps them.
    package static let native = "(native)"
    package static let finalizer = "(finalizer)"
    package static let withoutFrames = "(no managed frames)"
    /// Between the methods of a signature.
    package static let separator = " < "

    package static let section = Section<ThreadGroupRow>(
        "thread_groups",
        answers: .init("why the threads exist", otherwise: "the input does not say which methods its threads run"),
        followed: .init("thread-group", count: "count", size: "stack_reserved"),
        [
            .key("signature", \.signature, heading: "threads of"),
            .measure("count", \.count, .threads, heading: "threads"), .measure("stack_reserved", \.stackReserved, .bytes),
            .measure("stack_present", \.stackPresent, .bytes),
        ])
}
