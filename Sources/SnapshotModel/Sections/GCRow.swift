/// The garbage collector: what it is, and what it has done since the start. A snapshot has one row, so that JSON has each fact under a
/// name of its own and in its own type, a fact that an input cannot give is an absent column, and differences are those of the counters.
package struct GCRow: SectionRow, Equatable {
    /// `workstation` or `server`.
    package var collector = ""
    /// Collections since the start, of any generation.
    package var collections: UInt64 = 0
    /// Those that collected at least generation 1.
    package var gen1Collections: UInt64 = 0
    /// Full collections.
    package var gen2Collections: UInt64 = 0
    /// Heaps in use; 1 for the workstation GC.
    package var heaps: UInt64 = 0
    /// `regions` (7 and later) or `segments`.
    package var memory = ""
    /// `concurrent` when collections of generation 2 can run beside the program, else `non-concurrent`.
    package var mode = ""
    /// `dynamic` when the number of heaps follows the size of the application (DATAS), else `fixed`.
    package var heapCount = ""
    /// `Interactive`, `Batch`, `SustainedLowLatency`: System.Runtime.GCLatencyMode.
    package var latencyMode = ""
    /// The oldest generation that the last collection collected.
    package var lastGeneration: UInt64?
    /// Why it ran: `small-allocation`, `induced`, `low-memory`, `large-allocation`.
    package var lastReason = ""

    package init() {}

    package static let section = Section<GCRow>(
        "gc", isInOverview: false,
        answers: .init("which collector runs, and how often it has run", otherwise: "the input holds no collector"),
        metrics: [
            Metric(
                "process.collections", .none, .sum(section: "gc", measure: "collections"),
                "garbage collections since the start, of any generation"),
            Metric("process.full_collections", .none, .sum(section: "gc", measure: "gen2_collections"), "full garbage collections"),
        ],
        [
            .key("collector", \.collector, isName: false),
            .measure("collections", \.collections, .none, bad: .neither),
            .measure("gen1_collections", \.gen1Collections, .none, bad: .neither, heading: "gen1+"),
            .measure("gen2_collections", \.gen2Collections, .none, bad: .neither, heading: "full"),
            .measure("heaps", \.heaps, .none, bad: .neither),
            .attribute("memory", \.memory, isName: false, importance: .detail),
            .attribute("mode", \.mode, isName: false, importance: .detail),
            .attribute("latency_mode", \.latencyMode, isName: false, importance: .detail),
            .attribute("last_generation", \.lastGeneration, importance: .detail),
            .attribute("last_reason", \.lastReason, isName: false, importance: .detail),
            .attribute("heap_count", \.heapCount, isName: false, importance: .detail),
        ])
}
