/// The GC handles of one kind to objects of one type. Handles are how something outside the heap refers to objects: GCHandle, pinned
/// buffers, weak references, and the runtime's own roots. Handles of Windows are in `os_handles`.
package struct HandleRow: SectionRow, Equatable {
    /// The type of the object: `System.Byte[]`. For a dependent handle it is the type of the first object, the key.
    package var type = ""
    /// Its module.
    package var module = ""
    /// `strong`, `pinned`, `weak-short`, `weak-long`, `dependent`, `ref-counted`, `async-pinned`, `sized-ref`, `weak-interior`.
    package var kind = ""
    package var count: UInt64 = 0
    /// The exact bytes of the objects that handles of this row pin, each object once. 0 for handles that do not pin. The sum of the parts
    /// by generation. In the LOH, the POH and frozen segments objects stay in their places anyway.
    package var pinnedBytes: UInt64 = 0
    package var pinnedGen0: UInt64 = 0
    package var pinnedGen1: UInt64 = 0
    package var pinnedGen2: UInt64 = 0
    package var pinnedLOH: UInt64 = 0
    package var pinnedPOH: UInt64 = 0
    package var pinnedFrozen: UInt64 = 0
    /// As in `TypeRow`.
    package var token = ""
    package var build = ""

    package init() {}

    /// In place of the type of an object that the dump does not hold.
    package static let missingType = "<not in the dump>"

    package static let section = Section<HandleRow>(
        "handles", isOrderedByCount: true,
        answers: .init("what GC handles keep alive, pin and watch, by kind and type", otherwise: "the input holds no GC handles"),
        identity: .init(token: "token", build: "build"),
        metrics: [
            Metric(
                "process.handles", .objects, .sum(section: "handles", measure: "count"), "objects with GC handles, once for each handle"),
            ofKind("pinned", total: .init("pinned_handles", .decidesIfHeld, topic: "GC handles", noun: "pinned handles", precedence: 2)),
            ofKind("strong", total: .init("strong_handles", .decidesIfHeld, topic: "GC handles", noun: "strong handles", precedence: 2)),
            ofKind("weak-short"), ofKind("weak-long"), ofKind("dependent"), ofKind("ref-counted"), ofKind("async-pinned"),
            Metric(
                "heap.pinned", .bytes, .added(["gen0", "gen1", "gen2"].map { .sum(section: "handles", measure: "pinned_\($0)") }),
                "bytes of objects that handles pin in generations 0 to 2, where the collector would move them"),
        ],
        [
            .key("type", \.type), .key("module", \.module), .key("kind", \.kind, isName: false, importance: .useful),
            .measure("count", \.count, .handles),
            .measure("pinned_bytes", \.pinnedBytes, .bytes),
            .measure("pinned_gen0", \.pinnedGen0, .bytes), .measure("pinned_gen1", \.pinnedGen1, .bytes),
            .measure("pinned_gen2", \.pinnedGen2, .bytes), .measure("pinned_loh", \.pinnedLOH, .bytes, bad: .neither),
            .measure("pinned_poh", \.pinnedPOH, .bytes, bad: .neither),
            .measure("pinned_frozen", \.pinnedFrozen, .bytes, bad: .neither),
            .attribute("token", \.token, isHidden: true), .attribute("build", \.build, isHidden: true),
        ])

    private static func ofKind(_ kind: String, total: Metric.Total? = nil) -> Metric {
        Metric(
            "process.handles.\(kind)", .objects, .sum(section: "handles", measure: "count", .text("kind", kind)),
            "objects with \(kind) GC handles",
            total: total)
    }
}
