/// The objects of one type, by generation. Free objects have no row: their numbers are in `Totals`.
///
/// Bytes are exact object sizes (base size + length x component size, at least 24), not rounded up to the 8 bytes an object occupies.
package struct TypeRow: SectionRow, Equatable {
    /// Canonical name: `Namespace.Outer<Arg>+Inner<Arg>[]`.
    package var name = ""
    /// The file name of the defining module, or the simple name of a dynamic assembly.
    package var module = ""
    package var count: UInt64 = 0
    package var bytes: UInt64 = 0
    package var gen0 = Share()
    package var gen1 = Share()
    package var gen2 = Share()
    package var loh = Share()
    package var poh = Share()
    package var frozen = Share()
    /// Objects that something keeps alive, and their bytes. The others are garbage, which the next collection of their generation removes.
    package var liveCount: UInt64 = 0
    package var liveBytes: UInt64 = 0
    /// Objects of this type and all below them in the tree of holders, and their bytes. Each object counts once, also where one of this type is below
    /// another. `nil` where the heap was not traced.
    package var heldCount: UInt64?
    package var heldBytes: UInt64?
    /// The objects that would be garbage without those of this type, these included, and their bytes. Each counts once here and may count in other
    /// rows too, so the rows have no sum. `nil` when it was not asked for.
    package var retainedCount: UInt64?
    package var retainedBytes: UInt64?
    /// The number of method tables. It is more than 1 when the type was loaded into several load contexts.
    package var methodTables: UInt64 = 0
    /// The name in numbers of the metadata, as a placeholder has it: `System.Private.CoreLib.dll!<0x02000113><Orders.dll!<0x02000014>>[]`.
    /// Several with `|` between them when definitions of one name are one row; empty when it is unknown.
    package var token = ""
    /// The builds of the modules in `token`, in the order in which each appears first, with a comma between them: `beadf6da-c8e000` (time
    /// stamp and size of the image), `elf-836f9b43…-EBV4tmHR7XS7` (build id of the executable that holds the module, and the id of the app in
    /// it), `*` when it is unknown.
    package var build = ""

    /// The objects of a type in one generation.
    package struct Share: Equatable, Sendable {
        package var count: UInt64 = 0
        package var bytes: UInt64 = 0
        package init(count: UInt64 = 0, bytes: UInt64 = 0) {
            self.count = count
            self.bytes = bytes
        }
    }

    package init() {}

    /// Of a heap that was not traced. In every other one something is alive.
    package static let unknownIfZero: Set<String> = ["live_count", "live_bytes", "held_count", "held_bytes"]

    package static let section = Section<TypeRow>(
        "types", rowUnit: .types, judgedBy: .init(count: "live_count", size: "live_bytes"),
        answers: .init("which types fill the heap, and what grew", otherwise: "the input holds no types"),
        followed: .init(
            "type", count: "count", size: "bytes", young: .init(count: "gen0_count", size: "gen0_bytes"),
            identity: .init(token: "token", build: "build")),
        metrics: [
            generation("gen0", "in generation 0"), generation("gen1", "in generation 1"), generation("gen2", "in generation 2"),
            generation("loh", "in the large object heap", uncollected: uncollected("loh")),
            generation("poh", "in the pinned object heap", uncollected: uncollected("poh")),
            generation("frozen", "in frozen segments"),
            outsideGen0(
                "outside_gen0", .bytes, "bytes", "bytes of objects outside generation 0: generations 1 and 2, LOH, POH, frozen segments",
                uncollected: .added([uncollected("loh"), uncollected("poh")])),
            outsideGen0("outside_gen0_objects", .objects, "count", "objects outside generation 0"),
        ],
        [
            .key("name", \.name), .key("module", \.module),
            .measure("count", \.count, .objects), .measure("bytes", \.bytes, .bytes),
            .measure("live_count", \.liveCount, .objects, heading: "live objects", importance: .useful),
            .measure("live_bytes", \.liveBytes, .bytes, heading: "live bytes", importance: .useful),
            .measure("gen0_count", \.gen0.count, .objects), .measure("gen0_bytes", \.gen0.bytes, .bytes),
            .measure("gen1_count", \.gen1.count, .objects), .measure("gen1_bytes", \.gen1.bytes, .bytes),
            .measure("gen2_count", \.gen2.count, .objects), .measure("gen2_bytes", \.gen2.bytes, .bytes),
            .measure("loh_count", \.loh.count, .objects), .measure("loh_bytes", \.loh.bytes, .bytes),
            .measure("poh_count", \.poh.count, .objects), .measure("poh_bytes", \.poh.bytes, .bytes),
            .measure("frozen_count", \.frozen.count, .objects), .measure("frozen_bytes", \.frozen.bytes, .bytes),
            .attribute("held_count", \.heldCount, .objects, heading: "held objects", importance: .spare),
            .attribute("held_bytes", \.heldBytes, .bytes, heading: "held bytes", importance: .spare),
            .attribute("retained_count", \.retainedCount, .objects, heading: "retained objects", isOnRequest: true),
            .attribute("retained_bytes", \.retainedBytes, .bytes, heading: "retained bytes", isOnRequest: true),
            .attribute("method_tables", \.methodTables),
            .attribute("token", \.token, isHidden: true), .attribute("build", \.build, isHidden: true),
        ])

    /// Frozen objects count, since they are never collected: with generation 0 it makes the total.
    private static func outsideGen0(_ name: String, _ unit: Unit, _ measure: String, _ meaning: String, uncollected: Metric.Source? = nil)
        -> Metric
    {
        let parts = ["gen1", "gen2", "loh", "poh", "frozen"].map { Metric.Source.sum(section: "types", measure: "\($0)_\(measure)") }
        return Metric("heap.\(name)", unit, .added(parts), meaning, uncollected: uncollected)
    }

    private static func generation(_ name: String, _ meaning: String, uncollected: Metric.Source? = nil) -> Metric {
        Metric(
            "heap.\(name)", .bytes, .sum(section: "types", measure: "\(name)_bytes"), "bytes of objects \(meaning)",
            uncollected: uncollected)
    }

    private static func uncollected(_ generation: String) -> Metric.Source {
        .sum(section: "heaps", measure: "uncollected", .text("generation", generation))
    }
}
