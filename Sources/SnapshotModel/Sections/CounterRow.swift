/// A number that the process or its runtime publishes: the counters of `dotnet-counters`, the numbers of `threadpool` and those at the end of `syncblk`.
/// Sums over counters mean nothing.
package struct CounterRow: SectionRow, Equatable {
    /// As it is printed, with its unit: `GC Heap Size (MB)`, `dotnet.gc.collections ({collection}) [gc.heap.generation=gen2]`.
    package var name = ""
    /// `System.Runtime`, `Microsoft.AspNetCore.Hosting`, `thread pool`, `sync blocks`.
    package var provider = ""
    /// The whole part of the number.
    package var value: UInt64 = 0
    /// The number with its decimals, where it has some.
    package var decimals = ""

    package init() {}

    package static let section = Section<CounterRow>(
        "counters", isInOverview: false, isTotalled: false,
        answers: .init(
            "what the process counts itself", otherwise: "only the text of `dotnet-counters` or `threadpool` has it", form: .text),
        [
            .key("name", \.name, heading: "counter"), .key("provider", \.provider, importance: .useful),
            .measure("value", \.value, .none, bad: .neither), .attribute("decimals", \.decimals, isName: false),
        ])
}
