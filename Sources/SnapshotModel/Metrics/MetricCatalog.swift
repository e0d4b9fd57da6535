/// All metrics, in the order in which lists show them. The one place where they are named: budgets, trend, OpenMetrics and the table in
/// `docs/budget.md` read it.
///
/// A metric of a section that no reader fills yet is listed too: a rule on it is inconclusive, and says so.
package enum MetricCatalog {
    package static let all: [Metric] = heap + process

    private static let heap: [Metric] = [
        Metric("heap.total", .bytes, .total(.bytes), "bytes of objects, Free not counted"),
        Metric("heap.objects", .objects, .total(.objects), "objects, Free not counted"),
        Metric("heap.live", .bytes, .sum(section: "types", measure: "live_bytes"), "bytes of objects that a root reaches"),
        Metric("heap.free", .bytes, .total(.freeBytes), "bytes of Free: gaps between objects"),
        Metric(
            "heap.free_percent", .percent, .share(.total(.freeBytes), of: [.total(.bytes), .total(.freeBytes)]),
            "Free as a share of objects and Free: fragmentation"),
        Metric("heap.committed", .bytes, .total(.committed), "bytes that the collector has committed"),
        Metric("heap.reserved", .bytes, .total(.reserved), "bytes of address space that the collector has reserved"),
        generation("gen0", "in generation 0"), generation("gen1", "in generation 1"), generation("gen2", "in generation 2"),
        generation("loh", "in the large object heap"), generation("poh", "in the pinned object heap"),
        generation("frozen", "in frozen segments"),
    ]

    private static let process: [Metric] = [
        Metric("process.threads", .threads, .sum(section: "threads", measure: nil), "threads, managed or not"),
        Metric("process.thread_stacks", .bytes, .sum(section: "threads", measure: "stack_reserved"), "bytes reserved for threads' stacks"),
        Metric(
            "process.thread_stacks_present", .bytes, .sum(section: "threads", measure: "stack_present"),
            "bytes of threads' stacks that were ever touched"),
        Metric("process.modules", .modules, .sum(section: "modules", measure: "count"), "managed modules, each copy counted"),
        Metric(
            "process.dynamic_assemblies", .modules, .sum(section: "modules", measure: "count", .flag("dynamic")),
            "modules made at run time: serializers, proxies, expressions"),
        Metric("process.module_images", .bytes, .sum(section: "modules", measure: "size"), "bytes of the modules' images"),
        Metric(
            "process.os_handles", .handles, .sum(section: "os_handles", measure: "count"), "open handles of Windows: files, events, keys"),
        Metric("process.loader_heap", .bytes, .sum(section: "loader_heaps", measure: "committed"), "bytes committed by loader heaps"),
        Metric(
            "process.finalizer_ready", .objects, .sum(section: "finalization", measure: "count", .text("state", "ready")),
            "objects that wait for the finalizer thread"),
        handles("pinned"), handles("strong"), handles("weak-short"), handles("weak-long"), handles("dependent"),
        Metric(
            "process.unaccounted", .percent,
            .share(
                .sum(section: "ledger", measure: "reserved", .text("kind", "unaccounted")),
                of: [.sum(section: "ledger", measure: "reserved")]),
            "mapped bytes that nobody claims, as a share of all"),
    ]

    private static func generation(_ name: String, _ meaning: String) -> Metric {
        Metric("heap.\(name)", .bytes, .sum(section: "types", measure: "\(name)_bytes"), "bytes of objects \(meaning)")
    }

    private static func handles(_ kind: String) -> Metric {
        Metric("process.handles.\(kind)", .none, .sum(section: "handles", measure: "count", .text("kind", kind)), "\(kind) handles")
    }

    package static func metric(_ name: String) -> Metric? { all.first { $0.name == name } }

    /// Whether snapshots of this version can hold it.
    package static func isHeldToday(_ metric: Metric) -> Bool {
        func isHeld(_ source: Metric.Source) -> Bool {
            switch source {
            case .total: true
            case .sum(let section, let measure, _):
                SectionCatalog.all.contains { info in info.name == section && (measure.map { info.position($0) != nil } ?? true) }
            case .share(let part, let parts): isHeld(part) && parts.allSatisfy(isHeld)
            }
        }
        return isHeld(metric.source)
    }
}
