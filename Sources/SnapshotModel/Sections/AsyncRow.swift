/// Async methods that are on the heap in one state.
package struct AsyncRow: SectionRow, Equatable {
    /// The type of the compiler's state machine, as debuggers print it: `Worker+<Run>d__1` is the method Run of Worker.
    package var method = ""
    /// The number of the `await` at which the method waits, from 0 on; -1 before its first one, -2 when it has ended. Async iterators also
    /// have -3 and lower numbers. Empty when the dump does not hold it.
    package var state = ""
    package var count: UInt64 = 0

    /// The state of a method that has ended.
    package static let ended = "-2"

    package init() {}

    package static let section = Section<AsyncRow>(
        "async",
        answers: .init(
            "which async methods wait, and where",
            otherwise: "the input does not hold the heap, or not the metadata by which async methods are read"),
        followed: .init("async", count: "count"),
        metrics: [
            Metric(
                "process.async_methods", .count(of: "state machines"),
                .difference(
                    .sum(section: "async", measure: "count"), .sum(section: "async", measure: "count", .text("state", ended))),
                "async methods that have not ended, garbage included")
        ],
        [
            .key("method", \.method), .key("state", \.state, isName: false, importance: .useful),
            .measure("count", \.count, .count(of: "state machines")),
        ])
}
