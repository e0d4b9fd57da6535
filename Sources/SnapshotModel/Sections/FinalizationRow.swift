/// Objects of one type that have finalizers, by state and generation.
package struct FinalizationRow: SectionRow, Equatable {
    package var type = ""
    package var module = ""
    /// `queued`: the collector watches the object. `ready`: nothing reaches it any more, and its finalizer waits for the finalizer thread.
    package var state = ""
    /// `gen0`, `gen1`, `gen2`, `loh`, `poh`, `frozen`. For `queued` that of the collector's queue, for `ready` the one in which the
    /// object lies; empty when that is not known.
    package var generation = ""
    package var count: UInt64 = 0
    /// Exact sizes of the objects themselves. What they hold, often native memory, is not in them.
    package var bytes: UInt64 = 0
    /// As in `TypeRow`.
    package var token = ""
    package var build = ""

    package init() {}

    /// In place of the type of objects of which a text does not say which type is ready.
    package static let mixedTypes = "(types not told apart)"

    package static let section = Section<FinalizationRow>(
        "finalization", isOrderedByCount: true,
        answers: .init(
            "which objects have finalizers, and which wait for the finalizer thread", otherwise: "the input holds no finalization queue"),
        identity: .init(token: "token", build: "build"),
        metrics: [
            Metric(
                "process.finalizer_ready", .objects, .sum(section: "finalization", measure: "count", .text("state", "ready")),
                "objects that wait for the finalizer thread",
                total: .init("finalizer_ready", .informs, topic: "finalization", noun: "objects that wait for the finalizer thread")),
            Metric(
                "process.finalizable", .objects, .sum(section: "finalization", measure: "count", .text("state", "queued")),
                "objects whose finalizers are not due yet"),
        ],
        [
            .key("type", \.type), .key("module", \.module), .key("state", \.state, isName: false, importance: .useful),
            .key("generation", \.generation, isName: false, importance: .useful),
            .measure("count", \.count, .objects), .measure("bytes", \.bytes, .bytes),
            .attribute("token", \.token, isHidden: true), .attribute("build", \.build, isHidden: true),
        ])
}
