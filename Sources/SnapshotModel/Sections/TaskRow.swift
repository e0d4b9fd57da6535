/// Tasks of one type in one state.
package struct TaskRow: SectionRow, Equatable {
    package var type = ""
    /// What the task runs: the method of its delegate, or the async method whose end it stands for. Empty for other tasks.
    package var method = ""
    /// As in .NET's TaskStatus: `Created`, `WaitingForActivation`, `WaitingToRun`, `Running`, `WaitingForChildrenToComplete`,
    /// `RanToCompletion`, `Canceled`, `Faulted`. Empty when the dump does not hold it.
    package var state = ""
    package var count: UInt64 = 0

    package init() {}

    /// The states of a task that has not ended.
    package static let pending = ["Created", "WaitingForActivation", "WaitingToRun", "Running", "WaitingForChildrenToComplete"]

    package static let section = Section<TaskRow>(
        "tasks",
        answers: .init(
            "which tasks have not ended", otherwise: "the input does not hold the heap, or not the metadata by which tasks are read"),
        followed: .init("task", count: "count"),
        metrics: [
            Metric(
                "process.tasks_pending", .count(of: "tasks"),
                .added(pending.map { .sum(section: "tasks", measure: "count", .text("state", $0)) }),
                "tasks that have not ended, garbage included")
        ],
        [
            .key("type", \.type), .key("method", \.method, importance: .useful),
            .key("state", \.state, isName: false, importance: .useful),
            .measure("count", \.count, .count(of: "tasks")),
        ])
}
