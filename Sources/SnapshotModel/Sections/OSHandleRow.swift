/// The open Windows handles to one type of kernel object. GC handles are something else.
package struct OSHandleRow: SectionRow, Equatable {
    /// `File`, `Event`, `Key`, `Thread`, `Section`; `unknown` when the dump does not say it.
    package var type = ""
    package var count: UInt64 = 0

    package init() {}

    package static let section = Section<OSHandleRow>(
        "os_handles",
        answers: .init(
            "how many handles to files, events and keys are open",
            otherwise: "the dump lists no handles; full ones of dotnet-dump and procdump do", system: "windows"),
        metrics: [
            Metric(
                "process.os_handles", .handles, .sum(section: "os_handles", measure: "count"),
                "open handles of Windows: files, events, keys",
                total: .init("os_handles", .decides, topic: "handles", noun: "handles of Windows", precedence: 2))
        ],
        [.key("type", \.type, isName: false), .measure("count", \.count, .handles)])
}
