/// Timers with one callback and one type of state.
package struct TimerRow: SectionRow, Equatable {
    /// The method that the timer calls.
    package var callback = ""
    /// The type of the object that the callback is given; empty without one.
    package var state = ""
    /// Timers that will fire.
    package var count: UInt64 = 0
    /// Timers on the heap that will not: they were disposed, have fired once, or wait for a call of Change.
    package var idle: UInt64 = 0
    /// `once`, `every 1000 ms`, `every 1000 to 60000 ms`, of the timers that will fire.
    package var period = ""

    package init() {}

    package static let section = Section<TimerRow>(
        "timers",
        answers: .init(
            "which callbacks have how many timers",
            otherwise: "the input does not hold the heap, or not the metadata by which timers are read"),
        followed: .init("timer", count: "count"),
        metrics: [
            Metric(
                "process.timers", .count(of: "timers"), .sum(section: "timers", measure: "count"), "timers that will fire",
                total: .init("timers", .informs, topic: "timers", noun: "timers", precedence: 3))
        ],
        [
            .key("callback", \.callback), .key("state", \.state),
            .measure("count", \.count, .count(of: "timers")), .measure("idle", \.idle, .count(of: "timers"), bad: .neither),
            .attribute("period", \.period, isName: false),
        ])
}
